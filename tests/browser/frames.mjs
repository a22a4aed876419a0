// Times frames while the mouse pans, drags and selects: `node frames.mjs DESIGN.json …`, a line `name|boxes|p95 ms, longest|missed %` for each.
import { chromium } from "@playwright/test";
import { MOVES, bring, drag, frames, opened, standing, tell } from "./gestures.mjs";

const { PORTICO_URL: url, PORTICO_CHROMIUM: executablePath, PORTICO_CHROMIUM_FLAGS: flags = "" } = process.env;
if (!url) throw new Error("PORTICO_URL is not set: run `cargo xtask bench --only frames`");

async function measure(page, file) {
  const { canvas, plane, boxes, middle } = await opened(page, url, file);
  for (const [zoom, words] of [["zoom-100", "at 100 %"], ["zoom-all", "all in view"]]) {
    await page.getByTestId(zoom).click();
    if (zoom === "zoom-100") {
      const chips = canvas.locator(".boxes > g.chip-box");
      await bring(page, chips.nth(Math.floor((await chips.count()) / 2)), middle);
      const selected = await frames(page, async () => {
        for (let i = 0; i < 8; i++) {
          await page.mouse.click(middle.x, middle.y);
          await page.waitForTimeout(150);
          await page.keyboard.press("Escape");
          await page.waitForTimeout(150);
        }
      });
      tell("select a workload", boxes, selected);
    }
    // Seen from very far, a small box is too small to be taken hold of.
    let dragged = null;
    for (const [kind, what] of [["chip-box", "workload"], ["subnet", "subnet"], ["vpc", "VPC"]]) {
      const those = canvas.locator(`.boxes > g.${kind}`);
      await bring(page, those.nth(Math.floor((await those.count()) / 2)), middle);
      dragged = await drag(page, middle, "left", () => standing(canvas));
      if (dragged) {
        tell(`drag a ${what} ${words}`, boxes, dragged.deltas);
        break;
      }
    }
    if (!dragged) throw new Error(`no box could be dragged ${words}`);
    const panned = await drag(page, middle, "middle", () => plane.evaluate((el) => el.style.transform));
    if (!panned) throw new Error(`no pan ${words}`);
    tell(`pan ${words}`, boxes, panned.deltas);
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
