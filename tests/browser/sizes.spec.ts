// The page at the sizes that people have: what must fit, fits.
import { readFileSync } from "node:fs";
import { expect, open, test } from "./studio";
import { box, drawer, fit, small } from "./hand";

async function example(page: import("@playwright/test").Page, id: string) {
  await page.getByTestId("start-example").click();
  await page.getByTestId(`example-${id}`).click();
  await expect(page.locator(".box").first()).toBeAttached();
}

for (const [width, height] of [[390, 844], [360, 740], [768, 1024], [1024, 700], [1440, 900], [3840, 2160]] as const) {
  test(`nothing runs past the edge at ${width} by ${height}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await open(page);
    await example(page, "three-tier");
    const past = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    const inside = async (id: string) => {
      const r = (await page.getByTestId(id).boundingBox())!;
      expect(r.x >= 0 && r.x + r.width <= width, `${id}: ${r.x} to ${r.x + r.width}`).toBe(true);
    };
    for (const id of ["header-month", "header-findings", "header-export", "action-open", "action-undo"]) await inside(id);
    expect(await past()).toBe(0);
    for (const tab of ["findings", "path", "matrix", "cost", "code"]) {
      await drawer(page, tab);
      expect(await past(), tab).toBe(0);
      // Of the canvas enough is left to see the design.
      expect((await page.getByTestId("canvas").boundingBox())!.height, tab).toBeGreaterThan(180);
    }
  });
}

test("on a phone: look, inspect, ask", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page);
  await example(page, "private-s3");
  await box(page, "analysis").click();
  await expect(page.getByTestId("inspector-name")).toHaveValue("analysis");
  await drawer(page, "path");
  await page.locator('[data-testid^="path-flow-"]').first().click();
  await expect(page.getByTestId("path-verdict")).toBeInViewport();
  await page.getByTestId("path-hop-1").scrollIntoViewIfNeeded();
  await expect(page.getByTestId("path-hop-1")).toBeInViewport();
});

test("an answer is read without scrolling at 1024 by 700", async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 700 });
  await open(page);
  await example(page, "three-tier");
  await drawer(page, "path");
  await page.locator('[data-testid^="path-flow-"]').first().click();
  await expect(page.getByTestId("path-verdict")).toBeVisible();
  const hops = page.locator('[data-testid^="path-hop-"]');
  expect(await hops.count()).toBeGreaterThan(4);
  for (const hop of await hops.all()) await expect(hop).toBeInViewport({ ratio: 0.9 });
});

test("what was in view stays in view when the drawer opens, and a view set by hand does not jump", async ({ page }) => {
  await open(page);
  await small(page);
  const low = () => page.locator('.box.vpc .shell').evaluate((el) => el.getBoundingClientRect().bottom);
  const edge = () => page.getByTestId("canvas").evaluate((el) => el.getBoundingClientRect().bottom);
  await fit(page);
  for (let n = 0; n < 3; n++) await page.keyboard.press("+");
  await fit(page);
  await drawer(page, "cost");
  await expect.poll(async () => (await low()) <= (await edge())).toBe(true);
  await page.getByTestId("drawer-tab-cost").click();
  await page.getByTestId("zoom-in").click();
  const by_hand = await page.locator(".moving").evaluate((el) => (el as HTMLElement).style.transform);
  await drawer(page, "cost");
  await page.waitForTimeout(300);
  expect(await page.locator(".moving").evaluate((el) => (el as HTMLElement).style.transform)).toBe(by_hand);
});

test("a design without a file of its own says so, and one with it since when", async ({ page }) => {
  await open(page);
  await expect(page.getByTestId("header-copied")).toHaveCount(0);
  await small(page);
  await expect(page.getByTestId("header-copied")).toHaveText("no file copy");
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByTestId("header-copied").click()]);
  expect(JSON.parse(readFileSync(await file.path(), "utf8"))).toBeTruthy();
  await expect(page.getByTestId("header-copied")).toHaveText("file copy just now");
  await expect(page.getByTestId("header-saved")).toHaveText("Saved in this browser");
  await page.reload();
  await expect(page.getByTestId("header-copied")).toHaveText("file copy just now");
});
