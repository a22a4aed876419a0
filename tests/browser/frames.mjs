// Times frames while the mouse pans and drags: `node frames.mjs DESIGN.json …`, a line `name|boxes|p95 ms|missed %` for each.
import { chromium } from "@playwright/test";

const { PORTICO_URL: url, PORTICO_CHROMIUM: executablePath, PORTICO_CHROMIUM_FLAGS: flags = "" } = process.env;
if (!url) throw new Error("PORTICO_URL is not set: run `cargo xtask bench --only frames`");

const MOVES = 60;
/** A frame at 60 Hz takes 16.7 ms: one that takes longer than this has missed its turn. */
const LATE = 25;

/** Runs `work`, and returns the times between the frames that the page had meanwhile, in ms. */
async function frames(page, work) {
  await page.evaluate(() => {
    const seen = (window.frameTimes = []);
    const tick = (now) => {
      if (window.frameTimes !== seen) return;
      seen.push(now);
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  await work();
  const at = await page.evaluate(() => {
    const seen = window.frameTimes;
    window.frameTimes = null;
    return seen;
  });
  return at.slice(1).map((t, i) => t - at[i]);
}

function tell(name, boxes, deltas) {
  if (deltas.length < MOVES / 4) throw new Error(`${name}, ${boxes} boxes: only ${deltas.length} frames`);
  const sorted = deltas.toSorted((a, b) => a - b);
  const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1];
  const missed = (100 * deltas.filter((d) => d > LATE).length) / deltas.length;
  console.log(`${name}|${boxes}|${p95.toFixed(1)}|${missed.toFixed(1)}`);
}

/** Presses in the middle of the canvas and moves in an arc, a move after the other: the frames' times, or none if `state` stays. */
async function drag(page, middle, button, state) {
  const before = await state();
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.down({ button });
  // The first moves make the gesture what it is; they are not timed.
  await page.mouse.move(middle.x + 30, middle.y + 10, { steps: 4 });
  if ((await state()) === before) {
    await page.keyboard.press("Escape");
    await page.mouse.up({ button });
    return null;
  }
  const deltas = await frames(page, async () => {
    for (let i = 1; i <= MOVES; i++) {
      const turn = (i / MOVES) * Math.PI;
      await page.mouse.move(middle.x + 30 + 200 * Math.sin(turn), middle.y + 10 + 100 * (1 - Math.cos(turn)));
    }
  });
  // Taken back, so that the next gesture finds the design as it was.
  await page.keyboard.press("Escape");
  await page.mouse.up({ button });
  await page.waitForTimeout(500);
  return deltas;
}

/** Brings the place where a box is taken hold of to the middle of the canvas, with the wheel. */
async function bring(page, box, middle) {
  const [dx, dy] = await box.evaluate((g) => {
    const numbers = (el) => el.getAttribute("transform").match(/-?[\d.]+(e-?\d+)?/g).map(Number);
    const [x, y] = numbers(g);
    const [scale] = numbers(g.closest(".world"));
    const size = (name) => Number(g.querySelector(".shell").getAttribute(name));
    const area = g.closest(".canvas").getBoundingClientRect();
    const plane = g.closest(".moving").getBoundingClientRect();
    const [left, top] = [plane.left - area.left, plane.top - area.top];
    // Containers by their title.
    const hold = g.matches(".vpc, .subnet") ? 20 : size("height") / 2;
    return [left + (x + size("width") / 2) * scale - area.width / 2, top + (y + hold) * scale - area.height / 2];
  });
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.wheel(dx, dy);
  await page.waitForTimeout(1000);
}

async function measure(page, file) {
  const canvas = page.getByTestId("canvas");
  const plane = canvas.locator(".moving");
  await page.goto(url);
  await page.locator("#starting").waitFor({ state: "detached" });
  await page.getByTestId("action-open").click();
  await page.getByTestId("open-file").setInputFiles(file);
  const all = canvas.locator(".boxes > g");
  await all.first().waitFor({ state: "attached", timeout: 120_000 });
  await page.getByTestId("open-file").waitFor({ state: "detached" }).catch(() => {});
  const boxes = await all.count();
  const area = await canvas.boundingBox();
  const middle = { x: area.x + area.width / 2, y: area.y + area.height / 2 };

  for (const [zoom, words] of [["zoom-100", "at 100 %"], ["zoom-all", "all in view"]]) {
    await page.getByTestId(zoom).click();
    // Seen from very far, a small box is too small to be taken hold of.
    let dragged = null;
    for (const [kind, what] of [["chip-box", "workload"], ["subnet", "subnet"], ["vpc", "VPC"]]) {
      const those = canvas.locator(`.boxes > g.${kind}`);
      await bring(page, those.nth(Math.floor((await those.count()) / 2)), middle);
      dragged = await drag(page, middle, "left", () => all.evaluateAll((gs) => gs.map((g) => g.getAttribute("transform")).join()));
      if (dragged) {
        tell(`drag a ${what} ${words}`, boxes, dragged);
        break;
      }
    }
    if (!dragged) throw new Error(`no box could be dragged ${words}`);
    const panned = await drag(page, middle, "middle", () => plane.evaluate((el) => el.style.transform));
    if (!panned) throw new Error(`no pan ${words}`);
    tell(`pan ${words}`, boxes, panned);
    await page.mouse.move(middle.x, middle.y);
    await page.keyboard.down("Control");
    const zoomed = await frames(page, async () => {
      for (let i = 0; i < MOVES; i++) await page.mouse.wheel(0, i % 20 < 10 ? -30 : 30);
    });
    await page.keyboard.up("Control");
    tell(`zoom ${words}`, boxes, zoomed);
  }
}

const browser = await chromium.launch({ executablePath, args: flags.split(" ").filter(Boolean) });
try {
  for (const file of process.argv.slice(2)) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(60_000);
    await measure(page, file);
    await page.context().close();
  }
} finally {
  await browser.close();
}
