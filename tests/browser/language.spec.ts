// The page in other languages: chosen by hand or by the browser, kept, with the design untouched.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { drawer } from "./hand";
import { expect, open, test } from "./studio";

async function example(page: Page) {
  await page.getByTestId("start-example").click();
  await page.getByTestId("example-three-tier").click();
  await expect(page.locator(".box").first()).toBeAttached();
  await expect(page.getByTestId("header-month")).toContainText(/[1-9]/);
}

test("a language is chosen, speaks in every panel and is kept; the design stays", async ({ page }) => {
  await open(page);
  await example(page);
  await page.getByTestId("header-language").selectOption("es");
  await expect(page.locator("html")).toHaveAttribute("lang", "es");
  await expect(page.locator("#starting")).toHaveCount(0);
  await expect(page.getByTestId("header-title")).toHaveValue("Three-tier web shop");
  await expect(page.locator(".box").first()).toBeAttached();
  await expect(page.getByTestId("header-export")).toHaveText("Exportar");
  for (const tab of ["findings", "path", "matrix", "cost", "compare", "drill", "intents", "code"]) {
    await drawer(page, tab);
    await expect(page.locator(".drawer-body")).not.toBeEmpty();
  }
  const { violations } = await new AxeBuilder({ page }).analyze();
  // As in axe.spec.ts: what is drawn in a box lies in an order of its own.
  const box = (n: { target: unknown[] }) => /^#box-/.test(String(n.target[0]));
  const bad = violations.filter((v) => ["serious", "critical"].includes(v.impact ?? "") && !(v.id === "label-content-name-mismatch" && v.nodes.every(box)));
  expect(bad.map((v) => v.id)).toEqual([]);
  await page.reload();
  await expect(page.getByTestId("header-export")).toHaveText("Exportar");
  await page.getByTestId("header-language").selectOption("en");
  await expect(page.getByTestId("header-export")).toHaveText("Export");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.locator(".box").first()).toBeAttached();
});

test("messages of the engine and of its worker are in the language too", async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem("portico.language", "zh"));
  await open(page);
  await example(page);
  await drawer(page, "path");
  await page.locator(".flow").first().click();
  await expect(page.getByTestId("path-verdict")).toContainText(/[\u4e00-\u9fff]/);
  await expect(page.locator(".path-panel")).toContainText("安全组");
  await drawer(page, "compare");
  await expect(page.locator(".compare-panel")).toContainText("网关", { timeout: 20_000 });
});

test.describe("a browser that speaks Spanish", () => {
  test.use({ locale: "es-ES" });
  test("gets the page in Spanish at once, with its own numbers", async ({ page }) => {
    await open(page);
    await expect(page.locator("html")).toHaveAttribute("lang", "es");
    await example(page);
    await expect(page.getByTestId("header-month")).toContainText(/\d,\d\d/);
  });
});

test.describe("a browser whose language there are no words for", () => {
  test.use({ locale: "fi-FI" });
  test("gets the page in English", async ({ page }) => {
    await open(page);
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await expect(page.getByTestId("header-export")).toHaveText("Export");
  });
});
