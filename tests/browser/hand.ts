// Hands on the page: mouse and keys as a person has them, and the places where things stand.
import { expect, type Locator, type Page } from "@playwright/test";

export type Spot = { x: number; y: number };

/** A point of what is shown: by default its middle; `at` as shares of width and height. */
export async function point(what: Locator, at: [number, number] = [0.5, 0.5]): Promise<Spot> {
  const box = await what.boundingBox();
  if (!box) throw new Error(`not on screen: ${what}`);
  return { x: box.x + box.width * at[0], y: box.y + box.height * at[1] };
}

/** Presses at one point, moves in steps, lets go at the other. */
export async function drag(page: Page, from: Spot, to: Spot, steps = 8) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps });
  await page.mouse.up();
}

/** Everything on screen. */
export async function fit(page: Page) {
  await page.getByTestId("zoom-all").click();
}

/** Drags an item of the palette to a point of a box, or of the canvas. */
export async function drop(page: Page, item: string, onto: Locator, at: [number, number] = [0.5, 0.5]) {
  const card = page.getByTestId(`palette-${item}`);
  await card.scrollIntoViewIfNeeded();
  await drag(page, await point(card), await point(onto, at));
}

/** A free place near the right edge of the canvas. */
export const aside: [number, number] = [0.94, 0.3];

export const box = (page: Page, name: string) => page.getByTestId(`node-${name}`);

/** Clicks a box where its name stands. */
export async function pick(page: Page, name: string) {
  const { x, y } = await point(box(page, name));
  await page.mouse.click(x, y);
}

/** Chooses the item of a menu whose words match. */
export async function choose(page: Page, menu: string, words: RegExp) {
  await page.getByTestId(menu).click();
  await page.getByRole("menuitem", { name: words }).first().click();
}

/** Types a new text into a field and commits it. */
export async function type(page: Page, field: Locator, text: string) {
  await field.click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
}

/** Opens a tab of the drawer, and leaves it open when it is. */
export async function drawer(page: Page, tab: string) {
  const button = page.getByTestId(`drawer-tab-${tab}`);
  if ((await button.getAttribute("aria-selected")) !== "true") await button.click();
  await expect(button).toHaveAttribute("aria-selected", "true");
}

/** The IPv4 blocks shown on boxes of subnets, by name. */
export async function blocks(page: Page, names: string[]): Promise<Map<string, [number, number]>> {
  const out = new Map<string, [number, number]>();
  for (const name of names) {
    const shown = await box(page, name).locator("tspan").allTextContents();
    const m = shown.map((t) => /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(t.trim())).find((m) => m) ?? null;
    expect(m, `the block of ${name}: ${shown.join(", ")}`).not.toBeNull();
    const [a, b, c, d, bits] = m!.slice(1).map(Number);
    const first = ((a! * 256 + b!) * 256 + c!) * 256 + d!;
    out.set(name, [first, first + 2 ** (32 - bits!)]);
  }
  return out;
}

export function disjoint(all: Map<string, [number, number]>) {
  for (const [a, [from, to]] of all) {
    for (const [b, [from2, to2]] of all) if (a < b) expect(from < to2 && from2 < to, `${a} overlaps ${b}`).toBe(false);
  }
}

/** The files of a zip archive that is stored, not compressed, by its central directory. */
export function unzipped(zip: Buffer): Map<string, string> {
  expect(zip.subarray(0, 4).toString("latin1"), "a zip archive").toBe("PK\u0003\u0004");
  const end = zip.lastIndexOf(Buffer.from("PK\u0005\u0006", "latin1"));
  const count = zip.readUInt16LE(end + 10);
  const out = new Map<string, string>();
  for (let i = 0, at = zip.readUInt32LE(end + 16); i < count; i++) {
    const [name, extra, comment] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)];
    const [method, size, local] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 42)];
    expect(method, "stored").toBe(0);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    out.set(zip.subarray(at + 46, at + 46 + name).toString(), zip.subarray(from, from + size).toString());
    at += 46 + name + extra + comment;
  }
  return out;
}

/** The names in a zip archive. */
export const names = (zip: Buffer): string[] => [...unzipped(zip).keys()];

/** Places an item of the palette into what is selected, or where it first fits. */
export async function put(page: Page, item: string) {
  await page.getByTestId(`palette-${item}`).focus();
  await page.keyboard.press("Enter");
}

/** A VPC with a public subnet, an instance in it, and Amazon S3 beside: drawn, and all in view. */
export async function small(page: Page) {
  await put(page, "vpc");
  await put(page, "availability-zone");
  await put(page, "public-subnet");
  await expect(box(page, "public-a")).toBeVisible();
  await put(page, "ec2-instance");
  await expect(box(page, "instance")).toBeVisible();
  await put(page, "service-s3");
  await expect(box(page, "s3")).toBeVisible();
  await page.keyboard.press("Escape");
  await fit(page);
}

/** The outline of a box, without its marks. */
export const shell = (page: Page, name: string) => box(page, name).locator(".shell").first();
