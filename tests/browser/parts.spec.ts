// The studio's module comes in two parts: the first draws the page, the second judges.
import type { Page } from "@playwright/test";
import { box, drawer, drop } from "./hand";
import { expect, open, test } from "./studio";

const REST = /_rest\.wasm(\?now)?$/;

/** Holds the second part back until the returned function is called; tells how often it was asked for. */
async function hold(page: Page) {
  let go = () => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  let asked = 0;
  await page.route(REST, async (route) => {
    asked += 1;
    await held;
    await route.continue();
  });
  return { go, asked: () => asked };
}

test("the page stands before the engine has come, and judges when it has", async ({ page }) => {
  const rest = await hold(page);
  await open(page);
  await expect(page.getByTestId("palette-vpc")).toBeVisible();
  await expect(page.getByTestId("header-month")).toContainText("…");
  expect(rest.asked()).toBe(1);
  rest.go();
  await expect(page.getByTestId("header-month")).toContainText("$0");
  await expect(page.getByTestId("inspector")).toContainText(/\S/);
  // It was not asked for a second time, by a function that could not wait.
  expect(rest.asked()).toBe(1);
});

test("an edit before the engine has come loads it, and is done", async ({ page }) => {
  let asked = 0;
  await page.route(REST, async (route) => {
    asked += 1;
    // What is asked for behind the page stays away; what an edit asks for comes.
    if (asked === 1) await new Promise((resolve) => setTimeout(resolve, 4000));
    await route.continue();
  });
  await open(page);
  await drop(page, "vpc", page.getByTestId("canvas"));
  await expect(box(page, "vpc")).toBeVisible();
  expect(asked).toBe(2);
  await drawer(page, "findings");
  await expect(page.locator("#drawer-body")).toContainText(/\S/);
});

test("a part that does not load is said, and asked for again", async ({ page, complaints }) => {
  let broken = true;
  await page.route(REST, (route) => (broken ? route.abort() : route.continue()));
  await open(page);
  await expect(page.getByTestId("banner")).toContainText("did not load");
  broken = false;
  await expect(page.getByTestId("banner")).toHaveCount(0);
  await expect(page.getByTestId("header-month")).toContainText("$0");
  const said = complaints.splice(0);
  expect(said.length).toBeGreaterThan(0);
  expect(said.filter((line) => !line.includes("_rest.wasm") && !line.includes("ERR_FAILED"))).toEqual([]);
});
