// Which endpoint to choose, what fails, what must hold, and what is cheapest: the panels about money and failures, by real input.
import type { Page } from "@playwright/test";
import { expect, open, test } from "./studio";
import { drawer } from "./hand";

async function example(page: Page, id: string) {
  await open(page);
  await page.getByTestId("start-example").click();
  await page.getByTestId(`example-${id}`).click();
  await expect(page.locator(".box").first()).toBeAttached();
}

/** Waits until the ways of the present question are there. */
async function weighed(page: Page) {
  await expect(page.getByTestId("compare-progress")).toHaveText("", { timeout: 60_000 });
}

test("the ways to a service side by side, and one of them chosen as one step", async ({ page }) => {
  await example(page, "private-s3");
  await drawer(page, "compare");
  await page.getByTestId("compare-from").selectOption({ label: "ingest" });
  await page.getByTestId("compare-service").selectOption("s3");
  await weighed(page);
  // By the gateway endpoint it is free; two zones of an interface endpoint are 14.60, and 600 GB through it 6.00.
  await expect(page.getByTestId("compare-month-as-is")).toHaveText("$0.00");
  await expect(page.getByTestId("compare-month-interface-endpoint-2")).toHaveText("$20.60");
  await expect(page.getByTestId("compare-refused")).toContainText("Lambda");

  // The curve answers the slider.
  const costs = page.getByTestId("compare-costs");
  await expect(costs.locator("li").first()).toContainText("As it is");
  const before = await costs.textContent();
  await page.getByTestId("compare-at").focus();
  await page.keyboard.press("Home");
  await expect(costs).not.toHaveText(before ?? "");
  // And the pointer.
  const plot = await page.getByTestId("compare-plot").boundingBox();
  if (!plot) throw new Error("the plot is on the page");
  await page.mouse.move(plot.x + plot.width * 0.75, plot.y + plot.height / 2);
  await expect(page.locator(".compare-panel .costs h2")).not.toHaveText("A month with 0 GB");

  // More GB are more money.
  await page.getByTestId("compare-gb").fill("6000");
  await page.getByTestId("compare-gb").press("Enter");
  await weighed(page);
  await expect(page.getByTestId("compare-month-interface-endpoint-2")).toHaveText("$74.60");
  await page.getByTestId("compare-gb").fill("-5");
  await page.getByTestId("compare-gb").press("Enter");
  await expect(page.getByTestId("compare-gb")).toHaveValue("6,000");

  const month = page.getByTestId("header-month");
  const was = await month.textContent();
  await page.getByTestId("compare-choose-interface-endpoint-2").click();
  await weighed(page);
  await expect(month).not.toHaveText(was ?? "");
  await page.getByTestId("action-undo").click();
  await expect(month).toHaveText(was ?? "");
});

test("what fails when a zone fails is on the canvas, and what surviving costs", async ({ page }) => {
  await example(page, "shared-endpoints");
  await drawer(page, "drill");
  const rows = page.locator('[data-testid^="drill-row-"]');
  await rows.first().click();
  await expect(rows.first()).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByTestId("drill-chosen")).toBeVisible();
  await expect(page.getByTestId("canvas-gone").first()).toBeAttached();
  await rows.nth(1).click();
  await expect(page.getByTestId("drill-chosen")).toContainText(" and ");
  await page.getByTestId("drill-clear").click();
  await expect(page.getByTestId("canvas-gone")).toHaveCount(0);
  await page.getByTestId("drill-save").click();
  await expect(page.getByTestId("drill-saved")).toBeVisible({ timeout: 60_000 });
});

test("a statement is kept in the design and judged at the next edit", async ({ page }) => {
  await example(page, "private-s3");
  await drawer(page, "intents");
  await page.getByTestId("intent-add").click();
  await expect(page.getByTestId("intent-problem")).toHaveText("Say what is reached.");
  await page.getByTestId("intent-claim").selectOption("month-under");
  await page.getByTestId("intent-number").fill("1");
  await page.getByTestId("intent-add").click();
  await expect(page.getByTestId("intent-0")).toHaveAttribute("data-light", "broken");
  await page.getByTestId("intent-0-delete").click();
  await expect(page.getByTestId("intent-0")).toHaveCount(0);
  await page.getByTestId("intent-number").fill("100000");
  await page.getByTestId("intent-add").click();
  await expect(page.getByTestId("intent-0")).toHaveAttribute("data-light", "holds");
});

test("the cheapest endpoints are found on demand", async ({ page }) => {
  await example(page, "three-tier");
  await drawer(page, "cost");
  await page.getByTestId("savings-ask").click();
  await expect(page.getByTestId("savings")).toBeVisible({ timeout: 60_000 });
  // Usual figures of a kind of traffic, in one choice.
  const typical = page.locator('[data-testid^="cost-usage-"][data-testid$="-typical"]').first();
  await page.locator('[data-testid^="cost-usage-"][data-testid$="-preset"]').first().selectOption("backups");
  await expect(typical).toHaveValue("3,000");
});
