// Pictures of the studio to look at, and what does not fit. While `cargo xtask serve` runs:
//   PORTICO_CHROMIUM=$(command -v chromium) PORTICO_URL=http://127.0.0.1:8080 node look.mjs DIR
import { mkdir } from "node:fs/promises";
import { chromium } from "@playwright/test";

const { PORTICO_URL: url, PORTICO_CHROMIUM: executablePath, PORTICO_CHROMIUM_FLAGS: flags = "--no-sandbox" } = process.env;
const dir = process.argv[2];
if (!url || !dir || !executablePath) throw new Error("the head of this file says how it is called");

const SIZES = [[1440, 900], [1024, 700], [390, 844]];
const SHEETS = { finder: "Control+k", find: "Control+f", help: "?", insert: "/", menu: "Shift+F10", rename: "F2", open: "Control+o" };
await mkdir(dir, { recursive: true });
const browser = await chromium.launch({ executablePath, args: flags.split(" ").filter(Boolean) });
for (const [width, height] of SIZES) {
  for (const theme of ["light", "dark"]) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme: theme });
    const shot = (name) => page.screenshot({ path: `${dir}/${width}-${theme}-${name}.png` });
    await page.goto(url);
    await page.locator("#starting").waitFor({ state: "detached" });
    await shot("empty");
    await page.getByTestId("start-example").click();
    await page.waitForTimeout(300);
    await shot("open");
    await page.getByRole("button", { name: /Three-tier/ }).click();
    await page.locator(".box").first().waitFor({ state: "attached" });
    await page.waitForTimeout(300);
    await shot("canvas");
    const workload = page.locator(".box.chip-box:not([display])").first();
    const at = await workload.boundingBox();
    if (at) await page.mouse.click(at.x + at.width / 2, at.y + at.height / 2);
    await page.waitForTimeout(300);
    await shot("selected");
    for (const tab of ["findings", "path", "matrix", "cost", "compare", "drill", "intents", "code"]) {
      await page.getByTestId(`drawer-tab-${tab}`).click();
      await page.waitForTimeout(300);
      const flow = page.locator(".flow").first();
      if (tab === "path" && (await flow.count())) await flow.click();
      await page.waitForTimeout(300);
      await shot(tab);
      if (tab === "path") {
        for (let n = 0; n < 4; n++) await page.getByTestId("replay-next").click();
        await page.waitForTimeout(200);
        await shot("replay");
        await page.getByTestId("layer-internet").click();
        await page.waitForTimeout(300);
        await shot("internet");
        await page.getByTestId("layer-internet").click();
      }
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      const hidden = await page.evaluate(() => {
        const el = document.querySelector(".drawer-body");
        return el.scrollHeight - el.clientHeight;
      });
      const size = page.getByTestId("drawer-size");
      if (width > 1000 && (await size.isVisible())) {
        await size.click();
        await page.waitForTimeout(300);
        await shot(`${tab}-tall`);
        await size.click();
      }
      console.log(`${width} ${theme} ${tab}: ${over} px past the edge, ${hidden} px below the fold`);
    }
    // What opens over the page, by its keys.
    for (const [name, keys] of Object.entries(SHEETS)) {
      if (width < 1000) break;
      await page.locator(".box").first().focus();
      await page.keyboard.press(keys);
      await page.waitForTimeout(400);
      await shot(name);
      await page.keyboard.press("Escape");
      await page.waitForTimeout(150);
    }
    await page.close();
  }
}
await browser.close();
