// Times edits of a large design with the Path panel open: `node edits.mjs DESIGN.json …`, a line `what|resources|ms` for each figure.
import { readFileSync } from "node:fs";
import { chromium } from "@playwright/test";
import { opened } from "./gestures.mjs";

const { PORTICO_URL: url, PORTICO_CHROMIUM: executablePath, PORTICO_CHROMIUM_FLAGS: flags = "" } = process.env;
if (!url) throw new Error("PORTICO_URL is not set: run `cargo xtask bench --only edits`");

const EDITS = 30;

/** The page's own thread while keys are pressed: its tasks, and which key began when. From the browser's own trace. */
async function traced(browser, page, press) {
  await browser.startTracing(page, { categories: ["toplevel", "devtools.timeline", "cc"] });
  for (let n = 0; n < EDITS; n++) {
    await press(n);
    await page.waitForTimeout(600);
  }
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const keys = traceEvents.filter((e) => e.name === "EventDispatch" && e.args.data.type === "keydown");
  const { pid, tid } = keys[0];
  const own = traceEvents.filter((e) => e.pid === pid && e.tid === tid && e.ph === "X" && e.dur).toSorted((a, b) => a.ts - b.ts);
  const called = (name) => own.filter((e) => e.name === name).map((e) => ({ at: e.ts / 1000, end: (e.ts + e.dur) / 1000 }));
  return { keys: keys.map((e) => e.ts / 1000), tasks: called("ThreadControllerImpl::RunTask"), pictures: called("ProxyMain::BeginMainFrame") };
}

/** Presses a key many times; each time what the edit took, when its picture was drawn, and the longest task after the edit: the picture is one. */
async function times(browser, page, press) {
  const { keys, tasks, pictures } = await traced(browser, page, press);
  const found = { own: [], picture: [], rest: [] };
  for (const key of keys) {
    const edit = tasks.find((t) => t.end > key);
    const picture = pictures.find((p) => p.at >= edit.end - 0.1);
    found.own.push(edit.end - key);
    found.picture.push(picture.end - key);
    found.rest.push(Math.max(...tasks.filter((t) => t.at > edit.at && t.at < key + 500).map((t) => t.end - t.at)));
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

async function measure(browser, page, file) {
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
  report("a setting toggled", resources, await times(browser, page, () => page.keyboard.press("Enter")));
  // A move changes the layout alone: there and back, the way that there is room for.
  await subnet.focus();
  const place = () => subnet.evaluate((g) => JSON.stringify(g.getBoundingClientRect()));
  for (const [there, back] of [["ArrowRight", "ArrowLeft"], ["ArrowDown", "ArrowUp"], ["ArrowLeft", "ArrowRight"], ["ArrowUp", "ArrowDown"]]) {
    const before = await place();
    await page.keyboard.press(there);
    await page.waitForTimeout(100);
    if ((await place()) === before) continue;
    await page.keyboard.press(back);
    report("a box nudged", resources, await times(browser, page, (n) => page.keyboard.press(n % 2 ? back : there)));
    break;
  }
  // A name is in answers, findings and the bill: a rename changes no packet.
  const field = page.getByTestId("inspector-name");
  const names = ["alpha", "beta"];
  const typed = async (n) => {
    await field.fill(names[n % 2]);
    await field.press("Enter");
  };
  report("a box renamed", resources, await times(browser, page, typed));
}

const browser = await chromium.launch({ executablePath, args: flags.split(" ").filter(Boolean) });
try {
  for (const file of process.argv.slice(2)) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(60_000);
    await measure(browser, page, file);
    await page.context().close();
  }
} finally {
  await browser.close();
}
