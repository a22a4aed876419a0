// Times edits of a large design with the Path panel open: `node edits.mjs DESIGN.json …`, a line `what|resources|ms` for each figure.
import { readFileSync } from "node:fs";
import { chromium } from "@playwright/test";

const { PORTICO_URL: url, PORTICO_CHROMIUM: executablePath, PORTICO_CHROMIUM_FLAGS: flags = "" } = process.env;
if (!url) throw new Error("PORTICO_URL is not set: run `cargo xtask bench --only edits`");

const EDITS = 30;

async function measure(page, file) {
  const resources = readFileSync(file, "utf8").match(/"id":/g)?.length ?? 0;
  await page.goto(url);
  await page.locator("#starting").waitFor({ state: "detached" });
  await page.getByTestId("action-open").click();
  await page.getByTestId("open-file").setInputFiles(file);
  await page.locator(".boxes > g").first().waitFor({ state: "attached", timeout: 120_000 });
  await page.getByTestId("drawer-tab-path").click();
  await page.locator(".flow").first().click();
  await page.getByTestId("path-verdict").waitFor();
  // The subnet of the workload that asks: whether it gives public addresses changes answers, classes and the month.
  await page.locator(".box.subnet").first().focus();
  await page.keyboard.press("Space");
  const toggle = page.getByTestId("field-public-ip-on-launch");
  await toggle.waitFor();
  await page.waitForTimeout(3000);
  await toggle.focus();
  // Each task of the page: from when it could have begun to its end. A channel's message waits while a task runs.
  await page.evaluate(() => {
    window.tasks = [];
    const channel = new MessageChannel();
    let last = performance.now();
    channel.port1.onmessage = () => {
      const now = performance.now();
      window.tasks.push([last, now - last]);
      last = now;
      channel.port2.postMessage(0);
    };
    channel.port2.postMessage(0);
  });
  const longest = [];
  const first = [];
  for (let n = 0; n < EDITS; n++) {
    await page.evaluate(() => {
      window.tasks.length = 0;
      addEventListener("keydown", () => (window.pressed = performance.now()), { capture: true, once: true });
    });
    await page.keyboard.press("Enter");
    await page.waitForTimeout(600);
    const [own, rest] = await page.evaluate(() => {
      const after = window.tasks.filter(([at, took]) => at + took >= window.pressed);
      const held = ([at, took]) => at <= window.pressed && at + took >= window.pressed;
      return [Math.max(...after.filter(held).map(([at, took]) => at + took - window.pressed)), Math.max(...after.filter((t) => !held(t)).map((t) => t[1]))];
    });
    first.push(own);
    longest.push(rest);
  }
  const part = (all, share) => all.toSorted((a, b) => a - b)[Math.min(all.length - 1, Math.floor(all.length * share))].toFixed(1);
  console.log(`the edit itself, median|${resources}|${part(first, 0.5)}`);
  console.log(`the edit itself, 95th percentile|${resources}|${part(first, 0.95)}`);
  console.log(`longest task after it, median|${resources}|${part(longest, 0.5)}`);
  console.log(`longest task after it, 95th percentile|${resources}|${part(longest, 0.95)}`);
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
