// What is not a design is refused with what is wrong and where; what looks like markup is text; storage that fails is told.
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, open, test } from "./studio";
import { box, drawer, drop } from "./hand";

const EXAMPLE = readFileSync(new URL("../../examples/private-s3.portico.json", import.meta.url), "utf8");
type Design = { portico: number; nodes: { id: string; name: string; fields: Record<string, unknown> }[]; [field: string]: unknown };
const design = (): Design => JSON.parse(EXAMPLE);
const changed = (change: (d: Design) => void) => {
  const d = design();
  change(d);
  return JSON.stringify(d);
};

async function give(page: Page, name: string, content: string | Buffer) {
  await page.getByTestId("action-open").click();
  const chooser = page.waitForEvent("filechooser");
  await page.getByText("Choose a file …").click();
  await (await chooser).setFiles({ name, mimeType: "application/json", buffer: Buffer.from(content) });
}

test("what is no design is refused, and the design on screen stays", async ({ page }) => {
  await open(page);
  await drop(page, "vpc", page.getByTestId("canvas"), [0.4, 0.4]);
  await expect(box(page, "vpc")).toBeVisible();
  const before = await page.getByTestId("canvas").locator(".boxes").innerHTML();

  const deep = "[".repeat(200_000) + "]".repeat(200_000);
  const line = EXAMPLE.slice(0, 3000).split("\n").length;
  const cases: [string, string | Buffer, RegExp, RegExp | null][] = [
    ["empty.json", "", /too early|cut off/, /line 1/],
    ["cut.json", EXAMPLE.slice(0, 3000), /too early|cut off/, new RegExp(`line ${line}`)],
    ["broken.json", EXAMPLE.replace('"boxes"', "boxes"), /not JSON/, /line \d+, column \d+/],
    ["foreign.json", '{"name":"left-pad","version":"1.0.0"}', /not a Portico design/, null],
    ["list.json", "[1,2,3]", /not a Portico design/, null],
    ["picture.png", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0xff, 0xfe]), /picture is cut off/, null],
    ["bytes.json", Buffer.from([0xff, 0xfe, 0x00, 0x01]), /not text/, /byte 1/],
    ["newer.json", changed((d) => (d.portico = 99)), /newer Portico.*99/, /^portico$/],
    ["more.json", changed((d) => (d["surprise"] = 1)), /no such field/, /surprise/],
    ["dangling.json", changed((d) => (d.nodes = d.nodes.filter((n) => !n.id.startsWith("subnet:")))), /not in the file/, /.+/],
    ["twice.json", changed((d) => d.nodes.push(d.nodes[0]!)), /used twice/, /nodes\.\d+\.id/],
    ["key.json", changed((d) => ((d.nodes[0] as Record<string, unknown>)["key"] = '"} resource "x" {')), /not a key/, /nodes\.0\.key/],
    ["far.json", changed((d) => (d["boxes"] = { [d.nodes[0]!.id]: [1e300, 0, 1, 1] })), /whole number|number/, /boxes/],
    ["deep.json", deep, /not JSON|deep/, null],
  ];
  for (const [name, content, what, where] of cases) {
    await test.step(name, async () => {
      await give(page, name, content);
      await expect(page.getByTestId("refused")).toBeVisible();
      await expect(page.getByTestId("refused")).toContainText(name);
      await expect(page.getByTestId("refused-what")).toHaveText(what);
      if (where) await expect(page.getByTestId("refused-at")).toHaveText(where);
      await page.keyboard.press("Escape");
      await expect(page.getByTestId("refused")).toBeHidden();
      expect(await page.getByTestId("canvas").locator(".boxes").innerHTML()).toBe(before);
    });
  }
  // Nothing was replaced, so one step back is the VPC's.
  await page.getByTestId("action-undo").click();
  await expect(page.getByTestId("empty")).toBeVisible();
});

test("names full of markup are text", async ({ page }) => {
  const evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
  page.on("dialog", (d) => d.dismiss());
  await open(page);
  await give(
    page,
    "<b>evil</b>.json",
    changed((d) => {
      for (const n of d.nodes) n.name = `${evil} ${n.id}`.slice(0, 200);
      d["assumptions"] = { ...(d["assumptions"] as object), title: evil };
    }),
  );
  await expect(page.getByTestId("header-title")).toHaveValue(evil);
  await expect(page.getByTestId("status")).toContainText("<b>evil</b>.json");
  await expect(page.getByTestId("canvas")).toContainText("<img");
  await page.getByTestId("rail-tab-outline").click();
  const rows = page.getByTestId("outline").getByRole("treeitem");
  await expect(rows.first()).toContainText("<img src=x");
  await rows.first().click();
  await expect(page.getByTestId("inspector-name")).toHaveValue(new RegExp("^<img src=x"));
  for (const tab of ["findings", "path", "cost", "code"]) await drawer(page, tab);
  await page.getByTestId("drawer-tab-path").click();
  await page.locator('[data-testid^="path-flow-"]').first().click();
  await expect(page.getByTestId("path-verdict")).toBeVisible();
  await expect(page.locator("img, body script:not([src])")).toHaveCount(0);
  await expect(page).toHaveTitle(/Portico/);
});

test("storage that is forbidden is said aloud, and drawing goes on", async ({ page }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("The user denied permission to access the database.", "SecurityError");
    };
  });
  await open(page);
  const saved = page.getByTestId("header-saved");
  await expect(saved).toHaveText(/Not saved: the browser forbids storage/);
  await expect(saved).toHaveRole("status");
  await drop(page, "vpc", page.getByTestId("canvas"), [0.4, 0.4]);
  await expect(box(page, "vpc")).toBeVisible();
  await expect(saved).toHaveText(/Not saved/);
});

test("storage that is full is said aloud", async ({ page }) => {
  await page.addInitScript(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
    };
  });
  await open(page);
  await drop(page, "vpc", page.getByTestId("canvas"), [0.4, 0.4]);
  await expect(page.getByTestId("header-saved")).toHaveText(/Not saved: .*full/);
});
