// How each panel looks, light and dark, beside a picture that was looked at. After a change that is meant: look at the pictures in
// test-results, then `PORTICO_LOOKS=new cargo xtask test --only browser` takes them.
import type { Locator, Page } from "@playwright/test";
import { drawer } from "./hand";
import { expect, open, test } from "./studio";

/** Ages of prices and of copies are told by the day. */
const DAY = new Date("2026-11-28T12:00:00Z");

async function example(page: Page) {
  await page.clock.setFixedTime(DAY);
  await open(page);
  await page.getByTestId("start-example").click();
  await page.getByTestId("example-private-s3").click();
  await expect(page.locator(".box").first()).toBeAttached();
  await expect(page.getByTestId("header-month")).toHaveText(/\$[1-9]/);
  await expect(page.getByTestId("header-saved")).toContainText("Saved");
  // The notice about what was opened would go while pictures are taken.
  const close = page.getByRole("button", { name: "Close this message" });
  if (await close.isVisible()) await close.click();
}

async function picture(page: Page, name: string, what: Page | Locator = page) {
  // Nothing under the pointer, and no caret.
  await page.mouse.move(720, 24);
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await expect(what).toHaveScreenshot(`${name}.png`, { animations: "disabled", caret: "hide", maxDiffPixelRatio: 0.01, timeout: 15_000 });
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, viewport: { width: 1440, height: 900 } });

    test(`every panel looks as it did, ${colorScheme}`, async ({ page }) => {
      test.setTimeout(120_000);
      await page.clock.setFixedTime(DAY);
      await open(page);
      await picture(page, `empty-${colorScheme}`);
      await example(page);
      await picture(page, `canvas-${colorScheme}`);
      await page.locator(".box.chip-box").first().click();
      await picture(page, `inspector-${colorScheme}`, page.getByTestId("inspector"));
      await page.keyboard.press("Escape");
      for (const tab of ["findings", "path", "matrix", "cost", "compare", "drill", "intents", "code"]) {
        await drawer(page, tab);
        if (tab === "path") {
          await page.locator(".flow").first().click();
          await expect(page.getByTestId("path-verdict")).toBeVisible();
        }
        if (tab === "compare") await expect(page.locator(".compare-panel table, .compare-panel svg").first()).toBeVisible({ timeout: 20_000 });
        if (tab === "code") await expect(page.getByTestId("code-view")).toBeVisible({ timeout: 20_000 });
        await picture(page, `${tab}-${colorScheme}`, page.getByTestId("drawer"));
      }
    });
  });
}
