// The main job by keyboard alone: palette, outline, canvas, inspector and drawer, without a pointer.
import type { Locator, Page } from "@playwright/test";
import { expect, open, test } from "./studio";
import { box } from "./hand";

/** Presses a key until what is meant has the focus, as a person who looks at the focus ring does. */
async function until(page: Page, key: string, meant: Locator, most = 60) {
  const there = () => meant.evaluate((el) => el === document.activeElement);
  for (let n = 0; n < most; n++) {
    if (await there()) return;
    await page.keyboard.press(key);
  }
  await expect(meant, `${most} times ${key}`).toBeFocused();
}

/** Searches the palette and places what is found: Enter takes the first, else arrows go to the card. */
async function place(page: Page, words: string, card?: string) {
  const search = page.getByTestId("palette-search");
  if (!(await search.isVisible()) || !(await search.evaluate((el) => el === document.activeElement))) await page.keyboard.press("/");
  await expect(search).toBeFocused();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(words);
  await expect(search).toHaveValue(words);
  if (card) {
    await page.keyboard.press("ArrowDown");
    await until(page, "ArrowRight", page.getByTestId(`palette-${card}`));
  }
  await page.keyboard.press("Enter");
}

/** Goes to a line of the outline, which selects it. */
async function go(page: Page, name: string) {
  await page.keyboard.press("/");
  await expect(page.getByTestId("palette-search")).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await expect(page.getByTestId("rail-tab-outline")).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  const line = page.getByRole("treeitem").filter({ has: page.locator(".node-name", { hasText: new RegExp(`^${name}$`) }) }).first();
  await page.keyboard.press("Home");
  await until(page, "ArrowDown", line);
  await expect(line).toHaveAttribute("aria-selected", "true");
}

/** Goes to a tab of the drawer: Tab to the row of tabs, arrows inside it. */
async function tab(page: Page, id: string) {
  const tabs = page.getByTestId("drawer").getByRole("tab");
  const stop = page.getByTestId("drawer").locator('[role="tab"][tabindex="0"]');
  if (!(await tabs.evaluateAll((all) => all.includes(document.activeElement as HTMLElement)))) await until(page, "Tab", stop, 120);
  const wanted = page.getByTestId(`drawer-tab-${id}`);
  await until(page, "ArrowRight", wanted, 10);
  if ((await wanted.getAttribute("aria-selected")) !== "true") await page.keyboard.press("Enter");
  await expect(wanted).toHaveAttribute("aria-selected", "true");
}

test("the main job by keyboard alone", async ({ page }) => {
  test.setTimeout(240_000);
  await page.addInitScript(() => {
    addEventListener("pointerdown", () => document.documentElement.setAttribute("data-pointed", ""), true);
  });
  await open(page);
  await expect(page.getByTestId("empty")).toBeVisible();
  const month = page.getByTestId("header-month").locator("b");
  const dear = page.getByTestId("findings-list").getByTestId("finding-gateway-endpoint-instead-of-nat").first();

  await test.step("VPC, zones, subnets, gateways, a workload, a service", async () => {
    await place(page, "vpc");
    await expect(box(page, "vpc")).toContainText("10.0.0.0/16");
    for (const zone of ["us-east-1a", "us-east-1b"]) {
      await place(page, "availability zone");
      await expect(page.getByTestId(`zone-${zone}-in-vpc`)).toBeVisible();
    }
    await go(page, "us-east-1a");
    await place(page, "subnet", "public-subnet");
    await expect(box(page, "public-a")).toBeVisible();
    await go(page, "us-east-1a");
    await place(page, "subnet", "private-subnet");
    await expect(box(page, "private-a")).toBeVisible();
    await go(page, "vpc");
    await place(page, "internet gateway", "internet-gateway");
    await expect(box(page, "igw")).toBeVisible();
    const before = await month.textContent();
    await go(page, "public-a");
    await place(page, "nat");
    await expect(box(page, "nat-a")).toBeVisible();
    await expect(month).not.toHaveText(before!);
    await go(page, "private-a");
    await place(page, "instance", "ec2-instance");
    await expect(box(page, "instance")).toBeVisible();
    await place(page, "s3", "service-s3");
    await expect(box(page, "s3")).toBeVisible();
  });

  await test.step("the outline's Enter leads to the name", async () => {
    await go(page, "instance");
    await page.keyboard.press("Enter");
    await expect(page.getByTestId("inspector-name")).toBeFocused();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("worker");
    await page.keyboard.press("Enter");
    await expect(box(page, "worker")).toBeVisible();
  });

  await test.step("a flow to S3, with c and Enter", async () => {
    // Back from the inspector: the boxes of the canvas are one stop, from which Tab walks them.
    await until(page, "Shift+Tab", page.locator('[data-place][tabindex="0"]'));
    await until(page, "Tab", box(page, "worker"));
    await page.keyboard.press("c");
    await until(page, "Tab", box(page, "s3"));
    await page.keyboard.press("Enter");
    await expect(page.getByTestId("status")).toContainText("worker is connected with s3");
  });

  await test.step("a finding, and the path through the NAT gateway", async () => {
    await tab(page, "findings");
    await expect(dear).toBeVisible();
    await tab(page, "path");
    await until(page, "Tab", page.locator('[data-testid^="path-flow-"]').first());
    await page.keyboard.press("Enter");
    await expect(page.getByTestId("path-verdict")).toHaveAttribute("data-verdict", "reachable");
    await expect(page.locator('[data-testid^="path-hop-"]').filter({ hasText: "nat-a" }).first()).toBeVisible();
  });

  await test.step("a gateway endpoint, its service asked by a dialog", async () => {
    await go(page, "vpc");
    await place(page, "gateway endpoint", "gateway-endpoint");
    await expect(page.getByTestId("choose-service")).toBeVisible();
    await until(page, "Tab", page.getByTestId("choose-s3"));
    await page.keyboard.press("Enter");
    await expect(page.getByTestId("choose-service")).toBeHidden();
    await expect(box(page, "s3-gw")).toBeFocused();
    await expect(page.getByTestId("path-verdict")).toHaveAttribute("data-verdict", "reachable");
    await expect(page.getByTestId("path-said")).toContainText("gateway endpoint s3-gw");
  });

  await test.step("undo brings the finding back, redo takes it away", async () => {
    await page.keyboard.press("ControlOrMeta+z");
    await expect(box(page, "s3-gw")).toHaveCount(0);
    await tab(page, "findings");
    await expect(dear).toBeVisible();
    await page.keyboard.press("ControlOrMeta+Shift+z");
    await expect(box(page, "s3-gw")).toBeVisible();
    await expect(dear).toHaveCount(0);
  });

  await test.step("what it costs, and the Terraform", async () => {
    await tab(page, "cost");
    await expect(page.getByTestId("cost-bill")).toContainText("NAT");
    await expect(month).toHaveText((await page.getByTestId("cost-month").textContent())!);
    await tab(page, "code");
    await until(page, "Tab", page.getByTestId("code-file-endpoints.tf"));
    await page.keyboard.press("Enter");
    await expect(page.getByTestId("code-view")).toContainText('vpc_endpoint_type = "Gateway"');
  });

  expect(await page.locator("html").getAttribute("data-pointed"), "a pointer was used").toBeNull();
});
