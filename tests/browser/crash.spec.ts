// The page is killed in the middle of edits, again and again: nothing is lost but the last second, and undo goes on.
import type { CDPSession, Page } from "@playwright/test";
import { expect, open, test } from "./studio";
import { box, pick, put, shell } from "./hand";

const TIMES = process.env.PORTICO_LONG ? 100 : 12;

/** The step that the browser's storage has the design at. */
const at = async (page: Page) => {
  const all = await page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((done, wrong) => {
      const ask = indexedDB.open("portico");
      ask.onsuccess = () => done(ask.result);
      ask.onerror = () => wrong(ask.error);
    });
    const cards = await new Promise<string[]>((done) => {
      const ask = db.transaction("shelf").objectStore("shelf").getAll();
      ask.onsuccess = () => done(ask.result as string[]);
    });
    db.close();
    return cards.map((c) => JSON.parse(c).at as number);
  });
  expect(all).toHaveLength(1);
  return all[0]!;
};

/** Where a box stands, in units of the design. */
async function place(page: Page, name: string): Promise<[number, number]> {
  const [x, y] = await shell(page, name).evaluate((el) => [el.getAttribute("x"), el.getAttribute("y")]);
  return [Number(x), Number(y)];
}

test("a page that is killed loses nothing but the last second", async ({ context, page: first, complaints }) => {
  test.setTimeout(60_000 + TIMES * 15_000);
  let page = first;
  await open(page);
  await put(page, "vpc");
  await expect(box(page, "vpc")).toBeVisible();
  await expect(page.getByTestId("header-saved")).toHaveText("Saved in this browser");
  let steps = 1;
  let lostMost = 0;
  for (let time = 0; time < TIMES; time++) {
    await pick(page, "vpc");
    const from = await place(page, "vpc");
    // Each press is one step; the pace and the moment differ from time to time.
    const done: number[] = [];
    const presses = 4 + ((time * 7) % 23);
    for (let i = 0; i < presses; i++) {
      await page.keyboard.press("ArrowRight");
      done.push(Date.now());
      if (i % 3 === time % 3) await page.waitForTimeout((time * 13) % 60);
    }
    const moved = await place(page, "vpc").catch(() => from);
    const killed = Date.now();
    await kill(page, context);
    const next = await context.newPage();
    await open(next);
    await expect(box(next, "vpc")).toBeVisible();
    // What was done more than a second before the end is there, and of the rest a beginning.
    const kept = (await at(next)) - steps;
    const due = done.filter((t) => t < killed - 1000).length;
    expect(kept, `kill ${time}: of ${presses} steps`).toBeGreaterThanOrEqual(due);
    expect(kept).toBeLessThanOrEqual(presses);
    lostMost = Math.max(lostMost, presses - kept);
    const now = await place(next, "vpc");
    const step = presses > 0 && moved[0] > from[0] ? (moved[0] - from[0]) / presses : 0;
    if (step > 0) expect(Math.abs(now[0] - (from[0] + kept * step)), "where the steps that were kept lead").toBeLessThan(0.01);
    // The whole way back is there.
    steps += kept;
    if (time % 4 === 3) {
      const before = await place(next, "vpc");
      await next.getByTestId("action-undo").click();
      await next.getByTestId("action-redo").click();
      expect(await place(next, "vpc")).toEqual(before);
      await expect(next.getByTestId("header-saved")).toHaveText("Saved in this browser");
    }
    page = next;
  }
  console.log(`killed ${TIMES} times after ${steps} steps in all: ${lostMost} steps lost at most`);
  complaints.splice(0, complaints.length, ...complaints.filter((c) => !/crash|ERR_ABORTED|ERR_FAILED|Target/.test(c)));
});

/** Ends the process that draws the page, as a crash does. */
async function kill(page: Page, context: import("@playwright/test").BrowserContext) {
  const gone = new Promise((done) => page.once("crash", done));
  const line: CDPSession = await context.newCDPSession(page);
  line.send("Page.crash").catch(() => {});
  await gone;
  await page.close();
}
