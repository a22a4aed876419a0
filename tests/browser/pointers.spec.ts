// The canvas under mouse, fingers and pen, by the browser's own input.
import type { CDPSession, Page } from "@playwright/test";
import { expect, open, test } from "./studio";
import { box, drag, pick, point, shell, small, type Spot } from "./hand";

test.use({ hasTouch: true });

const place = async (page: Page, name: string) => (await shell(page, name).boundingBox())!;
const undo = (page: Page) => page.keyboard.press("ControlOrMeta+z");

/** Fingers on the screen, each by its number. */
class Fingers {
  private held = new Map<number, Spot>();
  constructor(private readonly cdp: CDPSession) {}

  private send(type: "touchStart" | "touchMove" | "touchEnd") {
    const touchPoints = [...this.held].map(([id, { x, y }]) => ({ id, x, y }));
    return this.cdp.send("Input.dispatchTouchEvent", { type, touchPoints });
  }
  async down(id: number, at: Spot) {
    this.held.set(id, at);
    await this.send("touchStart");
  }
  /** All move at once, in steps. */
  async move(to: Record<number, Spot>, steps = 6) {
    const from = new Map(this.held);
    for (let n = 1; n <= steps; n++) {
      for (const [id, end] of Object.entries(to)) {
        const start = from.get(Number(id))!;
        this.held.set(Number(id), { x: start.x + ((end.x - start.x) * n) / steps, y: start.y + ((end.y - start.y) * n) / steps });
      }
      await this.send("touchMove");
    }
  }
  async up(id: number) {
    this.held.delete(id);
    await this.send("touchEnd");
  }
}

test("mouse: a container is resized by its corner, and Escape takes it back", async ({ page }) => {
  await open(page);
  await small(page);
  await page.getByTestId("zoom-out").click();
  await page.mouse.click(...Object.values(await point(shell(page, "vpc"), [0.3, 0.05])) as [number, number]);
  await expect(box(page, "vpc")).toHaveAttribute("aria-selected", "true");
  const before = await place(page, "vpc");
  const corner = { x: before.x + before.width, y: before.y + before.height };
  await page.mouse.move(corner.x, corner.y);
  await page.mouse.down();
  await page.mouse.move(corner.x + 60, corner.y + 50, { steps: 6 });
  await expect.poll(async () => (await place(page, "vpc")).width).toBeGreaterThan(before.width + 40);
  await page.keyboard.press("Escape");
  await page.mouse.up();
  expect(await place(page, "vpc")).toEqual(before);

  await drag(page, corner, { x: corner.x + 60, y: corner.y + 50 });
  const after = await place(page, "vpc");
  expect([after.x, after.y]).toEqual([before.x, before.y]);
  expect(after.width).toBeGreaterThan(before.width + 40);
  expect(after.height).toBeGreaterThan(before.height + 30);
  // No smaller than what it holds.
  await drag(page, { x: after.x + after.width, y: after.y + after.height }, { x: after.x + 10, y: after.y + 10 });
  const [small_, held] = [await place(page, "vpc"), await place(page, "public-a")];
  expect(small_.x + small_.width).toBeGreaterThan(held.x + held.width);
  await undo(page);
  await undo(page);
  expect(await place(page, "vpc")).toEqual(before);
});

test("mouse: what is dragged is drawn over the others, and stands among them again where it is dropped or let go", async ({ page }) => {
  await open(page);
  await small(page);
  await page.getByTestId("zoom-out").click();
  const [before, at] = [await place(page, "vpc"), await point(shell(page, "vpc"), [0.3, 0.05])];
  const over = page.locator(".lift .box.vpc > .shell");
  const hold = async () => {
    await page.mouse.move(at.x, at.y);
    await page.mouse.down();
    await page.mouse.move(at.x + 40, at.y + 25, { steps: 5 });
    await expect(over).toHaveCount(1);
    const lifted = (await over.boundingBox())!;
    expect(Math.abs(lifted.x - before.x - 40)).toBeLessThan(12);
    expect(Math.abs(lifted.y - before.y - 25)).toBeLessThan(12);
    expect(lifted.width).toBeCloseTo(before.width, 0);
    // What is in it goes with it, and nobody meets it twice.
    expect(await page.locator(".lift .box").count()).toBeGreaterThan(1);
    await expect(page.locator(".lift [id], .lift [role], .lift [tabindex], .lift [data-testid]")).toHaveCount(0);
    expect(await box(page, "vpc").evaluate((el) => getComputedStyle(el).opacity)).toBe("0");
  };
  const among = async () => {
    await expect(page.locator(".lift .box")).toHaveCount(0);
    expect(await box(page, "vpc").evaluate((el) => getComputedStyle(el).opacity)).toBe("1");
  };
  await hold();
  await page.keyboard.press("Escape");
  await page.mouse.up();
  await among();
  expect(await place(page, "vpc")).toEqual(before);

  await hold();
  await page.mouse.up();
  await among();
  expect((await place(page, "vpc")).x).toBeGreaterThan(before.x + 20);
  await undo(page);
  await among();
  expect(await place(page, "vpc")).toEqual(before);
});

test("mouse: a marquee selects what it holds, with Shift it adds", async ({ page }) => {
  await open(page);
  await small(page);
  await page.getByTestId("zoom-out").click();
  const [vpc, s3] = [await place(page, "vpc"), await place(page, "s3")];
  const around = (r: { x: number; y: number; width: number; height: number }): [Spot, Spot] => [
    { x: r.x - 14, y: r.y - 14 },
    { x: r.x + r.width + 14, y: r.y + r.height + 14 },
  ];
  const [from, to] = around(vpc);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 8 });
  await expect(page.locator(".marquee")).toBeVisible();
  await page.mouse.up();
  await expect(page.locator(".marquee")).toHaveCount(0);
  await expect(box(page, "vpc")).toHaveAttribute("aria-selected", "true");
  await expect(box(page, "s3")).toHaveAttribute("aria-selected", "false");
  await page.keyboard.down("Shift");
  await drag(page, ...around(s3));
  await page.keyboard.up("Shift");
  await expect(box(page, "vpc")).toHaveAttribute("aria-selected", "true");
  await expect(box(page, "s3")).toHaveAttribute("aria-selected", "true");
  // Both move together, as one step.
  await drag(page, await point(shell(page, "s3")), { x: s3.x + s3.width / 2, y: s3.y + s3.height / 2 + 40 });
  await expect.poll(async () => (await place(page, "vpc")).y).toBeGreaterThan(vpc.y + 20);
  await undo(page);
  expect((await place(page, "vpc")).y).toBeCloseTo(vpc.y, 0);
});

test("the wheel zooms about the pointer, and what is painted is sharp once it rests", async ({ page }) => {
  await open(page);
  await small(page);
  const percent = page.getByTestId("zoom-100");
  const at = await point(shell(page, "s3"));
  const [before, painted] = [await place(page, "s3"), await page.locator(".world").getAttribute("transform")];
  await page.mouse.move(at.x, at.y);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -120);
  await page.keyboard.up("Control");
  await expect(percent).not.toHaveText("100 %");
  await expect.poll(async () => (await place(page, "s3")).width).toBeGreaterThan(before.width * 1.2);
  const now = await point(shell(page, "s3"));
  expect([now.x, now.y]).toEqual([expect.closeTo(at.x, -1), expect.closeTo(at.y, -1)]);
  await expect(page.locator(".world")).not.toHaveAttribute("transform", painted!);
  await expect(page.locator(".moving")).toHaveAttribute("style", /scale\(1\)/);
  const size = await place(page, "s3");
  expect(size.width / before.width).toBeCloseTo(Number.parseInt((await percent.textContent())!, 10) / 100, 1);

  // What leaves the screen is not displayed; what comes back is.
  const undisplayed = page.locator(".boxes > g[display]");
  await page.keyboard.down("Control");
  for (let n = 0; n < 4; n++) await page.mouse.wheel(0, -240);
  await expect(undisplayed).not.toHaveCount(0);
  for (let n = 0; n < 5; n++) await page.mouse.wheel(0, 240);
  await page.keyboard.up("Control");
  await expect(undisplayed).toHaveCount(0);
});

test("one finger drags a box; two pan and zoom, and give up what one began", async ({ page }) => {
  await open(page);
  await small(page);
  await page.getByTestId("zoom-out").click();
  const fingers = new Fingers(await page.context().newCDPSession(page));
  const before = await place(page, "s3");
  const middle = await point(shell(page, "s3"));

  await test.step("one finger", async () => {
    await fingers.down(1, middle);
    await fingers.move({ 1: { x: middle.x - 10, y: middle.y + 60 } });
    await fingers.up(1);
    await expect.poll(async () => (await place(page, "s3")).y).toBeGreaterThan(before.y + 40);
    await undo(page);
    await expect.poll(async () => (await place(page, "s3")).y).toBeCloseTo(before.y, 0);
  });

  await test.step("two fingers apart zoom in about their middle", async () => {
    const percent = page.getByTestId("zoom-100");
    const zoom = async () => Number.parseInt((await percent.textContent())!, 10);
    const [was, size] = [await zoom(), await place(page, "vpc")];
    const centre = { x: size.x + size.width / 2, y: size.y + size.height / 2 };
    await fingers.down(1, { x: centre.x - 50, y: centre.y });
    await fingers.down(2, { x: centre.x + 50, y: centre.y });
    await fingers.move({ 1: { x: centre.x - 100, y: centre.y }, 2: { x: centre.x + 100, y: centre.y } });
    await expect.poll(zoom).toBeGreaterThan(was * 1.7);
    const large = await place(page, "vpc");
    expect(large.x + large.width / 2).toBeCloseTo(centre.x, -1);
    // Both down: the plane follows.
    await fingers.move({ 1: { x: centre.x - 100, y: centre.y + 80 }, 2: { x: centre.x + 100, y: centre.y + 80 } });
    await expect.poll(async () => (await place(page, "vpc")).y - large.y).toBeGreaterThan(70);
    await fingers.up(1);
    await fingers.up(2);
    await page.getByTestId("zoom-all").click();
    await page.getByTestId("zoom-out").click();
  });

  await test.step("a second finger takes back the drag of the first", async () => {
    const start = await place(page, "s3");
    const at = await point(shell(page, "s3"));
    await fingers.down(1, at);
    await fingers.move({ 1: { x: at.x - 10, y: at.y + 60 } });
    await fingers.down(2, { x: at.x - 100, y: at.y });
    await expect.poll(async () => (await place(page, "s3")).y).toBeCloseTo(start.y, 0);
    await fingers.up(2);
    await fingers.up(1);
    await expect(page.getByTestId("action-undo")).not.toHaveAttribute("title", /Move/);
    expect((await place(page, "s3")).y).toBeCloseTo(start.y, 0);
  });

  await test.step("a finger drags an item of the palette onto the canvas", async () => {
    const card = await point(page.getByTestId("palette-service-dynamodb"));
    const to = { x: before.x + before.width / 2, y: before.y + 120 };
    await fingers.down(1, card);
    await fingers.move({ 1: to }, 10);
    await fingers.up(1);
    await expect(box(page, "dynamodb")).toBeVisible();
  });

  await test.step("a tap selects", async () => {
    const at = await point(box(page, "instance"));
    await page.touchscreen.tap(at.x, at.y);
    await expect(box(page, "instance")).toHaveAttribute("aria-selected", "true");
  });
});

test("a pen drags as a mouse does", async ({ page }) => {
  await open(page);
  await small(page);
  await page.getByTestId("zoom-out").click();
  const cdp = await page.context().newCDPSession(page);
  const kinds = page.evaluate(
    () => new Promise<string>((done) => addEventListener("pointerdown", (e) => done(e.pointerType), { once: true, capture: true })),
  );
  const before = await place(page, "s3");
  const at = await point(shell(page, "s3"));
  const pen = (type: "mousePressed" | "mouseMoved" | "mouseReleased", x: number, y: number) =>
    cdp.send("Input.dispatchMouseEvent", {
      type,
      x,
      y,
      button: "left",
      buttons: type === "mouseReleased" ? 0 : 1,
      clickCount: 1,
      pointerType: "pen",
    });
  await pen("mousePressed", at.x, at.y);
  for (let n = 1; n <= 6; n++) await pen("mouseMoved", at.x - n, at.y + n * 10);
  await pen("mouseReleased", at.x - 6, at.y + 60);
  expect(await kinds).toBe("pen");
  await expect.poll(async () => (await place(page, "s3")).y).toBeGreaterThan(before.y + 40);
  await expect(box(page, "s3")).toHaveAttribute("aria-selected", "true");
});

test("seen from afar, a box is still taken hold of, and not the marks beside it", async ({ page }) => {
  await open(page);
  await small(page);
  await pick(page, "s3");
  for (let n = 0; n < 8; n++) await page.getByTestId("zoom-out").click();
  const before = await place(page, "s3");
  expect(before.height).toBeLessThan(12);
  await expect(page.getByTestId("connector")).toHaveCount(0);
  const at = await point(shell(page, "s3"));
  await drag(page, at, { x: at.x, y: at.y + 30 });
  await expect.poll(async () => (await place(page, "s3")).y).toBeGreaterThan(before.y + 15);
});
