// One selection in canvas, outline, tables, findings and code; what each object is called; what is said aloud.
import type { Page } from "@playwright/test";
import { example, expect, test } from "./studio";
import { box, drawer, pick } from "./hand";

const chosen = (page: Page, name: string) => expect(box(page, name)).toHaveAttribute("aria-selected", "true");
const row = (page: Page, name: string) => page.getByRole("treeitem").filter({ has: page.locator(".node-name", { hasText: new RegExp(`^${name}$`) }) }).first();

test("what is selected in one place is selected in every other, and each leads to it", async ({ page }) => {
  test.slow();
  await example(page, "three-tier");
  await page.getByTestId("rail-tab-outline").click();
  await drawer(page, "code");
  await expect(page.getByTestId("code-view")).toContainText("resource", { timeout: 30_000 });

  await test.step("on the canvas: the outline, the inspector and the code follow", async () => {
    await pick(page, "app-b");
    await chosen(page, "app-b");
    await expect(row(page, "app-b")).toHaveAttribute("aria-selected", "true");
    await expect(page.getByTestId("inspector-name")).toHaveValue("app-b");
    await page.getByTestId("code-file-locals.tf").click();
    await expect(page.locator(".code-line.named").first()).toContainText("app_b");
  });

  await test.step("in the outline: the canvas follows, and shows it", async () => {
    await row(page, "data-c").click();
    await chosen(page, "data-c");
    await expect(box(page, "app-b")).toHaveAttribute("aria-selected", "false");
    await expect(box(page, "data-c").locator(".shell").first()).toBeInViewport();
    await expect(page.locator(".code-line.named").first()).toContainText("data_c");
  });

  await test.step("in the code: a name that a line defines", async () => {
    // Its row of the subnets; those of its table and association lead there too.
    await page.getByTestId("code-view").locator(".code-name", { hasText: /^app_c$/ }).first().click();
    await chosen(page, "app-c");
    await expect(page.locator(".code-line.named").first()).toContainText("app_c");
  });

  await test.step("in the findings", async () => {
    await pick(page, "nat-b");
    await page.keyboard.press("Delete");
    await drawer(page, "findings");
    const finding = page.locator('[data-testid^="finding-"]').filter({ hasText: "app-b" }).first();
    await finding.getByRole("button", { name: "app-b", exact: true }).first().click();
    // The route table of that name.
    await expect(page.locator('[role="treeitem"][aria-selected="true"]')).toHaveAccessibleName(/^Route table app-b/);
    await expect(page.getByTestId("inspector-name")).toHaveValue("app-b");
  });

  await test.step("in the tables: the bill and the paths", async () => {
    await drawer(page, "cost");
    await page.locator('[data-testid="cost-bill"] button.name').filter({ hasText: /^nat-c$/ }).first().click();
    await chosen(page, "nat-c");
    await drawer(page, "path");
    await page.locator('[data-testid^="path-flow-"]').first().click();
    await page.locator(".hop button.name").filter({ hasText: /^web$/ }).first().click();
    await expect(page.getByTestId("inspector-name")).toHaveValue("web");
  });
});

test("every object has a role, a name, what it is and where; changes are said politely", async ({ page }) => {
  await example(page, "three-tier");
  await expect(box(page, "app-a")).toHaveAccessibleName(/^Subnet app-a, 10\.0\.64\.0\/20, .*us-east-1a.*private/);
  await expect(box(page, "nat-a")).toHaveAccessibleName(/^NAT gateway nat-a, .*public-a/);
  const all = page.locator(".canvas [data-place]");
  for (const [role, name] of await all.evaluateAll((els) => els.map((e) => [e.getAttribute("role"), e.getAttribute("aria-label")] as const))) {
    expect(role, name ?? "").toBeTruthy();
    expect((name ?? "").length).toBeGreaterThan(3);
  }
  const said = page.getByTestId("status");
  await expect(said).toHaveAttribute("aria-live", "polite");
  await pick(page, "nat-a");
  await page.keyboard.press("Delete");
  await expect(said).toContainText(/nat-a/);
  // What it left behind has findings, in its name too.
  await page.getByTestId("rail-tab-outline").click();
  await expect(page.getByRole("treeitem", { name: /app-a.*finding/ }).first()).toBeAttached();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(said).toContainText(/Undone/);
});
