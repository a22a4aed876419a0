// Times edits of a large design with the Path panel open: `node edits.mjs DESIGN.json …`, a line `what|resources|ms` for each figure.
import { readFileSync } from "node:fs";
import { chromium } from "@playwright/test";
import { opened } from "./gestures.mjs";

const { PORTICO_URL: url, PORTICO_CHROMIUM: executablePath, PORTICO_CHROMIUM_FLAGS: flags = "" } = process.env;
if (!url) throw new Error("PORTICO_URL is not set: run `cargo xtask bench --only edits`");

const EDITS = 30;

/** Each task of the page from when it could have begun to its end (a channel's message waits while a task runs), and each picture. */
async function watch(page) {
  await page.evaluate(() => {
    window.tasks = [];
    window.shown = [];
    const channel = new MessageChannel();
    let last = performance.now();
    channel.port1.onmessage = () => {
      const now = performance.now();
      window.tasks.push([last, now - last]);
      last = now;
      channel.port2.postMessage(0);
    };
    channel.port2.postMessage(0);
    // What a frame's callbacks changed is drawn right after them: the first message behind a frame is behind its picture.
    const picture = new MessageChannel();
    picture.port1.onmessage = () => window.shown.push(performance.now());
    const frame = () => {
      picture.port2.postMessage(0);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

/** Presses a key many times; each time what the edit took, how long until its picture, and the longest task after it. */
async function times(page, key) {
  const found = { own: [], picture: [], rest: [] };
  for (let n = 0; n < EDITS; n++) {
    await page.evaluate(() => {
      window.tasks.length = window.shown.length = 0;
      window.pressed = undefined;
      addEventListener("keydown", () => (window.pressed ??= performance.now()), { capture: true, once: true });
    });
    await key(n);
    await page.waitForTimeout(600);
    const [own, picture, rest] = await page.evaluate(() => {
      const after = window.tasks.filter(([at, took]) => at + took >= window.pressed);
      const held = ([at, took]) => at <= window.pressed && at + took >= window.pressed;
      const done = Math.max(...after.filter(held).map(([at, took]) => at + took));
      const drawn = window.shown.find((at) => at >= done) ?? Infinity;
      return [done - window.pressed, drawn - window.pressed, Math.max(...after.filter((t) => !held(t)).map((t) => t[1]))];
    });
    found.own.push(own);
    found.picture.push(picture);
    found.rest.push(rest);
  }
  return found;
}

function report(what, resources, { own, picture, rest }) {
  const part = (all, share) => all.toSorted((a, b) => a - b)[Math.min(all.length - 1, Math.floor(all.length * share))].toFixed(1);
  for (const [name, all] of [["the edit itself", own], ["from the key to its picture", picture], ["longest task after it", rest]]) {
    console.log(`${what}, ${name}, median|${resources}|${part(all, 0.5)}`);
    console.log(`${what}, ${name}, 95th percentile|${resources}|${part(all, 0.95)}`);
  }
}

async function measure(page, file) {
  const resources = readFileSync(file, "utf8").match(/"id":/g)?.length ?? 0;
  await opened(page, url, file);
  await page.getByTestId("drawer-tab-path").click();
  await page.locator(".flow").first().click();
  await page.getByTestId("path-verdict").waitFor();
  const subnet = page.locator(".box.subnet").first();
  const pick = async () => {
    await subnet.focus();
    await page.keyboard.press("Space");
  };
  // The subnet of the workload that asks: whether it gives public addresses changes answers, classes and the month.
  await pick();
  const toggle = page.getByTestId("field-public-ip-on-launch");
  await toggle.waitFor();
  await page.waitForTimeout(3000);
  await toggle.focus();
  await watch(page);
  report("a setting toggled", resources, await times(page, () => page.keyboard.press("Enter")));
  // A move changes the layout alone: there and back, the way that there is room for.
  await subnet.focus();
  const place = () => subnet.evaluate((g) => JSON.stringify(g.getBoundingClientRect()));
  for (const [there, back] of [["ArrowRight", "ArrowLeft"], ["ArrowDown", "ArrowUp"], ["ArrowLeft", "ArrowRight"], ["ArrowUp", "ArrowDown"]]) {
    const before = await place();
    await page.keyboard.press(there);
    await page.waitForTimeout(100);
    if ((await place()) === before) continue;
    await page.keyboard.press(back);
    report("a box nudged", resources, await times(page, (n) => page.keyboard.press(n % 2 ? back : there)));
    break;
  }
  // A name is in answers, findings and the bill: a rename changes no packet.
  const field = page.getByTestId("inspector-name");
  const names = ["alpha", "beta"];
  const typed = async (n) => {
    await field.fill(names[n % 2]);
    await field.press("Enter");
  };
  report("a box renamed", resources, await times(page, typed));
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
