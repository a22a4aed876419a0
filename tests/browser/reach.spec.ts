// Who reaches whom, in the studio: the replay, open ports, the map of all pairs, the internet's layer, and what an edit changed.
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, open, test } from "./studio";
import { box, drawer, fit, pick, point } from "./hand";

async function example(page: Page, id: string) {
  await open(page);
  await page.getByTestId("start-example").click();
  await page.getByTestId(`example-${id}`).click();
  await expect(page.locator(".box").first()).toBeAttached();
}

/** Opens the Path panel on the first flow that goes to what `to` names. */
async function flow(page: Page, to: RegExp) {
  await drawer(page, "path");
  await page.locator('[data-testid^="path-flow-"]').filter({ hasText: to }).first().click();
  await expect(page.getByTestId("path-verdict")).toBeVisible();
}

test("a path is replayed hop by hop, there and back, with the routes that lost struck out", async ({ page }) => {
  await example(page, "three-tier");
  await flow(page, /pictures/);
  const at = page.getByTestId("replay-at");
  const total = Number(/^(\d+) hops$/.exec((await at.textContent()) ?? "")?.[1]);
  expect(total).toBeGreaterThan(6);
  await page.getByTestId("replay-next").click();
  await expect(at).toHaveText(`1 of ${total}, there`);
  await expect(page.getByTestId("path-hop-1")).toHaveClass(/now/);
  await expect(page.getByTestId("canvas-mark")).toHaveText("1");

  // By keys from here on: a full stop is the next hop.
  let struck = false;
  let back = 0;
  for (let hop = 2; hop <= total; hop++) {
    await page.keyboard.press(".");
    await expect(at).toHaveText(new RegExp(`^${hop} of ${total}, (there|back)$`));
    await expect(page.locator(".hop.now")).toHaveCount(1);
    for (const lost of await page.getByTestId("canvas-lost").all()) {
      expect(await lost.evaluate((el) => getComputedStyle(el).textDecorationLine)).toBe("line-through");
      await expect(page.locator(".hop.now .lost s").first()).toBeVisible();
      struck = true;
    }
    if (((await at.textContent()) ?? "").endsWith("back")) {
      back++;
      await expect(page.getByTestId("canvas-mark")).toContainText("↩");
      await expect(page.getByTestId("canvas-path")).toHaveClass(/home/);
    }
  }
  expect(struck, "a route that lost").toBe(true);
  expect(back, "hops of the way back").toBeGreaterThan(0);
  // One hop back; then past the end the path is whole again.
  await page.keyboard.press(",");
  await expect(at).toHaveText(`${total - 1} of ${total}, ${back > 1 ? "back" : "there"}`);
  await page.keyboard.press(".");
  await page.keyboard.press(".");
  await expect(at).toHaveText(`${total} hops`);
  expect(await page.getByTestId("canvas-mark").count()).toBeGreaterThan(2);

  // It plays by itself, and stops when told.
  await page.getByTestId("replay-play").click();
  await expect(at).toHaveText(`3 of ${total}, there`);
  await page.keyboard.press("p");
  const stopped = await at.textContent();
  await page.waitForTimeout(1300);
  await expect(at).toHaveText(stopped!);
  // A number on a card shows that hop.
  await page.getByTestId("path-hop-2").getByRole("button", { name: "Show hop 2 on the canvas" }).click();
  await expect(page.getByTestId("path-hop-2")).toHaveClass(/now/);
});

test("a port is typed, or left open: what passes?", async ({ page }) => {
  await example(page, "private-s3");
  await flow(page, /reports|s3|bucket/i);
  const port = page.getByTestId("path-port");
  await port.fill("what passes?");
  await port.press("Enter");
  await expect(page.getByTestId("path-said")).toContainText("tcp 443");
  await expect(port).toHaveValue("");
  await port.fill("22");
  await port.press("Enter");
  await expect(page.getByTestId("path-verdict")).toContainText("Blocked");
  await port.fill("many");
  await port.press("Enter");
  await expect(page.getByTestId("path-problem")).toContainText("0 to 65535");
});

test("the map of all pairs: words, keys, filters, and a click traces the pair", async ({ page }) => {
  await example(page, "three-tier");
  await page.keyboard.press("w");
  const cells = page.getByTestId("matrix-cells");
  await expect(cells).toBeVisible();
  const said = page.getByTestId("matrix-said");
  await page.getByTestId("matrix-to").fill("data");
  await page.getByTestId("matrix-from").fill("app-a");
  await expect(page.locator(".heat").first()).toBeAttached();

  // By keys: to a cell through which something passes.
  await cells.focus();
  await page.keyboard.press("Home");
  for (let n = 0; n < 30 && !/tcp \d+/.test((await said.textContent()) ?? ""); n++) await page.keyboard.press(n % 6 === 5 ? "ArrowDown" : "ArrowRight");
  const words = (await said.textContent()) ?? "";
  expect(words).toMatch(/→ .*: tcp \d+/);
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("drawer-tab-path")).toHaveAttribute("aria-selected", "true");
  await expect(page.getByTestId("path-verdict")).toContainText("Reachable");
  await expect(page.getByTestId("path-port")).toHaveValue(/tcp (\d+)/.exec(words)![1]!);

  // By mouse: the cell under the pointer.
  await drawer(page, "matrix");
  await expect(cells).toBeVisible();
  const first = await point(cells, [0.01, 0.02]);
  await page.mouse.move(first.x, first.y);
  await expect(said).toContainText("→");
  await page.mouse.click(first.x, first.y);
  await expect(page.getByTestId("drawer-tab-path")).toHaveAttribute("aria-selected", "true");
  await expect(page.getByTestId("path-verdict")).toBeVisible();

  // A mark of the legend leaves only its own cells bright.
  await drawer(page, "matrix");
  await page.getByTestId("matrix-from").fill("");
  await page.getByTestId("matrix-to").fill("");
  const marks = await page.locator(".matrix-mark").count();
  expect(marks).toBeGreaterThan(1);
  await page.getByTestId("matrix-mark-0").click();
  await expect(page.locator(".matrix-cells .heat.dimmed")).toHaveCount(marks - 1);
  await page.getByTestId("matrix-from").fill("nobody of that name");
  await expect(page.locator(".matrix-cells .heat")).toHaveCount(0);
});

test("the internet's layer rings what packets reach, in words too, and has a key", async ({ page }) => {
  await example(page, "three-tier");
  await expect(page.locator(".exposed-ring")).toHaveCount(0);
  await page.keyboard.press("i");
  await expect(page.getByTestId("layer-key")).toContainText("From the internet");
  const rings = page.locator(".layer .exposed.sure");
  await expect(rings).not.toHaveCount(0);
  await expect(rings.first().locator("text")).toContainText("tcp");
  await page.getByTestId("layer-internet").click();
  await expect(page.getByTestId("layer-key")).toHaveCount(0);
  await expect(page.locator(".exposed-ring")).toHaveCount(0);
});

test("after an edit a line says what changed, and a list beside the map each thing", async ({ page }) => {
  await example(page, "private-s3");
  await expect(page.getByTestId("change-line")).toHaveCount(0);
  await fit(page);
  await pick(page, "s3-gw");
  await expect(page.getByTestId("inspector-kind")).toContainText("Gateway endpoint");
  await page.keyboard.press("Delete");
  const line = page.getByTestId("change-line");
  await expect(line).toContainText(/Delete s3-gw: \d+ flows? (became public|lost|rerouted)/);
  await line.click();
  await expect(page.getByTestId("changes")).toContainText("Delete s3-gw");
  await expect(page.getByTestId("change-item-0")).toContainText("was through the gateway endpoint s3-gw");
  await page.getByTestId("change-item-0").getByRole("button", { name: "Trace it" }).click();
  await expect(page.getByTestId("path-verdict")).toBeVisible();
  await page.getByTestId("action-undo").click();
  await expect(line).toContainText(/Undone: Delete s3-gw: \d+ flows? (became private|opened|rerouted)/);
  // What moves a box changes nothing, and says nothing new.
  const before = await line.textContent();
  await pick(page, "s3-gw");
  await page.keyboard.press("ArrowRight");
  await expect(line).toHaveText(before!);
});

test("what a rule is for: marked where it decides nothing, and tried out without being taken away", async ({ page }) => {
  await example(page, "three-tier");
  await page.getByTestId("rail-tab-outline").click();
  await page.locator('[data-testid^="outline-security-group:"]').filter({ hasText: /data|db/ }).first().click();
  await expect(page.getByTestId("rule-in-row-0")).toBeVisible();
  await page.getByTestId("rule-in-row-0-what-if").click();
  const changes = page.getByTestId("changes");
  await expect(changes).toContainText("what it would change");
  await expect(changes).toContainText("lost");
  const rules = page.locator('[data-testid^="rule-in-row-"]:not([data-testid$="what-if"])');
  const before = await rules.count();
  await expect(page.getByTestId("change-line")).toHaveCount(0);
  await page.getByTestId("change-do").click();
  await expect(page.getByTestId("change-line")).toContainText("lost");
  await expect(rules).toHaveCount(before - 1);
  await page.getByTestId("action-undo").click();
  await expect(rules).toHaveCount(before);

  // An entry behind one that takes all is shadowed.
  await page.locator('[data-testid^="outline-network-acl:"]').filter({ hasText: /default/ }).first().click();
  await page.getByTestId("entry-in-add").click();
  await page.getByRole("menuitem", { name: /Allow HTTPS/ }).click();
  await expect(page.getByTestId("entry-in-row-1")).toContainText("Shadowed by entry 100");
});

test("the inspector says who reaches a workload, and what it reaches", async ({ page }) => {
  await example(page, "three-tier");
  await page.getByTestId("rail-tab-outline").click();
  await page.locator('[data-testid^="outline-workload:"]').first().click();
  await expect(page.getByTestId("reach-internet")).toContainText("internet");
  const lines = page.locator('[data-testid="reach-from"] li, [data-testid="reach-to"] li');
  await expect(lines.first()).toBeVisible();
  await lines.first().getByRole("button", { name: "Trace it" }).click();
  await expect(page.getByTestId("path-verdict")).toBeVisible();
  await page.getByTestId("reach-map").click();
  await expect(page.getByTestId("matrix-to")).not.toHaveValue("");
  await expect(page.getByTestId("matrix-cells")).toBeVisible();
});

/** An account of `fixtures/accounts.jsonl`, taken as the design. */
async function account(page: Page, name: string) {
  const line = readFileSync(new URL("../fixtures/accounts.jsonl", import.meta.url), "utf8").split("\n").find((l) => l.startsWith(`{"name":"${name}"`));
  const files = Object.entries(JSON.parse(line!).files).map(([path, content]) => ({
    name: path.split("/").at(-1)!,
    mimeType: "",
    buffer: Buffer.from(JSON.stringify(content)),
  }));
  await open(page);
  await page.getByTestId("action-open").click();
  await page.getByTestId("open-file").setInputFiles(files);
  await page.getByTestId("import-take").click();
  await expect(page.locator(".box").first()).toBeAttached();
}

/** Chooses an end of the question by its name. */
async function end(page: Page, which: "path-from" | "path-to", name: RegExp) {
  const value = await page.getByTestId(which).locator("option", { hasText: name }).first().getAttribute("value");
  await page.getByTestId(which).selectOption(value!);
}

test("what IPv6 does is said below the verdict, and its hops are one click away", async ({ page }) => {
  await account(page, "acl_v4_only_v6_denied");
  await drawer(page, "path");
  await end(page, "path-from", /^i-q/);
  await end(page, "path-to", /^i-p/);
  const [verdict, other] = [page.getByTestId("path-verdict"), page.getByTestId("path-other")];
  await expect(verdict).toContainText("Reachable");
  await expect(other).toContainText("Over IPv6: Blocked by");
  await expect(page.getByTestId("path-over-4")).toHaveAttribute("aria-pressed", "true");
  await expect(page.locator('.hop[data-tone="blocked"]')).toHaveCount(0);
  const blocked = page.locator('[data-testid="canvas-mark"].blocked');
  await expect(blocked).toHaveCount(0);

  await page.getByTestId("path-over-6").click();
  await expect(verdict).toContainText("Blocked");
  await expect(other).toContainText("Over IPv4: Reachable");
  await expect(page.getByTestId("path-over-6")).toHaveAttribute("aria-pressed", "true");
  await expect(page.locator('.hop[data-tone="blocked"]')).not.toHaveCount(0);
  await expect(blocked).not.toHaveCount(0);
  await expect(page.getByTestId("path-over-6")).toBeFocused();

  // By keys back again; another question begins with IPv4.
  await page.getByTestId("path-over-4").focus();
  await page.keyboard.press("Enter");
  await expect(verdict).toContainText("Reachable");
  await expect(blocked).toHaveCount(0);
  await page.getByTestId("path-over-6").click();
  await page.getByTestId("path-port").fill("22");
  await page.getByTestId("path-port").press("Enter");
  await expect(page.getByTestId("path-over-4")).toHaveAttribute("aria-pressed", "true");
});

test("a design without IPv6 says nothing of it", async ({ page }) => {
  await example(page, "three-tier");
  await flow(page, /orders/);
  await expect(page.getByTestId("path-other")).toHaveCount(0);
  await expect(page.getByTestId("path-over-6")).toHaveCount(0);
});
