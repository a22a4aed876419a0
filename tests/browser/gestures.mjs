// Gestures whose frames are timed: what the benches of the canvas and of its peer share.

export const MOVES = 60;
/** A frame at 60 Hz takes 16.7 ms: one that takes longer than this has missed its turn. */
export const LATE = 25;

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

export function tell(name, boxes, deltas) {
  if (deltas.length < MOVES / 4) throw new Error(`${name}, ${boxes} boxes: only ${deltas.length} frames`);
  const sorted = deltas.toSorted((a, b) => a - b);
  const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1];
  const missed = (100 * deltas.filter((d) => d > LATE).length) / deltas.length;
  console.log(`${name}|${boxes}|${p95.toFixed(1)}|${missed.toFixed(1)}`);
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
