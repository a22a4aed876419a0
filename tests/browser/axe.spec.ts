// axe finds nothing serious: empty, with an example and a selection, in each tab of the drawer; light and dark.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, open, test } from "./studio";
import { drawer, pick } from "./hand";

async function sound(page: Page, where: string) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const bad = violations
    .filter((v) => v.impact === "serious" || v.impact === "critical")
    // The words drawn in a box are cut to its width and lie in an order of their own: its name says them whole.
    .map((v) => (v.id === "label-content-name-mismatch" ? { ...v, nodes: v.nodes.filter((n) => !/^#box-/.test(String(n.target[0]))) } : v))
    .filter((v) => v.nodes.length > 0);
  const told = bad.map((v) => `${v.id} (${v.impact}): ${v.help}\n${v.nodes.slice(0, 8).map((n) => `    ${n.target.join(" ")}: ${n.html.slice(0, 300)}`).join("\n")}`);
  expect.soft(told, where).toEqual([]);
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("nothing serious on the empty studio", async ({ page }) => {
      await open(page);
      await sound(page, "empty");
      await page.getByTestId("action-open").click();
      await expect(page.getByTestId("example-private-s3")).toBeVisible();
      await sound(page, "the sheet of designs");
    });

    test("nothing serious with an example, in every panel", async ({ page }) => {
      // Every panel, each looked through: that takes its time on two cores.
      test.setTimeout(300_000);
      await open(page);
      await page.getByTestId("action-open").click();
      await page.getByTestId("example-private-s3").click();
      await expect(page.getByTestId("node-app-a")).toBeVisible();
      await page.getByTestId("action-open").click();
      await expect(page.getByTestId("design")).toHaveCount(1);
      await sound(page, "the list of designs");
      await page.keyboard.press("Escape");
      await page.getByTestId("header-share").click();
      await expect(page.getByTestId("share-link")).toHaveValue(/#design=/);
      await sound(page, "the sheet that shares");
      await page.keyboard.press("Escape");
      await page.keyboard.press("ControlOrMeta+Shift+s");
      await page.getByTestId("version-name").fill("One");
      await page.keyboard.press("Enter");
      await expect(page.getByTestId("version")).toBeVisible();
      await sound(page, "versions");
      await page.keyboard.press("Escape");
      await pick(page, "app-a");
      await expect(page.getByTestId("inspector-name")).toHaveValue("app-a");
      await sound(page, "a subnet selected");
      for (const tab of ["findings", "path", "matrix", "cost", "code"]) {
        await drawer(page, tab);
        if (tab === "path") await page.locator('[data-testid^="path-flow-"]').first().click();
        if (tab === "matrix") await expect(page.getByTestId("matrix-cells")).toBeVisible();
        await sound(page, tab);
      }
      await page.getByTestId("layer-internet").click();
      await expect(page.getByTestId("layer-key")).toBeVisible();
      await sound(page, "the internet's layer");
      await page.getByTestId("rail-tab-outline").click();
      for (const kind of ["vpc", "route-table", "security-group", "network-acl", "gateway-endpoint", "interface-endpoint", "workload", "flow"]) {
        await page.locator(`[data-testid^="outline-${kind}:"]`).first().click();
        await expect(page.getByTestId("inspector-kind")).toBeVisible();
        await sound(page, `${kind} in the inspector`);
      }
    });
  });
}
