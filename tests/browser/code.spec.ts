// The Code panel: what the last edits changed in code, cost and reachability; the design as Terraform and as CloudFormation.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, open, test } from "./studio";
import { box, drawer, pick, unzipped } from "./hand";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

async function example(page: Page, id: string) {
  await open(page);
  await page.getByTestId("start-example").click();
  await page.getByTestId(`example-${id}`).click();
  await expect(page.locator(".box").first()).toBeAttached();
  await expect(page.getByTestId("header-month")).toHaveText(/\$[1-9]/);
}

/** The files of the download. */
async function taken(page: Page): Promise<Map<string, string>> {
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByTestId("code-download").click()]);
  return unzipped(readFileSync(await file.path()));
}

const sum = (page: Page, of: string) => page.getByTestId(`code-sum-${of}`);
const MADE = { timeout: 30_000 };

test("what the last edits changed in code, in cost and in reachability", async ({ page }, info) => {
  test.slow();
  await example(page, "private-s3");
  await drawer(page, "code");
  await expect(page.getByTestId("code-view")).toBeVisible(MADE);
  await page.getByTestId("code-show-changes").click();
  await expect(page.getByTestId("code-changes")).toContainText("Nothing to compare with yet");
  const before = await taken(page);
  const month = page.getByTestId("header-month").locator("b");
  const cost = await month.innerText();

  // The endpoint that keeps the flow private goes.
  await page.keyboard.press("Escape");
  await pick(page, "s3-gw");
  await page.keyboard.press("Delete");
  await expect(box(page, "s3-gw")).toHaveCount(0);
  await expect(sum(page, "code")).toHaveText(/^\d+ files?, \+\d+ −[1-9]\d* lines$/, MADE);
  const gone = page.getByTestId("code-diff-endpoints.tf");
  await expect(gone.locator("del").filter({ hasText: "aws_vpc_endpoint" }).first()).toBeVisible();
  // Who reaches whom is said here as the Change line says it.
  await expect(sum(page, "reach")).toHaveText(/flow/);
  await expect(page.getByTestId("change-line")).toContainText((await sum(page, "reach").innerText()).trim());
  await expect(sum(page, "cost")).toHaveText(new RegExp(`which was \\${cost.split(".")[0]}|stays at`));
  await page.getByTestId("code-changes").locator(".reach li").first().getByRole("button", { name: "Trace it" }).click();
  await expect(page.getByTestId("path-verdict")).toBeVisible();
  await drawer(page, "code");
  await expect(sum(page, "code")).toHaveText(/lines$/, MADE);

  // As a patch, it makes of the files before those of now.
  await page.getByTestId("code-patch").click();
  await expect(page.getByRole("status").filter({ hasText: "as a patch" }).first()).toBeVisible();
  const patch = await page.evaluate(() => navigator.clipboard.readText());
  const after = await taken(page);
  const folder = info.outputPath("patched");
  for (const [name, text] of before) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  writeFileSync(join(folder, "the.patch"), patch);
  // Outside of any repository, so that git takes the folder as it is.
  execFileSync("git", ["apply", "--unidiff-zero", "the.patch"], { cwd: folder, env: { ...process.env, GIT_CEILING_DIRECTORIES: dirname(folder), GIT_DIR: join(folder, "none") } });
  for (const [name, text] of after) {
    if (!name.endsWith(".svg")) expect(readFileSync(join(folder, name), "utf8"), name).toBe(text);
  }

  // A second edit: the last one alone, then both, chosen by keyboard.
  await pick(page, "app-a");
  await page.keyboard.press("F2");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("first");
  await page.keyboard.press("Enter");
  await expect(sum(page, "reach")).toHaveText("who reaches whom stays as it was", MADE);
  await expect(sum(page, "code")).toHaveText(/lines$/, MADE);
  await expect(gone).toHaveCount(0);
  const since = page.getByTestId("code-since");
  await since.focus();
  await page.keyboard.press("ArrowDown");
  await expect(since).toHaveValue("step-0");
  await expect(gone).toBeVisible(MADE);
  await expect(page.getByTestId("code-changes").locator("ins").filter({ hasText: '"first"' }).first()).toBeVisible();
  await expect(sum(page, "reach")).toHaveText(/flow/);

  // A version: what was done since it was kept.
  // Keys are the field's while a list has the focus.
  await page.getByTestId("code-show-changes").focus();
  await page.keyboard.press("ControlOrMeta+Shift+s");
  await page.getByTestId("version-name").fill("Two edits");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("version")).toContainText("Two edits");
  await page.keyboard.press("Escape");
  await since.selectOption({ label: "Two edits" });
  await expect(sum(page, "code")).toHaveText("the files stay as they were", MADE);
  await expect(sum(page, "cost")).toHaveText(/^the month stays at \$/);
  await expect(page.getByTestId("code-patch")).toHaveCount(0);

  // Undone, both of them: the last one that is done is the last one.
  await page.getByTestId("action-undo").click();
  await expect(sum(page, "code")).toHaveText(/lines$/, MADE);
  await since.selectOption("last");
  await expect(gone).toBeVisible(MADE);
  await page.getByTestId("action-undo").click();
  await expect(page.getByTestId("code-changes")).toContainText("Nothing to compare with yet");
});

test("the design as CloudFormation: read, followed to the canvas, taken along, compared", async ({ page }) => {
  test.slow();
  await example(page, "private-s3");
  await drawer(page, "code");
  await expect(page.getByTestId("code-view")).toContainText("resource", MADE);
  // By keyboard: the next form in the list.
  await page.getByTestId("code-form").focus();
  await page.keyboard.press("ArrowDown");
  const view = page.getByTestId("code-view");
  await expect(view).toContainText("AWSTemplateFormatVersion", MADE);
  await expect(page.getByTestId("code-file-us-east-1.yaml")).toHaveAttribute("aria-current", "true");
  await expect(view.locator(".ink-block").filter({ hasText: "AWSTemplateFormatVersion" })).toBeVisible();

  // A logical id leads to the box, and the box to its lines.
  await view.getByRole("button", { name: /Subnet$/ }).first().click();
  await expect(page.getByTestId("inspector")).toContainText("Subnet");
  await expect(view.locator(".code-line.named").first()).toBeVisible();

  const yaml = await taken(page);
  expect([...yaml.keys()]).toContain("us-east-1.yaml");
  expect(yaml.get("us-east-1.yaml")).toBe(await view.innerText().then((t) => t.replace(/\n*$/, "\n")));
  await page.getByTestId("code-form").selectOption("cloudformation-json");
  await expect(page.getByTestId("code-file-us-east-1.json")).toHaveAttribute("aria-current", "true", MADE);
  const json = await taken(page);
  expect(Object.keys(JSON.parse(json.get("us-east-1.json")!).Resources).length).toBeGreaterThan(5);

  // The form stays, also for what changed.
  await page.keyboard.press("Escape");
  await pick(page, "s3-gw");
  await page.keyboard.press("Delete");
  await page.getByTestId("code-show-changes").click();
  await expect(page.getByTestId("code-diff-us-east-1.json").locator("del").filter({ hasText: "AWS::EC2::VPCEndpoint" })).toBeVisible(MADE);
});
