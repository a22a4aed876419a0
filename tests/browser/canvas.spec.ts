// The canvas as a tool to draw with: commands, clipboard, arranging, containers, moving about, lines, and all of it from the outline.
import type { Locator, Page } from "@playwright/test";
import { expect, open, test } from "./studio";
import { box, drag, drop, fit, pick, point, put, shell, small, type Spot } from "./hand";

const place = async (page: Page, name: string) => (await shell(page, name).boundingBox())!;
const undo = (page: Page) => page.keyboard.press("ControlOrMeta+z");
const undoes = (page: Page) => page.getByTestId("status");
const selected = (page: Page, name: string) => expect(box(page, name)).toHaveAttribute("aria-selected", "true");
const middle = (page: Page, name: string): Promise<Spot> => point(shell(page, name));

/** Types into the list that opens over the page, and takes the first line. */
async function find(page: Page, keys: string, words: string, first: RegExp) {
  await page.keyboard.press(keys);
  await expect(page.getByTestId("finder-field")).toBeFocused();
  await page.keyboard.type(words);
  await expect(page.getByTestId("found").first()).toHaveText(first);
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("finder")).toBeHidden();
}

/** Adds a private subnet to the small design, and shows all. */
async function two(page: Page) {
  await small(page);
  await pick(page, "public-a");
  await page.keyboard.press("Escape");
  await put(page, "private-subnet");
  await expect(box(page, "private-a")).toBeVisible();
  await page.keyboard.press("Escape");
  await fit(page);
}

/** A box is picked up and held somewhere. */
async function hold(page: Page, from: Spot, to: Spot) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 8 });
}

test("commands, find and the sheet of keys come from one list, and keep quiet while somebody types", async ({ page }) => {
  await open(page);
  await two(page);

  await test.step("the command palette acts, adds and goes", async () => {
    await find(page, "ControlOrMeta+k", "tidy", /Tidy the whole design/);
    await expect(page.getByTestId("action-undo")).toBeEnabled();
    await pick(page, "public-a");
    await find(page, "ControlOrMeta+k", "add nat", /Add a NAT gateway/);
    await expect(box(page, "nat-a")).toBeVisible();
    await find(page, "ControlOrMeta+k", "go s3", /Go to s3/);
    await selected(page, "s3");
    await expect(box(page, "s3")).toBeFocused();
  });

  await test.step("asked for again before the browser tells that it closed, it stays open", async () => {
    await page.keyboard.press("ControlOrMeta+k");
    await expect(page.getByTestId("finder-field")).toBeFocused();
    await page.getByTestId("finder-field").evaluate(async (field) => {
      const key = (el: EventTarget, key: string, ctrlKey = false) => el.dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey, bubbles: true, cancelable: true }));
      const dialog = field.closest("dialog")!;
      const turns = async (open: boolean) => {
        for (let n = 0; n < 100 && dialog.open !== open; n++) await Promise.resolve();
      };
      const told = new Promise((then) => dialog.addEventListener("close", then, { once: true }));
      key(field, "Enter");
      await turns(false);
      key(document.body, "k", true);
      await turns(true);
      await told;
    });
    await expect(page.getByTestId("finder-field")).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(page.getByTestId("finder")).toBeHidden();
  });

  await test.step("find by address, with arrows; Escape gives the focus back", async () => {
    await find(page, "ControlOrMeta+f", "10.0.0.0/20", /public-a/);
    await selected(page, "public-a");
    await page.keyboard.press("ControlOrMeta+f");
    await page.keyboard.type("a");
    await page.keyboard.press("ArrowDown");
    await expect(page.getByTestId("found").nth(1)).toHaveAttribute("aria-selected", "true");
    await page.keyboard.press("Escape");
    await expect(page.getByTestId("finder")).toBeHidden();
    await expect(box(page, "public-a")).toBeFocused();
    await selected(page, "public-a");
  });

  await test.step("? shows every action that has keys", async () => {
    await page.keyboard.press("?");
    const help = page.getByTestId("help");
    for (const words of ["Command palette", "Find an object", "Duplicate", "Align left edges", "Lock in place", "Routes: where tables lead"]) {
      await expect(help.getByText(words, { exact: true })).toBeVisible();
    }
    await page.keyboard.press("Escape");
    await expect(help).toBeHidden();
  });

  await test.step("no shortcut fires while typing", async () => {
    const before = await page.locator("[data-place]").count();
    const title = page.getByTestId("header-title");
    await title.click();
    await page.keyboard.press("ControlOrMeta+a");
    const text = "m?co/012 TtIi";
    await page.keyboard.type(text);
    for (const keys of ["ControlOrMeta+k", "ControlOrMeta+d", "Backspace", "Delete", "Alt+a"]) await page.keyboard.press(keys);
    await expect(page.getByTestId("finder")).toBeHidden();
    await expect(page.getByTestId("help")).toBeHidden();
    await expect(title).toBeFocused();
    await expect(title).toHaveValue(text.slice(0, -1));
    expect(await page.locator("[data-place]").count()).toBe(before);
    await page.keyboard.press("Escape");
  });

  await test.step("F2 renames in place", async () => {
    await pick(page, "instance");
    await page.keyboard.press("F2");
    await expect(page.getByTestId("rename")).toBeFocused();
    await page.keyboard.type("api");
    await page.keyboard.press("Enter");
    await expect(box(page, "api")).toBeFocused();
  });
});

test("cut, copy, paste and duplicate, in one tab and from tab to tab", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page);
  await two(page);
  const boxes = page.locator("[data-place]");

  await test.step("beside itself", async () => {
    await pick(page, "instance");
    const before = await boxes.count();
    await page.keyboard.press("ControlOrMeta+c");
    await expect(undoes(page)).toContainText("Copied instance");
    await page.keyboard.press("ControlOrMeta+v");
    await selected(page, "instance-2");
    await expect(boxes).toHaveCount(before + 1);
    await undo(page);
    await expect(boxes).toHaveCount(before);
    await page.keyboard.press("ControlOrMeta+Shift+z");
    await pick(page, "instance-2");
    await page.keyboard.press("ControlOrMeta+d");
    await selected(page, "instance-3");
  });

  await test.step("into another subnet", async () => {
    await pick(page, "instance-3");
    await page.keyboard.press("ControlOrMeta+x");
    await expect(box(page, "instance-3")).toHaveCount(0);
    await page.mouse.click(...(Object.values(await point(shell(page, "private-a"), [0.9, 0.2])) as [number, number]));
    await selected(page, "private-a");
    await page.keyboard.press("ControlOrMeta+v");
    await selected(page, "instance-3");
    await expect(page.getByTestId("inspector-kind")).toContainText("private-a");
  });

  await test.step("a whole VPC, at free addresses", async () => {
    await fit(page);
    await page.mouse.click(...(Object.values(await point(shell(page, "vpc"), [0.5, 0.02])) as [number, number]));
    await selected(page, "vpc");
    await page.keyboard.press("ControlOrMeta+c");
    await page.keyboard.press("ControlOrMeta+v");
    await expect(box(page, "vpc-2")).toContainText("10.1.0.0/16");
    await expect(box(page, "public-a-2")).toContainText("10.1.0.0/20");
  });

  await test.step("in another tab, where they are free, it keeps them", async () => {
    const other = await context.newPage();
    await open(other);
    // Another design: the browser keeps one for all tabs.
    await other.getByTestId("action-open").click();
    await other.getByTestId("open-new").click();
    await expect(other.getByTestId("empty")).toBeVisible();
    await other.locator(".plane").first().focus();
    await other.keyboard.press("ControlOrMeta+v");
    await expect(box(other, "vpc")).toContainText("10.0.0.0/16");
    await expect(box(other, "instance")).toBeVisible();
    await undo(other);
    await expect(other.getByTestId("empty")).toBeVisible();
    await other.evaluate(() => navigator.clipboard.writeText("nothing of ours"));
    await other.keyboard.press("ControlOrMeta+v");
    await expect(other.getByTestId("status")).toContainText("no part of a design");
    await other.close();
  });
});

test("arranging: guides with distances, align, distribute, nudge, lock, Tidy", async ({ page }) => {
  await open(page);
  await small(page);
  for (const service of ["service-kms", "service-sqs"]) await put(page, service);
  await expect(box(page, "sqs")).toBeVisible();
  await page.keyboard.press("Escape");
  await fit(page);
  await page.getByTestId("zoom-out").click();
  const cards = ["s3", "kms", "sqs"];

  await test.step("a dragged box snaps to its neighbours and shows why", async () => {
    const [s3, kms] = [await place(page, "s3"), await place(page, "kms")];
    const from = await middle(page, "kms");
    // Three pixels beside the line of the other's left edge, below it.
    await hold(page, from, { x: from.x + 3 + (s3.x - kms.x), y: from.y + 46 });
    // A line without a breadth counts as hidden.
    await expect(page.getByTestId("guide").first()).toBeAttached();
    await expect(page.locator(".guide.measure text").first()).toHaveText(/^\d+$/);
    await page.keyboard.press("Escape");
    await page.mouse.up();
    await expect(page.getByTestId("guide")).toHaveCount(0);
    // Its border is thinner than that of a box that is picked up.
    const back = await place(page, "kms");
    expect(Math.abs(back.x - kms.x) + Math.abs(back.y - kms.y)).toBeLessThan(2);
  });

  await test.step("align and distribute", async () => {
    const from = await middle(page, "kms");
    await drag(page, from, { x: from.x - 50, y: from.y + 6 });
    await pick(page, "s3");
    for (const name of ["kms", "sqs"]) {
      await page.keyboard.down("Shift");
      await pick(page, name);
      await page.keyboard.up("Shift");
    }
    await page.keyboard.press("Alt+d");
    const rights = async () => Promise.all(cards.map(async (c) => Math.round((await place(page, c)).x + (await place(page, c)).width)));
    await expect.poll(async () => new Set(await rights()).size).toBe(1);
    await page.keyboard.press("Alt+Shift+v");
    const gaps = async () => {
      const all = (await Promise.all(cards.map((c) => place(page, c)))).sort((a, b) => a.y - b.y);
      return [all[1]!.y - all[0]!.y - all[0]!.height, all[2]!.y - all[1]!.y - all[1]!.height];
    };
    await expect.poll(async () => Math.abs((await gaps())[0]! - (await gaps())[1]!)).toBeLessThan(8);
  });

  await test.step("arrows nudge, one undo step each", async () => {
    await pick(page, "sqs");
    const before = await place(page, "sqs");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Shift+ArrowDown");
    await expect.poll(async () => (await place(page, "sqs")).y).toBeGreaterThan(before.y + 20);
    await undo(page);
    await undo(page);
    await expect.poll(async () => (await place(page, "sqs")).y).toBeCloseTo(before.y, 0);
  });

  await test.step("what is locked stays: in a drag, under arrows, in Tidy", async () => {
    const before = await place(page, "sqs");
    await page.keyboard.press("ControlOrMeta+Shift+l");
    await expect(box(page, "sqs").locator(".locked")).toBeVisible();
    const at = await middle(page, "sqs");
    await drag(page, at, { x: at.x - 60, y: at.y + 60 });
    await expect(undoes(page)).toContainText("locked");
    await page.keyboard.press("ArrowLeft");
    expect(await place(page, "sqs")).toEqual(before);
    // Tidy shows everything anew: on the plane itself the locked box stays where it is, and others make room.
    const stands = (name: string) => shell(page, name).evaluate((el) => `${el.getAttribute("x")} ${el.getAttribute("y")}`);
    const [stays, other] = [await stands("sqs"), await stands("s3")];
    await page.keyboard.press("Shift+T");
    await expect.poll(() => stands("s3")).not.toBe(other);
    expect(await stands("sqs")).toBe(stays);
    await undo(page);
    await pick(page, "sqs");
    await page.keyboard.press("ControlOrMeta+Shift+l");
    await expect(box(page, "sqs").locator(".locked")).toHaveCount(0);
  });
});

test("containers: what a drop would do is shown before it, several move together, and selecting goes in and out", async ({ page }) => {
  await open(page);
  await two(page);

  await test.step("leaving one, entering another", async () => {
    const [from, to] = [await middle(page, "instance"), await point(shell(page, "private-a"), [0.7, 0.5])];
    await hold(page, from, to);
    await expect(page.getByTestId("drop-hint")).toContainText("Move instance from public-a into private-a");
    await expect(box(page, "private-a")).toHaveClass(/legal/);
    await expect(box(page, "public-a")).toHaveClass(/left/);
    // Outside it says why not, and nothing comes of it.
    const s3 = await middle(page, "s3");
    await page.mouse.move(s3.x, s3.y, { steps: 6 });
    await expect(page.getByTestId("drop-hint")).toContainText("stands in a subnet");
    await expect(page.getByTestId("drop-hint")).toHaveClass(/problem/);
    await page.mouse.move(to.x, to.y, { steps: 6 });
    await page.mouse.up();
    await expect(page.getByTestId("inspector-kind")).toContainText("private-a");
    await expect(box(page, "public-a")).not.toHaveClass(/left/);
    await undo(page);
    await expect(page.locator("[data-place]")).not.toHaveCount(0);
  });

  await test.step("two at once, as one step", async () => {
    await pick(page, "instance");
    await page.keyboard.press("ControlOrMeta+d");
    await selected(page, "instance-2");
    await page.keyboard.down("Shift");
    await pick(page, "instance");
    await page.keyboard.up("Shift");
    await drag(page, await middle(page, "instance"), await point(shell(page, "private-a"), [0.3, 0.6]));
    const inside = async (name: string) => {
      const [a, b] = [await place(page, name), await place(page, "private-a")];
      return a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width + 1 && a.y + a.height <= b.y + b.height + 1;
    };
    await expect.poll(async () => (await inside("instance")) && (await inside("instance-2"))).toBe(true);
    await undo(page);
    await expect.poll(async () => (await inside("instance")) || (await inside("instance-2"))).toBe(false);
  });

  await test.step("by keys: M offers the containers that may take it", async () => {
    await pick(page, "instance-2");
    await find(page, "m", "priv", /private-a/);
    await expect(page.getByTestId("inspector-kind")).toContainText("private-a");
    await undo(page);
  });

  await test.step("Ctrl and click outwards, Escape too, Shift+I inwards, Ctrl and drag inside", async () => {
    const at = await middle(page, "instance");
    await page.mouse.click(at.x, at.y);
    for (const name of ["public-a", "us-east-1a", "vpc", "instance"]) {
      await page.keyboard.down("Control");
      await page.mouse.click(at.x, at.y);
      await page.keyboard.up("Control");
      await (name.startsWith("us-") ? expect(page.getByTestId(`zone-${name}-in-vpc`)).toHaveAttribute("aria-selected", "true") : selected(page, name));
    }
    await page.keyboard.press("Escape");
    await selected(page, "public-a");
    await page.keyboard.press("Shift+I");
    await selected(page, "instance");
    await selected(page, "instance-2");
    const inner = await place(page, "private-a");
    await page.keyboard.down("Control");
    await hold(page, { x: inner.x + 30, y: inner.y + inner.height - 20 }, { x: inner.x + 90, y: inner.y + 40 });
    await expect(page.locator(".marquee")).toBeVisible();
    await page.mouse.up();
    await page.keyboard.up("Control");
    await page.keyboard.press("ControlOrMeta+a");
    await selected(page, "s3");
  });
});

test("moving about: hand, edge, wheel, keys, minimap, and the menu under the right button", async ({ page }) => {
  await open(page);
  await small(page);
  const spot = { x: 500, y: 480 };
  const moved = async (do_: () => Promise<void>) => {
    const before = await place(page, "s3");
    await do_();
    return { x: (await place(page, "s3")).x - before.x, y: (await place(page, "s3")).y - before.y };
  };

  await test.step("Space, the middle and the right button pan", async () => {
    await pick(page, "s3");
    for (const how of ["space", "middle", "right"] as const) {
      const by = await moved(async () => {
        if (how === "space") await page.keyboard.down("Space");
        await page.mouse.move(spot.x, spot.y);
        await page.mouse.down({ button: how === "space" ? "left" : how });
        await page.mouse.move(spot.x + 60, spot.y - 40, { steps: 5 });
        await page.mouse.up({ button: how === "space" ? "left" : how });
        if (how === "space") await page.keyboard.up("Space");
      });
      expect([Math.round(by.x), Math.round(by.y)], how).toEqual([60, -40]);
    }
    await expect(page.getByTestId("context-menu")).toHaveCount(0);
    const wheel = await moved(async () => {
      await page.mouse.wheel(30, 50);
      await page.waitForTimeout(200);
    });
    expect([Math.round(wheel.x), Math.round(wheel.y)]).toEqual([-30, -50]);
  });

  await test.step("2, 0 and 1", async () => {
    await pick(page, "s3");
    await page.keyboard.press("2");
    const canvas = (await page.getByTestId("canvas").boundingBox())!;
    const at = await middle(page, "s3");
    expect(at.x).toBeCloseTo(canvas.x + canvas.width / 2, -1);
    await page.getByTestId("zoom-out").click();
    await page.keyboard.press("0");
    await expect(page.getByTestId("zoom-100")).toHaveText("100 %");
    await page.keyboard.press("1");
    await expect(shell(page, "vpc")).toBeInViewport({ ratio: 1 });
  });

  await test.step("held at the edge, the plane goes on by itself", async () => {
    await fit(page);
    const [from, vpc] = [await middle(page, "s3"), await place(page, "vpc")];
    const canvas = (await page.getByTestId("canvas").boundingBox())!;
    await hold(page, from, { x: canvas.x + canvas.width - 4, y: from.y });
    await expect.poll(async () => (await place(page, "vpc")).x, { timeout: 6000 }).toBeLessThan(vpc.x - 80);
    await page.mouse.move(canvas.x + canvas.width / 2, from.y, { steps: 4 });
    const rest = (await place(page, "vpc")).x;
    await page.waitForTimeout(400);
    expect((await place(page, "vpc")).x).toBeCloseTo(rest, 0);
    await page.keyboard.press("Escape");
    await page.mouse.up();
  });

  await test.step("the minimap leads there", async () => {
    await page.keyboard.press("0");
    for (let n = 0; n < 3; n++) await page.getByTestId("zoom-in").click();
    const map = (await page.getByTestId("minimap").boundingBox())!;
    await page.mouse.click(map.x + 12, map.y + map.height / 2);
    const left = (await place(page, "vpc")).x;
    await page.mouse.click(map.x + map.width - 12, map.y + map.height / 2);
    await expect.poll(async () => (await place(page, "vpc")).x).toBeLessThan(left - 100);
    await fit(page);
  });

  await test.step("the menu of an object, by the right button and by keys", async () => {
    const at = await middle(page, "s3");
    await page.mouse.click(at.x, at.y, { button: "right" });
    const menu = page.getByTestId("context-menu");
    await expect(menu).toBeVisible();
    await selected(page, "s3");
    await page.keyboard.press("Escape");
    await expect(menu).toHaveCount(0);
    await expect(box(page, "s3")).toBeFocused();
    await page.keyboard.press("Shift+F10");
    await page.getByTestId("menu-duplicate").click();
    await selected(page, "s3-2");
    await undo(page);
  });
});

test("lines on demand: hover, layers, and no hairball", async ({ page }) => {
  await open(page);
  await page.getByTestId("action-open").click();
  await page.getByTestId("example-private-s3").click();
  await expect(box(page, "app-a")).toBeVisible();
  await fit(page);
  const edges = page.locator(".edge:not(.path)");
  const quiet = await edges.count();

  await test.step("what is under the pointer lights what it is tied to", async () => {
    const endpoint = page.locator(".box.endpoint").first();
    const at = await point(endpoint);
    await page.mouse.move(at.x, at.y, { steps: 4 });
    await expect(page.locator(".lit").first()).toBeVisible();
    await expect.poll(() => edges.count()).toBeGreaterThan(quiet);
    await page.mouse.move(300, 650, { steps: 4 });
    await expect(page.locator(".lit")).toHaveCount(0);
    await expect(edges).toHaveCount(quiet);
  });

  await test.step("each layer by the menu and by its keys", async () => {
    await page.getByTestId("layers").click();
    await page.getByTestId("menu-layer-routes").click();
    await expect(page.getByTestId("menu-layer-routes")).toHaveAttribute("aria-checked", "true");
    await page.getByTestId("menu-layer-groups").click();
    await page.keyboard.press("Escape");
    await expect(page.locator(".edge.route").first()).toBeAttached();
    await expect(page.getByTestId("member").first()).toBeAttached();
    await expect(page.getByTestId("layers")).toContainText("routes, security groups");
    await page.keyboard.press("Shift+2");
    await page.keyboard.press("Shift+5");
    await expect(page.locator(".edge.route")).toHaveCount(0);
    await expect(page.getByTestId("member")).toHaveCount(0);
    await page.keyboard.press("Shift+3");
    await expect(page.locator(".edge.flow").first()).toBeAttached();
    expect(await edges.count()).toBeLessThan(100);
  });
});

test("every operation from the outline, with the canvas hidden", async ({ page }) => {
  await page.addInitScript(() => addEventListener("pointerdown", () => document.documentElement.setAttribute("data-pointed", ""), true));
  await open(page);
  await two(page);
  await page.evaluate(() => {
    document.documentElement.removeAttribute("data-pointed");
    (document.querySelector(".canvas") as HTMLElement).style.visibility = "hidden";
  });
  const row = (name: string): Locator => page.getByRole("treeitem").filter({ has: page.locator(".node-name", { hasText: new RegExp(`^${name}$`) }) });
  const go = async (name: string) => {
    await find(page, "ControlOrMeta+f", name, new RegExp(`^${name}`));
    await page.keyboard.press("o");
    await expect(row(name).first()).toBeFocused();
  };
  /** Opens the menu of the line in focus and takes an item by arrows. */
  const menu = async (id: string) => {
    await page.keyboard.press("Shift+F10");
    await expect(page.getByTestId("context-menu")).toBeVisible();
    for (let n = 0; n < 30 && !(await page.getByTestId(`menu-${id}`).evaluate((el) => el === document.activeElement)); n++) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
  };
  await go("instance");
  await expect(row("instance")).toHaveAttribute("aria-label", /EC2 instance instance.*in public-a/);
  await page.keyboard.press("ArrowLeft");
  await expect(row("public-a").first()).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(row("instance")).toBeFocused();
  await menu("duplicate");
  await expect(row("instance-2")).toHaveAttribute("aria-selected", "true");
  await go("instance-2");
  await menu("move-into");
  await expect(page.getByTestId("finder-field")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(row("instance-2")).toHaveAttribute("aria-label", /in private-a/);
  await go("instance-2");
  await menu("lock");
  await expect(row("instance-2")).toHaveAttribute("aria-label", /locked/);
  await page.keyboard.press("F2");
  await expect(page.getByTestId("inspector-name")).toBeFocused();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("worker");
  await page.keyboard.press("Enter");
  await go("worker");
  // A line: c, the other end, Enter.
  await page.keyboard.press("c");
  await page.keyboard.press("End");
  for (let n = 0; n < 30 && !(await row("s3").evaluate((el) => el === document.activeElement)); n++) await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(undoes(page)).toContainText("worker is connected with s3");
  await go("public-a");
  await find(page, "ControlOrMeta+k", "make wider", /Make wider/);
  await find(page, "ControlOrMeta+k", "move down", /Move down/);
  await go("worker");
  await menu("delete");
  await expect(row("worker")).toHaveCount(0);
  expect(await page.locator("html").getAttribute("data-pointed"), "a pointer was used").toBeNull();
});

test("no hairball: 500 objects at rest show no more lines than their gateways, and the pointer lights one's own", async ({ page }) => {
  test.slow();
  // Four tables, three hundred subnets that take turns with them, two hundred instances in one group.
  const source = [
    `provider "aws" {\n  region = "eu-west-1"\n}`,
    `resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n}`,
    `resource "aws_internet_gateway" "out" {\n  vpc_id = aws_vpc.main.id\n}`,
    `resource "aws_route_table" "t" {\n  count  = 4\n  vpc_id = aws_vpc.main.id\n  route {\n    cidr_block = "0.0.0.0/0"\n    gateway_id = aws_internet_gateway.out.id\n  }\n}`,
    `resource "aws_security_group" "all" {\n  name   = "all"\n  vpc_id = aws_vpc.main.id\n}`,
    `resource "aws_vpc_endpoint" "s3" {\n  vpc_id          = aws_vpc.main.id\n  service_name    = "com.amazonaws.eu-west-1.s3"\n  route_table_ids = aws_route_table.t[*].id\n}`,
    `resource "aws_subnet" "s" {\n  count             = 300\n  vpc_id            = aws_vpc.main.id\n  cidr_block        = cidrsubnet("10.0.0.0/16", 10, count.index)\n  availability_zone = element(["eu-west-1a", "eu-west-1b", "eu-west-1c"], count.index)\n}`,
    `resource "aws_route_table_association" "a" {\n  count          = 300\n  subnet_id      = aws_subnet.s[count.index].id\n  route_table_id = aws_route_table.t[count.index % 4].id\n}`,
    `resource "aws_instance" "i" {\n  count                  = 200\n  ami                    = "ami-0"\n  instance_type          = "t3.micro"\n  subnet_id              = aws_subnet.s[count.index].id\n  vpc_security_group_ids = [aws_security_group.all.id]\n}`,
  ].join("\n");
  await open(page);
  await page.getByTestId("action-open").click();
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.getByText("Choose a file …").click()]);
  await chooser.setFiles({ name: "main.tf", mimeType: "", buffer: Buffer.from(source) });
  await page.getByTestId("import-take").click({ timeout: 30_000 });
  await expect.poll(() => page.locator(".canvas [data-place]").count(), { timeout: 30_000 }).toBeGreaterThan(500);
  await page.keyboard.press("Escape");
  const edges = page.locator(".edge:not(.path)");
  const quiet = await edges.count();
  expect(quiet).toBeLessThan(12);

  await test.step("the endpoint that four tables of three hundred subnets lead to: a few lines, and away with them", async () => {
    await page.keyboard.press("0");
    await find(page, "ControlOrMeta+f", "s3", /s3/);
    await selected(page, "s3");
    await page.keyboard.press("2");
    await page.keyboard.press("0");
    await page.keyboard.press("Escape");
    const at = await point(box(page, "s3"));
    await page.mouse.move(at.x, at.y, { steps: 4 });
    await expect.poll(() => edges.count()).toBeGreaterThan(quiet);
    expect(await edges.count()).toBeLessThan(quiet + 40);
    const canvas = (await page.getByTestId("canvas").boundingBox())!;
    await page.mouse.move(canvas.x + canvas.width - 8, canvas.y + 8, { steps: 4 });
    await expect.poll(() => edges.count()).toBe(quiet);
  });

  await test.step("a whole layer is asked for, drawn, and goes", async () => {
    await page.keyboard.press("1");
    await page.keyboard.press("Shift+2");
    await expect(page.locator(".edge.route").first()).toBeAttached();
    // Routes lead from four tables, not from each of three hundred subnets.
    expect(await edges.count()).toBeLessThan(60);
    await page.keyboard.press("Shift+2");
    await expect.poll(() => edges.count()).toBe(quiet);
  });
});
