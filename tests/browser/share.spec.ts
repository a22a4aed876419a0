// Sharing: links that carry the design, pictures that hold it, files for other programs, paper.
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, open, test } from "./studio";
import { box, pick, put } from "./hand";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

const EXAMPLE = readFileSync(new URL("../../examples/private-s3.portico.json", import.meta.url), "utf8");

async function example(page: Page) {
  await page.getByTestId("action-open").click();
  await page.getByTestId("example-private-s3").click();
  await expect(box(page, "app-a")).toBeVisible();
}

async function give(page: Page, name: string, content: string | Buffer) {
  await page.getByTestId("action-open").click();
  const chooser = page.waitForEvent("filechooser");
  await page.getByText("Choose a file …").click();
  await (await chooser).setFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(content) });
}

/** The link that the sheet shows. */
async function link(page: Page): Promise<string> {
  await page.getByTestId("header-share").click();
  const field = page.getByTestId("share-link");
  await expect(field).toHaveValue(/#design=1\.[\w-]+$/);
  const value = await field.inputValue();
  await page.keyboard.press("Escape");
  return value;
}

/** What is saved when a way of sharing is chosen. */
async function taken(page: Page, way: string): Promise<{ name: string; bytes: Buffer }> {
  await page.getByTestId("header-share").click();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByTestId(`share-${way}`).click()]);
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

/** The design that is saved to a file. */
async function file(page: Page): Promise<string> {
  const [saved] = await Promise.all([page.waitForEvent("download"), page.getByTestId("action-save").click()]);
  return readFileSync(await saved.path(), "utf8");
}

test("a link carries the design: shown read-only, then a copy to edit", async ({ page, context }) => {
  await open(page);
  await example(page);
  const whole = await file(page);
  await page.getByTestId("header-share").click();
  await expect(page.getByTestId("share-link")).toHaveValue(/#design=1\./);
  await page.getByTestId("share-copy").click();
  const address = await page.evaluate(() => navigator.clipboard.readText());
  await page.keyboard.press("Escape");
  expect(address).toContain("#design=1.");

  // Somebody else, who has a design of their own.
  const other = await context.newPage();
  await other.goto(address);
  await expect(box(other, "app-a")).toBeVisible();
  await expect(other.getByTestId("banner")).toContainText("A shared design");
  await expect(other.getByTestId("header-title")).toHaveValue("Private access to S3");
  await put(other, "vpc");
  await expect(other.getByTestId("status")).toContainText("only shown here");
  await pick(other, "app-a");
  await expect(other.getByTestId("inspector-name")).toHaveValue("app-a");
  // Kept nowhere: a reload shows it again, and the list has the first page's design only.
  await other.reload();
  await expect(other.getByTestId("banner")).toContainText("A shared design");
  await other.getByTestId("action-open").click();
  await expect(other.getByTestId("design")).toHaveCount(1);
  await other.keyboard.press("Escape");

  await other.getByTestId("shared-copy").click();
  await expect(other.getByTestId("banner")).toHaveCount(0);
  expect(other.url()).not.toContain("#");
  expect(await file(other)).toBe(whole);
  await put(other, "vpc");
  await expect(box(other, "vpc")).toBeVisible();
  await expect(other.getByTestId("header-saved")).toHaveText("Saved in this browser");
  await other.reload();
  await expect(box(other, "vpc")).toBeVisible();
});

test("a link that is pasted over the page shows its design; going back shows one's own", async ({ page }) => {
  await open(page);
  await example(page);
  const address = await link(page);
  await page.getByTestId("action-open").click();
  await page.getByTestId("open-new").click();
  await put(page, "vpc");
  await expect(box(page, "vpc")).toBeVisible();
  await page.evaluate((a) => location.assign(a), address);
  await expect(box(page, "app-a")).toBeVisible();
  await page.getByTestId("shared-close").click();
  await expect(box(page, "vpc")).toBeVisible();
  await expect(page.getByTestId("banner")).toHaveCount(0);
});

test("a link that was cut or changed is refused with the place, and one's own design is there", async ({ page }) => {
  await open(page);
  await example(page);
  const address = await link(page);
  const [before, text] = address.split("#design=") as [string, string];
  const cases: [string, RegExp, RegExp | null][] = [
    [text.slice(0, text.length / 2), /cut|ends too early|changed/, null],
    [`${text.slice(0, 40)}!${text.slice(41)}`, /no such link/, /character 41/],
    [text.replace(/^1/, "2"), /newer Portico/, null],
    ["hello", /holds no design/, /character 1/],
  ];
  for (const [bad, what, where] of cases) {
    await page.goto("about:blank");
    await page.goto(`${before}#design=${bad}`);
    await expect(page.getByTestId("refused-what")).toHaveText(what);
    if (where) await expect(page.getByTestId("refused-at")).toHaveText(where);
    await page.keyboard.press("Escape");
    await expect(box(page, "app-a")).toBeVisible();
    await expect(page.getByTestId("banner")).toHaveCount(0);
    expect(page.url()).not.toContain("#");
  }
});

test("280 objects fit in a link of under 4,000 characters", async ({ page }) => {
  const many = times(JSON.parse(EXAMPLE) as Design, 11);
  expect(many.nodes.length).toBeGreaterThanOrEqual(280);
  await open(page);
  await give(page, "many.portico.json", JSON.stringify(many));
  await expect(page.getByTestId("status")).toContainText("Opened");
  const address = await link(page);
  const length = address.length - new URL(page.url()).origin.length;
  console.log(`${many.nodes.length} objects, ${Object.keys(many.boxes).length} boxes: ${length} characters`);
  expect(length).toBeLessThan(4000);
  const whole = await file(page);
  await page.goto("about:blank");
  await page.goto(address);
  await page.getByTestId("shared-copy").click();
  expect(await file(page)).toBe(whole);
});

test("a picture holds the design: PNG and SVG, opened again", async ({ page }) => {
  await open(page);
  await example(page);
  const whole = await file(page);
  for (const way of ["save-png", "save-svg"]) {
    const { name, bytes } = await taken(page, way);
    expect(name).toMatch(way === "save-png" ? /\.png$/ : /\.svg$/);
    if (way === "save-png") {
      // A picture of some size, and not of one colour.
      const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
      expect(width * height).toBeGreaterThan(500 * 300);
      const seen = await page.evaluate(async (data) => {
        const image = await createImageBitmap(new Blob([new Uint8Array(data)], { type: "image/png" }));
        const canvas = new OffscreenCanvas(image.width, image.height);
        const pen = canvas.getContext("2d")!;
        pen.drawImage(image, 0, 0);
        return new Set(new Uint32Array(pen.getImageData(0, 0, image.width, image.height).data.buffer)).size;
      }, [...bytes]);
      expect(seen).toBeGreaterThan(10);
    }
    await page.getByTestId("action-open").click();
    await page.getByTestId("open-new").click();
    await expect(page.getByTestId("empty")).toBeVisible();
    await give(page, name, bytes);
    await expect(box(page, "app-a")).toBeVisible();
    expect(await file(page)).toBe(whole);
  }
});

test("a picture dropped on the canvas opens its design", async ({ page }, info) => {
  await open(page);
  await example(page);
  const { bytes } = await taken(page, "save-png");
  const path = info.outputPath("picture.png");
  await import("node:fs").then((fs) => fs.writeFileSync(path, bytes));
  await page.getByTestId("action-open").click();
  await page.getByTestId("open-new").click();
  await expect(page.getByTestId("empty")).toBeVisible();
  // As the hand does it: a file from outside, over the canvas, let go.
  const line = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  const spot = { x: 600, y: 400 };
  await line.send("Input.dispatchDragEvent", { type: "dragEnter", ...spot, data });
  await line.send("Input.dispatchDragEvent", { type: "dragOver", ...spot, data });
  await expect(page.getByTestId("drop-veil")).toBeVisible();
  await line.send("Input.dispatchDragEvent", { type: "drop", ...spot, data });
  await expect(box(page, "app-a")).toBeVisible();
  await expect(page.getByTestId("drop-veil")).toBeHidden();
});

test("a picture without a design, and one that is damaged, are refused", async ({ page }) => {
  await open(page);
  await example(page);
  const { bytes } = await taken(page, "save-png");
  const damaged = Buffer.from(bytes);
  damaged[Math.floor(damaged.length / 2)]! ^= 1;
  const cases: [string, Buffer | string, RegExp][] = [
    ["plain.svg", "<svg xmlns='http://www.w3.org/2000/svg'></svg>", /holds no Portico design/],
    ["damaged.png", damaged, /damaged|check sum/],
    ["cut.png", bytes.subarray(0, bytes.length / 2), /cut off/],
  ];
  for (const [name, content, what] of cases) {
    await give(page, name, content);
    await expect(page.getByTestId("refused-what")).toHaveText(what);
    await page.keyboard.press("Escape");
    await expect(box(page, "app-a")).toBeVisible();
  }
});

test("draw.io and a report", async ({ page }) => {
  await open(page);
  await example(page);
  const drawio = await taken(page, "save-drawio");
  expect(drawio.name).toMatch(/\.drawio$/);
  const cells = await page.evaluate((text) => {
    const doc = new DOMParser().parseFromString(text, "application/xml");
    return doc.querySelector("parsererror") ? -1 : doc.querySelectorAll("mxCell[vertex]").length;
  }, drawio.bytes.toString("utf8"));
  expect(cells).toBeGreaterThan(10);
  const report = (await taken(page, "save-report")).bytes.toString("utf8");
  expect(report).toMatch(/^# Private access to S3\n/);
  for (const part of ["## Addresses", "## A month", "## Findings"]) expect(report).toContain(part);
});

test("printing puts the drawing alone on the page", async ({ page }) => {
  await page.addInitScript(() => {
    window.print = () => {
      const image = document.querySelector<HTMLImageElement>(".print-sheet img");
      Object.assign(window, { printed: [image?.naturalWidth ?? 0, document.querySelector(".print-sheet")?.textContent] });
      // Kept for the test to look at.
      const again = document.querySelector(".print-sheet")?.cloneNode(true);
      setTimeout(() => again && document.body.append(again), 0);
    };
  });
  await open(page);
  await example(page);
  await page.keyboard.press("ControlOrMeta+p");
  await expect.poll(() => page.evaluate(() => (window as unknown as { printed?: [number, string] }).printed?.[0] ?? 0)).toBeGreaterThan(300);
  const said = await page.evaluate(() => (window as unknown as { printed: [number, string] }).printed[1]);
  expect(said).toContain("Private access to S3");
  await expect(page.locator(".print-sheet")).toHaveCount(1);
  await page.emulateMedia({ media: "print" });
  await expect(page.locator(".print-sheet h1")).toBeVisible();
  await expect(page.getByTestId("canvas")).toBeHidden();
  await expect(page.locator(".top")).toBeHidden();
});

type Design = { nodes: { id: string; name: string; key: string; fields: object }[]; boxes: Record<string, number[]>; next: number; assumptions: object; portico: number };

/** The design so many times, one below the other: every name, number and block its own. */
function times(one: Design, n: number): Design {
  const all: Design = { ...one, next: one.next * n, nodes: [], boxes: {} };
  const kinds = new Set(one.nodes.map((o) => o.id.split(":")[0]));
  for (let k = 0; k < n; k++) {
    const text = (s: string) => {
      const m = /^([a-z-]+):(\d+)$/.exec(s);
      if (m && kinds.has(m[1]!)) return `${m[1]}:${Number(m[2]) + k * one.next}`;
      return s.replace(/\b10\.(\d+)\./g, (_, o) => `10.${Number(o) + 20 * k}.`);
    };
    const moved = (v: unknown): unknown =>
      typeof v === "string" ? text(v) : Array.isArray(v) ? v.map(moved) : v && typeof v === "object" ? Object.fromEntries(Object.entries(v).map(([a, b]) => [a, moved(b)])) : v;
    for (const node of one.nodes) {
      const name = k ? `team${k}-${node.name}` : node.name;
      const key = k ? name.toLowerCase().replace(/[^a-z0-9]+/g, "_").slice(0, 40).replace(/_$/, "") : node.key;
      all.nodes.push({ ...node, id: text(node.id), name, key, fields: moved(node.fields) as object });
    }
    for (const [place, [x, y, w, h]] of Object.entries(one.boxes)) {
      all.boxes[place.split("@").map(text).join("@")] = [x!, y! + 900 * k, w!, h!];
    }
  }
  return all;
}
