// Light, dark, system, high contrast; less motion; colours of the system's own.
import type { Page } from "@playwright/test";
import { example, expect, test } from "./studio";
import { box, drawer, pick } from "./hand";

const root = (page: Page, name: string) => page.evaluate((name) => document.documentElement.getAttribute(name), name);

/** The contrast of each text that is shown with what is painted behind it; the least first. */
const contrasts = (page: Page, within: string) =>
  page.evaluate((within) => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
    const rgb = (css: string): [number, number, number, number] => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = css;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      return [r!, g!, b!, a!];
    };
    const light = ([r, g, b]: number[]) => {
      const part = (v: number) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
      return 0.2126 * part(r!) + 0.7152 * part(g!) + 0.0722 * part(b!);
    };
    const out: [number, string][] = [];
    for (const el of document.querySelectorAll<HTMLElement>(`${within} *`)) {
      const own = [...el.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE && n.textContent!.trim());
      if (!own.length || el.closest("svg") || !el.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || el.matches(":disabled")) continue;
      let behind: Element | null = el;
      while (behind && rgb(getComputedStyle(behind).backgroundColor)[3] < 255) behind = behind.parentElement;
      if (!behind) continue;
      const [a, b] = [light(rgb(getComputedStyle(el).color)), light(rgb(getComputedStyle(behind).backgroundColor))].sort((x, y) => y - x);
      out.push([(a! + 0.05) / (b! + 0.05), `${el.tagName} ${el.className}: ${el.textContent!.trim().slice(0, 40)}`]);
    }
    return out.sort((x, y) => x[0] - y[0]);
  }, within);

test("the theme is chosen by keys, kept, and high contrast keeps 7 to 1", async ({ page }) => {
  test.slow();
  await example(page, "three-tier");
  const button = page.getByTestId("header-theme");
  await button.focus();
  for (const [theme, name, contrast] of [["light", "light", "usual"], ["dark", "dark", "usual"], ["high contrast", "light", "more"]] as const) {
    await page.keyboard.press("Enter");
    await expect(button).toHaveAccessibleName(new RegExp(`^Theme: ${theme}\\.`));
    expect([await root(page, "data-theme"), await root(page, "data-contrast")]).toEqual([name, contrast]);
  }
  await page.reload();
  await expect(page.locator("#starting")).toHaveCount(0);
  await expect(page.locator(".box").first()).toBeAttached();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expect.poll(() => root(page, "data-theme")).toBe(colorScheme);
    await pick(page, "app-a");
    for (const tab of ["findings", "path", "cost", "intents", "code"]) {
      await drawer(page, tab);
      if (tab === "code") await expect(page.getByTestId("code-view")).toBeVisible({ timeout: 30_000 });
      for (const part of [".top", ".rail", ".inspector", ".drawer"]) {
        const all = await contrasts(page, part);
        expect(all.length, `${part} has texts`).toBeGreaterThan(3);
        expect(all[0]![0], `${colorScheme}, ${tab}, ${part}: ${all[0]![1]}`).toBeGreaterThanOrEqual(part === ".top" ? 4.5 : 7);
      }
    }
  }
  // What the system asks for is honoured without a choice.
  await button.focus();
  await page.keyboard.press("Enter");
  expect(await root(page, "data-contrast")).toBe("usual");
  await page.emulateMedia({ contrast: "more" });
  await expect.poll(() => root(page, "data-contrast")).toBe("more");
});

test("who asks for less motion gets none", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await example(page, "private-s3");
  await drawer(page, "path");
  await page.locator('[data-testid^="path-flow-"]').first().click();
  await expect(page.getByTestId("path-verdict")).toBeVisible();
  await pick(page, "app-a");
  await page.keyboard.press("ControlOrMeta+k");
  const moving = await page.evaluate(() => {
    const still = (all: string) => all.split(",").every((t) => parseFloat(t) === 0);
    const all = [...document.querySelectorAll("*")].filter((el) => {
      const s = getComputedStyle(el);
      return !still(s.transitionDuration) || (s.animationName !== "none" && !still(s.animationDuration));
    });
    return [...all.map((el) => `${el.tagName}.${el.getAttribute("class")}`), ...document.getAnimations().map((a) => `animation ${a.id}`)];
  });
  expect(moving).toEqual([]);
});

test("in the system's own colours everything is still there, and what is selected is seen", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await example(page, "private-s3");
  await pick(page, "app-a");
  const look = (name: string) => box(page, name).locator(".shell").first().evaluate((el) => [getComputedStyle(el).stroke, getComputedStyle(el).strokeWidth].join(" "));
  expect(await look("app-a")).not.toBe(await look("app-b"));
  for (const name of ["app-a", "analysis", "s3-gw"]) {
    const [stroke, fill] = await box(page, name).locator(".shell").first().evaluate((el) => [getComputedStyle(el).stroke, getComputedStyle(el).fill]);
    expect(stroke, name).not.toBe(fill);
  }
  await drawer(page, "findings");
  await expect(page.getByTestId("drawer-tab-findings")).toBeVisible();
});
