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

/** Presses in the middle of the canvas and moves in an arc, a move after the other; what `watched` has as transform must change. */
async function drag(page, middle, button, watched) {
  const before = await watched.getAttribute("transform");
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.down({ button });
  // The first moves make the gesture what it is; they are not timed.
  await page.mouse.move(middle.x + 12, middle.y + 4, { steps: 3 });
  const deltas = await frames(page, async () => {
    for (let i = 1; i <= MOVES; i++) {
      const turn = (i / MOVES) * Math.PI;
      await page.mouse.move(middle.x + 12 + 200 * Math.sin(turn), middle.y + 4 + 100 * (1 - Math.cos(turn)));
    }
  });
  if ((await watched.getAttribute("transform")) === before) throw new Error("nothing moved");
  return deltas;
}

async function measure(page, file) {
  const canvas = page.getByTestId("canvas");
  const world = canvas.locator(".world");
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
    // A workload in the middle of the design is brought to the middle of the canvas with the wheel.
    const chips = canvas.locator(".boxes > g.chip-box");
    const chip = chips.nth(Math.floor((await chips.count()) / 2));
    const [dx, dy] = await chip.evaluate((g) => {
      const numbers = (el) => el.getAttribute("transform").match(/-?[\d.]+(e-?\d+)?/g).map(Number);
      const [x, y] = numbers(g);
      const [left, top, scale] = numbers(g.closest(".world"));
      const shell = g.querySelector(".shell");
      const area = g.closest(".canvas").getBoundingClientRect();
      const half = (name) => Number(shell.getAttribute(name)) / 2;
      return [left + (x + half("width")) * scale - area.width / 2, top + (y + half("height")) * scale - area.height / 2];
    });
    await page.mouse.move(middle.x, middle.y);
    await page.mouse.wheel(dx, dy);
    await page.waitForTimeout(1000);

    const dragged = await drag(page, middle, "left", chip);
    tell(`drag a box ${words}`, boxes, dragged);
    // Taken back, so that the pan finds the design as it was.
    await page.keyboard.press("Escape");
    await page.mouse.up();
    await page.waitForTimeout(500);
    tell(`pan ${words}`, boxes, await drag(page, middle, "middle", world));
    await page.mouse.up({ button: "middle" });
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
