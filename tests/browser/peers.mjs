// The canvas beside React Flow, with as many boxes, on pages of one size in one run: `node peers.mjs DESIGN.json …`, a line
// `who|what|boxes|p95 ms|missed %|ms of the moves` for each gesture.
import { chromium } from "@playwright/test";
import { MOVES, bring, drag, figures, opened, standing } from "./gestures.mjs";

const { PORTICO_URL: url, PEER_URL: peer, PORTICO_CHROMIUM: executablePath, PORTICO_CHROMIUM_FLAGS: flags = "" } = process.env;
if (!url || !peer) throw new Error("PORTICO_URL or PEER_URL is not set: run `cargo xtask bench --only peers`");

function tell(who, what, boxes, { deltas, took }) {
  const { p95, missed } = figures(deltas);
  console.log(`${who}|${what}|${boxes}|${p95.toFixed(1)}|${missed.toFixed(1)}|${took}`);
}

async function portico(page, file) {
  const { canvas, plane, boxes, middle } = await opened(page, url, file);
  for (const [zoom, words] of [["zoom-100", "at 100 %"], ["zoom-all", "all in view"]]) {
    await page.getByTestId(zoom).click();
    for (const kind of ["chip-box", "subnet", "vpc"]) {
      const those = canvas.locator(`.boxes > g.${kind}`);
      await bring(page, those.nth(Math.floor((await those.count()) / 2)), middle);
      const dragged = await drag(page, middle, "left", () => standing(canvas));
      if (dragged) {
        tell("Portico", `drag ${words}`, boxes, dragged);
        break;
      }
    }
    tell("Portico", `pan ${words}`, boxes, await drag(page, middle, "middle", () => plane.evaluate((el) => el.style.transform)));
  }
  return boxes;
}

async function reactFlow(page, boxes) {
  await page.goto(`${peer}?boxes=${boxes}`);
  const all = page.locator(".react-flow__node");
  await all.first().waitFor({ timeout: 120_000 });
  const plane = page.locator(".react-flow__viewport");
  const area = await page.locator(".react-flow").boundingBox();
  const middle = { x: area.x + area.width / 2, y: area.y + area.height / 2 };
  const state = () => plane.evaluate((el) => el.style.transform);
  await page.waitForTimeout(2000);
  for (const words of ["all in view", "at 100 %"]) {
    if (words === "at 100 %") {
      // Its view is made 1:1 as a person does it, with the wheel, until a node is as large as it was made.
      await page.mouse.move(middle.x, middle.y);
      for (let i = 0; i < 200 && (await plane.evaluate((el) => new DOMMatrix(el.style.transform).a)) < 0.98; i++) await page.mouse.wheel(0, -60);
      await page.waitForTimeout(1000);
    }
    // The node nearest the middle is taken to it by a pan, then dragged.
    const off = await all.evaluateAll((nodes, middle) => {
      const rects = nodes.map((n) => n.getBoundingClientRect());
      const from = rects.map((r) => [r.x + r.width / 2 - middle.x, r.y + r.height / 2 - middle.y]);
      return from.toSorted((a, b) => Math.hypot(...a) - Math.hypot(...b))[0];
    }, middle);
    const hold = { x: middle.x + off[0], y: middle.y + off[1] };
    const dragged = await drag(page, hold, "left", () => all.evaluateAll((ns) => ns.map((n) => n.style.transform).join()));
    if (dragged) tell("React Flow", `drag ${words}`, boxes, dragged);
    const panned = await drag(page, middle, "middle", state);
    if (panned) tell("React Flow", `pan ${words}`, boxes, panned);
  }
}

const browser = await chromium.launch({ executablePath, args: flags.split(" ").filter(Boolean) });
try {
  for (const file of process.argv.slice(2)) {
    let boxes = 0;
    for (const run of [async (page) => (boxes = await portico(page, file)), (page) => reactFlow(page, boxes)]) {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      page.setDefaultTimeout(120_000);
      await run(page);
      await page.context().close();
    }
  }
} finally {
  await browser.close();
}
console.error(`${MOVES} moves each`);
