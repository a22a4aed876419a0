// Placing without dragging: armed and clicked, quick insert; and how AWS's structure is drawn.
import type { Page } from "@playwright/test";
import { example, expect, open, test } from "./studio";
import { box, fit, point, shell, small } from "./hand";

const rect = async (page: Page, name: string) => (await shell(page, name).boundingBox())!;

test("an item is armed by a click and placed by another; where it cannot stand, it says why", async ({ page }) => {
  await open(page);
  await small(page);
  const card = page.getByTestId("palette-nat-gateway");
  await card.click();
  await expect(card).toHaveAttribute("aria-pressed", "true");

  await test.step("over the VPC alone it says where it stands, and nothing is placed", async () => {
    const vpc = await rect(page, "vpc");
    await page.mouse.move(vpc.x + vpc.width - 12, vpc.y + 10, { steps: 4 });
    await expect(page.getByTestId("drop-hint")).toContainText("stands in a");
    await expect(page.getByTestId("drop-hint")).toHaveClass(/problem/);
  });

  await test.step("over a subnet that lights up", async () => {
    const at = await point(shell(page, "public-a"), [0.8, 0.5]);
    await page.mouse.move(at.x, at.y, { steps: 4 });
    await expect(box(page, "public-a")).toHaveClass(/legal/);
    await page.mouse.click(at.x, at.y);
    await expect(box(page, "nat-a")).toBeVisible();
    await expect(page.getByTestId("inspector-kind")).toContainText("public-a");
    await expect(card).toHaveAttribute("aria-pressed", "false");
  });

  await test.step("Escape puts it down again", async () => {
    await card.click();
    await page.keyboard.press("Escape");
    await expect(card).toHaveAttribute("aria-pressed", "false");
    const boxes = await page.locator(".canvas [data-place]").count();
    const at = await point(shell(page, "public-a"), [0.5, 0.9]);
    await page.mouse.click(at.x, at.y);
    await expect(page.locator(".canvas [data-place]")).toHaveCount(boxes);
  });
});

test("quick insert: a slash, some letters, Enter", async ({ page }) => {
  await open(page);
  await small(page);
  const at = await point(shell(page, "public-a"), [0.9, 0.15]);
  await page.mouse.click(at.x, at.y);
  await page.keyboard.press("/");
  await expect(page.getByTestId("palette-search")).toBeFocused();
  await page.keyboard.type("lambda");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("inspector-name")).toHaveValue("function");
  // It may stand in several subnets: each has a box.
  await expect(box(page, "function-in-public-a")).toHaveAttribute("aria-selected", "true");
  await expect(page.getByTestId("inspector-kind")).toContainText("public-a");
  // The search keeps the focus for the next one, until Escape.
  await expect(page.getByTestId("palette-search")).toBeFocused();
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+z");
  await expect(box(page, "function-in-public-a")).toHaveCount(0);
});

test("drawn as AWS draws it: zones as columns, tiers as rows, gateways on the edge, endpoints where their interfaces are", async ({ page }) => {
  await example(page, "three-tier");
  const right = (r: { x: number; width: number }) => r.x + r.width;
  const bottom = (r: { y: number; height: number }) => r.y + r.height;
  const stands = async () => {
    await fit(page);
    const vpc = await rect(page, "shop");
    const tiers = await Promise.all(["public", "app", "data"].map((t) => Promise.all(["a", "b", "c"].map((z) => rect(page, `${t}-${z}`)))));
    for (const row of tiers) {
      expect(new Set(row.map((r) => Math.round(r.y))).size, "a tier is a row").toBe(1);
      expect(right(row[0]!) < row[1]!.x && right(row[1]!) < row[2]!.x, "a zone is a column").toBe(true);
    }
    for (const z of [0, 1, 2]) {
      expect(new Set(tiers.map((row) => Math.round(row[z]!.x))).size, "a column has one edge").toBe(1);
      expect(bottom(tiers[0]![z]!) < tiers[1]![z]!.y && bottom(tiers[1]![z]!) < tiers[2]![z]!.y, "public above app above data").toBe(true);
    }
    // On the edge: partly in, partly out.
    const igw = await rect(page, "igw");
    expect(igw.y < vpc.y && bottom(igw) > vpc.y, "the internet gateway on the upper edge").toBe(true);
    for (const name of ["s3-gw", "dynamodb-gw"]) {
      const gw = await rect(page, name);
      expect(gw.x < right(vpc) && right(gw) > right(vpc), `${name} on the side`).toBe(true);
    }
    // An interface endpoint has an interface in each subnet, and none of them is the service.
    for (const [i, z] of ["a", "b", "c"].entries()) {
      const chip = (await page.getByTestId(`node-ssm-in-app-${z}`).locator(".shell").first().boundingBox())!;
      const subnet = tiers[1]![i]!;
      expect(chip.x >= subnet.x && right(chip) <= right(subnet) && chip.y >= subnet.y && bottom(chip) <= bottom(subnet), `ssm in app-${z}`).toBe(true);
    }
    expect((await page.getByRole("option", { name: /^AWS service Systems Manager/ }).locator(".shell").first().boundingBox())!.x, "the service beside the VPC").toBeGreaterThan(right(vpc));
  };
  await stands();
  // No box for a security group: who is a member is a layer.
  await expect(page.locator('.canvas [data-place^="security-group"]')).toHaveCount(0);
  await page.keyboard.press("Shift+5");
  await expect(page.getByTestId("member").first()).toBeAttached();
  await page.keyboard.press("Shift+5");
  // A gateway endpoint is tied to the tables that it serves.
  await page.keyboard.press("Shift+1");
  await expect(page.locator(".edge.serves, .edge.table, .edge.tables").first()).toBeAttached();
  await page.keyboard.press("Shift+1");

  // Tidy: the same again and again, one step to undo.
  const where = () => page.locator(".canvas [data-place] .shell").evaluateAll((els) => els.map((e) => ["x", "y", "width", "height"].map((a) => e.getAttribute(a)).join(" ")).join("; "));
  await page.keyboard.press("Shift+T");
  await page.waitForTimeout(400);
  await stands();
  const once = await where();
  await page.keyboard.press("Shift+T");
  await page.waitForTimeout(400);
  expect(await where()).toBe(once);
});
