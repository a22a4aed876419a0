// Nothing is lost: every edit is kept within a second with its history; designs, versions, tabs, a nudge for a file of one's own.
import type { Page } from "@playwright/test";
import { expect, open, test } from "./studio";
import { box, pick, put, type } from "./hand";

const saved = (page: Page) => expect(page.getByTestId("header-saved")).toHaveText("Saved in this browser");
const undo = (page: Page) => page.getByTestId("action-undo");
const redo = (page: Page) => page.getByTestId("action-redo");

async function designs(page: Page) {
  await page.getByTestId("action-open").click();
  await expect(page.getByTestId("open")).toBeVisible();
  return page.getByTestId("design");
}

async function vpc(page: Page, name = "vpc") {
  await put(page, "vpc");
  await expect(box(page, name)).toBeVisible();
}

test("an edit is kept within a second, and undo outlives the page", async ({ page }) => {
  await open(page);
  await vpc(page);
  const began = Date.now();
  await saved(page);
  expect(Date.now() - began, "ms until the edit was kept").toBeLessThan(1000);
  await put(page, "availability-zone");
  await put(page, "public-subnet");
  await expect(box(page, "public-a")).toBeVisible();
  await page.keyboard.press("Escape");
  await undo(page).click();
  await expect(box(page, "public-a")).toHaveCount(0);
  await saved(page);

  await page.reload();
  await expect(box(page, "vpc")).toBeVisible();
  await expect(box(page, "public-a")).toHaveCount(0);
  await redo(page).click();
  await expect(box(page, "public-a")).toBeVisible();
  for (let i = 0; i < 3; i++) await undo(page).click();
  await expect(page.getByTestId("empty")).toBeVisible();
  await expect(undo(page)).toBeDisabled();
  await redo(page).click();
  await expect(box(page, "vpc")).toBeVisible();
  // A step in the place of what was undone: the old future is gone, also after a reload.
  await page.getByTestId("header-title").fill("Other");
  await page.keyboard.press("Enter");
  await saved(page);
  await page.reload();
  await expect(page.getByTestId("header-title")).toHaveValue("Other");
  await expect(redo(page)).toBeDisabled();
  await undo(page).click();
  await expect(page.getByTestId("header-title")).toHaveValue("Untitled");
  await expect(box(page, "vpc")).toBeVisible();
});

test("designs in a list with small drawings: open, duplicate, throw away, bring back", async ({ page }) => {
  await open(page);
  await vpc(page);
  await type(page, page.getByTestId("header-title"), "First");
  await saved(page);
  await page.getByTestId("action-open").click();
  await page.getByTestId("example-private-s3").click();
  await expect(box(page, "app-a")).toBeVisible();
  await saved(page);

  let cards = await designs(page);
  await expect(cards).toHaveCount(2);
  await expect(cards.nth(0)).toContainText("Private access to S3");
  await expect(cards.nth(0)).toContainText("open");
  await expect(cards.nth(1)).toContainText("First");
  await expect(cards.nth(1)).toContainText("4 objects");
  expect(await cards.nth(0).locator(".thumb rect").count()).toBeGreaterThan(5);
  expect(await cards.nth(0).locator(".thumb-subnet").count()).toBeGreaterThan(1);

  await cards.nth(1).getByTestId("design-copy").click();
  await expect(cards).toHaveCount(3);
  await expect(cards.nth(0)).toContainText("First (copy)");
  await cards.nth(1).hover();
  await cards.filter({ hasText: "First (copy)" }).getByTestId("design-delete").click();
  await expect(cards).toHaveCount(2);
  await page.getByTestId("bin").locator("summary").click();
  await page.getByTestId("design-back").click();
  await expect(cards).toHaveCount(3);
  await cards.filter({ hasText: "First (copy)" }).getByRole("button").first().click();
  await expect(page.getByTestId("header-title")).toHaveValue("First (copy)");
  await expect(box(page, "vpc")).toBeVisible();
  await expect(box(page, "app-a")).toHaveCount(0);

  // A new design in which nothing was drawn leaves nothing behind.
  await page.getByTestId("action-open").click();
  await page.getByTestId("open-new").click();
  await expect(page.getByTestId("empty")).toBeVisible();
  cards = await designs(page);
  await expect(cards).toHaveCount(3);
  await cards.filter({ hasText: "Private access" }).getByRole("button").first().click();
  await expect(box(page, "app-a")).toBeVisible();
  await page.reload();
  await expect(box(page, "app-a")).toBeVisible();
});

test("a version is named, brought back, and opened beside", async ({ page }) => {
  await open(page);
  await vpc(page);
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+Shift+s");
  await page.getByTestId("version-name").fill("One VPC");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("version")).toContainText("One VPC");
  await page.keyboard.press("Escape");
  await put(page, "vpc");
  await expect(box(page, "vpc-2")).toBeVisible();

  await page.keyboard.press("ControlOrMeta+Shift+s");
  await page.getByTestId("version-back").click();
  await expect(box(page, "vpc-2")).toHaveCount(0);
  await undo(page).click();
  await expect(box(page, "vpc-2")).toBeVisible();
  await saved(page);
  await page.reload();
  await expect(box(page, "vpc-2")).toBeVisible();
  await redo(page).click();
  await expect(box(page, "vpc-2")).toHaveCount(0);

  await page.keyboard.press("ControlOrMeta+Shift+s");
  await page.getByTestId("version-copy").click();
  await expect(undo(page)).toBeDisabled();
  await expect(box(page, "vpc")).toBeVisible();
  const cards = await designs(page);
  await expect(cards).toHaveCount(2);
});

test("a second tab on the same design follows, and takes over when asked", async ({ page, context }) => {
  await open(page);
  await vpc(page);
  await saved(page);
  const other = await context.newPage();
  await open(other);
  await expect(box(other, "vpc")).toBeVisible();
  await expect(other.getByTestId("banner")).toContainText("open in another tab");
  // Edits there are refused.
  await put(other, "vpc");
  await expect(other.getByTestId("status")).toContainText("only shown here");
  await expect(box(other, "vpc-2")).toHaveCount(0);
  // Edits here are seen there.
  await put(page, "vpc");
  await expect(box(other, "vpc-2")).toBeVisible();

  await other.getByTestId("take-over").click();
  await expect(other.getByTestId("banner")).toHaveCount(0);
  await expect(page.getByTestId("banner")).toContainText("open in another tab");
  await put(other, "vpc");
  await expect(box(page, "vpc-3")).toBeVisible();
  // With its history.
  await undo(other).click();
  await undo(other).click();
  await expect(box(page, "vpc-2")).toHaveCount(0);

  await other.close();
  await expect(page.getByTestId("banner")).toHaveCount(0);
  await redo(page).click();
  await expect(box(page, "vpc-2")).toBeVisible();
  await saved(page);
});

test("a copy in a second tab is a design of its own", async ({ page, context }) => {
  await open(page);
  await vpc(page);
  await saved(page);
  const other = await context.newPage();
  await open(other);
  await other.getByTestId("follow-copy").click();
  await expect(other.getByTestId("banner")).toHaveCount(0);
  await type(other, other.getByTestId("header-title"), "Mine");
  await saved(other);
  await type(page, page.getByTestId("header-title"), "Yours");
  await saved(page);
  await other.reload();
  await page.reload();
  await expect(other.getByTestId("header-title")).toHaveValue("Mine");
  await expect(page.getByTestId("header-title")).toHaveValue("Yours");
});

test("a tab whose design was taken away while it slept overwrites nothing, and loses nothing", async ({ page, context }) => {
  await open(page);
  await vpc(page);
  await saved(page);
  // Typed before, so that nothing else is kept between the other tab's writing and this one's: with nothing of its own it would follow.
  const title = page.getByTestId("header-title");
  await title.fill("Ours");
  // As if the tab had slept while another one took the lock and wrote: no message, another revision.
  await page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((done) => {
      const ask = indexedDB.open("portico");
      ask.onsuccess = () => done(ask.result);
    });
    const store = db.transaction("shelf", "readwrite").objectStore("shelf");
    const all = await new Promise<string[]>((done) => {
      const ask = store.getAll();
      ask.onsuccess = () => done(ask.result as string[]);
    });
    const card = JSON.parse(all[0]!);
    store.put(JSON.stringify({ ...card, rev: card.rev + 1, title: "Theirs" }), card.id);
    await new Promise((done) => (store.transaction.oncomplete = done));
    db.close();
  });
  await title.press("Enter");
  await expect(page.getByTestId("status")).toContainText("a design of its own");
  await saved(page);
  const cards = await designs(page);
  await expect(cards).toHaveCount(2);
  await expect(cards.filter({ hasText: "Theirs" })).toHaveCount(1);
  await expect(cards.filter({ hasText: "Ours" })).toHaveCount(1);
  expect(context.pages()).toHaveLength(1);
});

test("the browser is asked to keep the storage, once there is something to keep", async ({ page }) => {
  await page.addInitScript(() => {
    let asked = 0;
    StorageManager.prototype.persist = async () => ++asked > 0;
    Object.assign(window, { asked: () => asked });
  });
  const asked = () => page.evaluate(() => (window as unknown as { asked: () => number }).asked());
  await open(page);
  expect(await asked()).toBe(0);
  await vpc(page);
  await saved(page);
  await expect.poll(asked).toBe(1);
  await page.getByTestId("action-open").click();
  await expect(page.getByTestId("open")).toContainText("keeps these until you delete them");
});

test("a design without a file of one's own asks for one", async ({ page }) => {
  await open(page);
  await vpc(page);
  await box(page, "vpc").focus();
  for (let i = 0; i < 32; i++) await page.keyboard.press("ArrowRight");
  const banner = page.getByTestId("banner");
  await expect(banner).toContainText("only in this browser");
  await page.getByTestId("nudge-later").click();
  await expect(banner).toHaveCount(0);
  await box(page, "vpc").focus();
  for (let i = 0; i < 32; i++) await page.keyboard.press("ArrowLeft");
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByTestId("nudge-save").click()]);
  expect(file.suggestedFilename()).toMatch(/\.portico\.json$/);
  await expect(banner).toHaveCount(0);
  await saved(page);
  await page.reload();
  await expect(page.getByTestId("header-copied")).toHaveText("file copy just now");
});

test("the design of the first version of the storage is taken over", async ({ page }) => {
  // The browser asks for it beside a picture that is a page of its own.
  await page.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
  await page.goto("/icon.svg");
  await page.evaluate(async () => {
    const text = await (await fetch("/")).text();
    if (!text) throw new Error("no page");
    const db = await new Promise<IDBDatabase>((done) => {
      const ask = indexedDB.open("portico", 1);
      ask.onupgradeneeded = () => ask.result.createObjectStore("designs");
      ask.onsuccess = () => done(ask.result);
    });
    const store = db.transaction("designs", "readwrite").objectStore("designs");
    const old = { portico: 1, next: 2, assumptions: { title: "Old one" }, nodes: [{ id: "service:1", name: "s3", key: "s3", fields: { region: "us-east-1", service: "s3" } }] };
    store.put(JSON.stringify(old), "current");
    await new Promise((done) => (store.transaction.oncomplete = done));
    db.close();
  });
  await open(page);
  await expect(page.getByTestId("header-title")).toHaveValue("Old one");
  await expect(box(page, "s3")).toBeVisible();
  await page.reload();
  await expect(page.getByTestId("header-title")).toHaveValue("Old one");
  await pick(page, "s3");
});
