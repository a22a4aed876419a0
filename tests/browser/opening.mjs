// Times how soon a design is in the picture: opened from a file, and as this browser kept it. `node opening.mjs DESIGN.json …`, a line
// `name|boxes|ms` for each, the median of five.
import { chromium } from "@playwright/test";
import { opened } from "./gestures.mjs";

const { PORTICO_URL: url, PORTICO_CHROMIUM: executablePath, PORTICO_CHROMIUM_FLAGS: flags = "" } = process.env;
if (!url) throw new Error("PORTICO_URL is not set: run `cargo xtask bench --only frames`");

const TIMES = 5;
const median = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];

/** When the frame that has boxes was handed to the screen, in ms since the page was asked for. */
const painted = () => {
  window.paintedAt = new Promise((then) => {
    const look = () => {
      if (!document.querySelector(".canvas .boxes > g")) return requestAnimationFrame(look);
      // The next task comes when this frame is painted.
      requestAnimationFrame(() => setTimeout(() => then(performance.now())));
    };
    requestAnimationFrame(look);
  });
};

async function fromFile(context, file) {
  const page = await context.newPage();
  await page.goto(url);
  await page.locator("#starting").waitFor({ state: "detached" });
  // The page has come whole, as it has when somebody chooses a file.
  await page.waitForTimeout(1500);
  await page.getByTestId("action-open").click();
  const field = page.getByTestId("open-file");
  await field.waitFor({ state: "attached" });
  await page.evaluate(painted);
  await field.evaluate((el) => el.addEventListener("change", () => (window.chosenAt = performance.now()), { capture: true, once: true }));
  await field.setInputFiles(file);
  const took = await page.evaluate(async () => (await window.paintedAt) - window.chosenAt);
  await page.close();
  return took;
}

const browser = await chromium.launch({ executablePath, args: flags.split(" ").filter(Boolean) });
try {
  for (const file of process.argv.slice(2)) {
    const size = { viewport: { width: 1440, height: 900 } };
    const files = [];
    for (let n = 0; n < TIMES; n++) {
      const context = await browser.newContext(size);
      files.push(await fromFile(context, file));
      await context.close();
    }
    const context = await browser.newContext(size);
    const page = await context.newPage();
    const { boxes } = await opened(page, url, file);
    await page.getByTestId("header-saved").filter({ hasText: "Saved" }).waitFor();
    await page.waitForTimeout(2000);
    await page.addInitScript(painted);
    const kept = [];
    for (let n = 0; n < TIMES; n++) {
      await page.reload();
      kept.push(await page.evaluate(() => window.paintedAt));
      await page.waitForTimeout(1500);
    }
    await context.close();
    console.log(`opened from a file, to its picture|${boxes}|${median(files).toFixed(0)}`);
    console.log(`as this browser kept it, from the address to its picture|${boxes}|${median(kept).toFixed(0)}`);
  }
} finally {
  await browser.close();
}
