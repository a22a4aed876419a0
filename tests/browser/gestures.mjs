// Gestures whose frames are timed: what the benches of the canvas and of its peer share.

export const MOVES = 60;
/** A frame at 60 Hz takes 16.7 ms: one that takes longer than this has missed its turn. */
const LATE = 25;

/** Runs `work`, and returns the times between the frames that the page had meanwhile, in ms. */
export async function frames(page, work) {
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

/** The 95th percentile of frame times, the longest, and the share of frames that came late. */
export function figures(deltas) {
  if (!deltas.length) return { p95: NaN, worst: NaN, missed: 100 };
  const sorted = deltas.toSorted((a, b) => a - b);
  const late = deltas.filter((d) => d > LATE).length;
  return { p95: sorted[Math.ceil(sorted.length * 0.95) - 1], worst: sorted.at(-1), missed: (100 * late) / deltas.length };
}

export function tell(name, boxes, deltas) {
  if (deltas.length < MOVES / 4) throw new Error(`${name}, ${boxes} boxes: only ${deltas.length} frames`);
  const { p95, worst, missed } = figures(deltas);
  console.log(`${name}|${boxes}|${p95.toFixed(1)} ms, longest ${worst.toFixed(0)}|${missed.toFixed(1)}`);
}

/** Opens a design in the studio: its canvas, how many boxes it has, and the middle. */
export async function opened(page, url, file) {
  await page.goto(url);
  await page.locator("#starting").waitFor({ state: "detached" });
  await page.getByTestId("action-open").click();
  await page.getByTestId("open-file").setInputFiles(file);
  const canvas = page.getByTestId("canvas");
  const all = canvas.locator(".boxes > g");
  await all.first().waitFor({ state: "attached", timeout: 120_000 });
  await page.getByTestId("open-file").waitFor({ state: "detached" }).catch(() => {});
  const area = await canvas.boundingBox();
  const middle = { x: area.x + area.width / 2, y: area.y + area.height / 2 };
  return { canvas, plane: canvas.locator(".moving"), all, boxes: await all.count(), middle };
}

/** Where the boxes are: among the others, and what is dragged over them. */
export function standing(canvas) {
  return canvas.evaluate((el) => {
    const boxes = [...el.querySelectorAll(".boxes .shell")].map((r) => [r.getAttribute("x"), r.getAttribute("y")]);
    return boxes.join() + el.querySelector(".lift").style.transform;
  });
}

/**
 * Presses in the middle of the canvas and moves in an arc, a move after the other: the frames' times and how long the moves took in all, or
 * none if `state` stays.
 */
export async function drag(page, middle, button, state) {
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
  let took = 0;
  const deltas = await frames(page, async () => {
    const began = Date.now();
    for (let i = 1; i <= MOVES; i++) {
      const turn = (i / MOVES) * Math.PI;
      await page.mouse.move(middle.x + 30 + 200 * Math.sin(turn), middle.y + 10 + 100 * (1 - Math.cos(turn)));
    }
    took = Date.now() - began;
  });
  // Taken back, so that the next gesture finds the design as it was.
  await page.keyboard.press("Escape");
  await page.mouse.up({ button });
  await page.waitForTimeout(500);
  return { deltas, took };
}

/** Brings the place where a box is taken hold of to the middle of the canvas, with the wheel. */
export async function bring(page, box, middle) {
  const [dx, dy] = await box.evaluate((g) => {
    const [scale] = g.closest(".world").getAttribute("transform").match(/-?[\d.]+(e-?\d+)?/g).map(Number);
    const size = (name) => Number(g.querySelector(".shell").getAttribute(name));
    const area = g.closest(".canvas").getBoundingClientRect();
    const plane = g.closest(".moving").getBoundingClientRect();
    const [left, top] = [plane.left - area.left, plane.top - area.top];
    // Containers by their title.
    const [x, y] = [size("x"), size("y")];
    const hold = g.matches(".vpc, .subnet") ? 20 : size("height") / 2;
    return [left + (x + size("width") / 2) * scale - area.width / 2, top + (y + hold) * scale - area.height / 2];
  });
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.wheel(dx, dy);
  await page.waitForTimeout(1000);
}
