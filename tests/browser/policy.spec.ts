// The policy editor: typed, completed, marked and undone; the library, the form, what passes and who reaches a bucket.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, open, test } from "./studio";

/** The example with a gateway endpoint and a bucket, one of them selected. */
async function example(page: Page, kind: string) {
  await open(page);
  await page.getByTestId("start-example").click();
  await page.getByTestId("example-private-s3").click();
  await expect(page.getByTestId("node-app-a")).toBeVisible();
  await page.getByTestId("rail-tab-outline").click();
  await page.locator(`[data-testid^="outline-${kind}:"]`).first().click();
}

async function sheet(page: Page) {
  await page.getByTestId("policy-open").click();
  await expect(page.getByTestId("policy-sheet")).toBeVisible();
}

/** Everything in the text by what is typed. */
async function rewrite(page: Page, text: string) {
  await page.getByTestId("policy-text").click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
}

const OPEN = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}';

async function sound(page: Page, where: string) {
  const { violations } = await new AxeBuilder({ page }).include("dialog").analyze();
  const bad = violations.filter((v) => v.impact === "serious" || v.impact === "critical");
  expect.soft(bad.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 200)).join(" | ")}`), where).toEqual([]);
}

test("problems stand in the text and in the list, and lead to their place", async ({ page }) => {
  await example(page, "gateway-endpoint");
  await sheet(page);
  await rewrite(page, '{"Version": "2012-10-17",\n "Statement": [{"Effect": "Allow", "Principal": "*",\n  "Action": "s3:GetObjects", "Resource": "*"}]}');
  const problem = page.getByTestId("policy-problem-0");
  await expect(problem).toHaveAttribute("data-severity", "warning");
  await expect(problem).toContainText("line 3, column 13");
  await expect(problem).toContainText('did you mean "s3:GetObject"');
  await expect(page.locator(".policy-code .under.warning")).toHaveText('"s3:GetObjects"');
  await problem.click();
  await expect(page.getByTestId("policy-text")).toBeFocused();
  const marked = await page.getByTestId("policy-text").evaluate((t: HTMLTextAreaElement) => t.value.slice(t.selectionStart, t.selectionEnd));
  expect(marked).toBe('"s3:GetObjects"');
  // What is drawn behind is what is typed.
  const drawn = await page.locator(".policy-code pre").textContent();
  expect(drawn?.trimEnd()).toBe((await page.getByTestId("policy-text").inputValue()).trimEnd());
});

test("completion by keyboard and mouse; a text that is no policy stays, through a reload too", async ({ page }) => {
  await example(page, "gateway-endpoint");
  await sheet(page);
  await rewrite(page, "");
  await page.keyboard.type('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:getobj');
  await expect(page.getByTestId("policy-option-0")).toHaveText(/s3:GetObject/);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("policy-text")).toHaveValue(/"s3:GetObject$/);
  await page.keyboard.type('","Resource":"*","Condition":{"StringEquals":{"aws:princ');
  await page.locator('[data-testid^="policy-option-"]', { hasText: "aws:PrincipalOrgID" }).first().click();
  await expect(page.getByTestId("policy-text")).toHaveValue(/"aws:PrincipalOrgID$/);
  await expect(page.getByTestId("policy-said")).toContainText("ends too early");
  await expect(page.getByTestId("policy-save")).toBeDisabled();
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("policy-sheet")).toHaveCount(0);
  await expect(page.getByTestId("policy-open")).toHaveText("Draft, not applied");
  await expect(page.getByTestId("policy-open")).toBeFocused();
  await expect(page.getByTestId("header-saved")).toContainText("Saved");
  await page.reload();
  await expect(page.locator("#starting")).toHaveCount(0);
  await page.getByTestId("rail-tab-outline").click();
  await page.locator('[data-testid^="outline-gateway-endpoint:"]').first().click();
  await expect(page.getByTestId("policy-open")).toHaveText("Draft, not applied");
  await sheet(page);
  await expect(page.getByTestId("policy-text")).toHaveValue(/"aws:PrincipalOrgID$/);
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type('":"o-abc1234567"}}}]}');
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(page.getByTestId("policy-save")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("policy-open")).toHaveText("1 statement");
});

test("a policy of the library is one step; what it changes and lets through is told", async ({ page }) => {
  await example(page, "gateway-endpoint");
  await sheet(page);
  await rewrite(page, OPEN);
  await page.keyboard.press("ControlOrMeta+Enter");
  await page.keyboard.press("Escape");
  await sheet(page);
  await expect(page.getByTestId("policy-change")).toHaveCount(0);
  await page.getByTestId("policy-tab-library").click();
  await page.getByRole("button", { name: "What it lets through: These buckets, and AWS's own" }).click();
  await expect(page.getByTestId("policy-starter-own-buckets-and-aws-way-1")).toContainText("starport-layer-bucket");
  await page.getByTestId("policy-starter-own-buckets-and-aws").click();
  await expect(page.getByTestId("policy-starter-own-buckets-and-aws")).toHaveText("In use");
  await expect(page.getByTestId("policy-gained")).toHaveText("Nothing.");
  await expect(page.getByTestId("policy-lost")).toContainText("For one:");
  await expect(page.getByTestId("policy-way-0")).toContainText("OwnBuckets");
  await expect(page.locator('[data-testid^="policy-ask-"][data-answer="yes"]')).not.toHaveCount(0);
  await sound(page, "library");
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("policy-open")).toHaveText("2 statements");
  await page.getByTestId("action-undo").click();
  await expect(page.getByTestId("policy-open")).toHaveText("1 statement");
});

test("the form writes statements, and says what it cannot hold", async ({ page }) => {
  await example(page, "gateway-endpoint");
  await sheet(page);
  await rewrite(page, OPEN);
  await page.getByTestId("policy-tab-text").focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByTestId("policy-tab-form")).toBeFocused();
  const statement = page.getByTestId("policy-statement-0");
  await expect(statement).toBeVisible();
  await statement.getByRole("checkbox", { name: "Write" }).uncheck();
  await statement.getByRole("checkbox", { name: "Permissions management" }).uncheck();
  await statement.getByRole("checkbox", { name: "Tagging" }).uncheck();
  await page.getByTestId("policy-statement-0-conditions").click();
  await page.getByRole("menuitem", { name: "Caller's account" }).click();
  await page.getByTestId("policy-statement-0-if-0").fill("111122223333");
  await page.getByTestId("policy-statement-0-if-0").press("Enter");
  await sound(page, "form");
  await page.getByTestId("policy-tab-text").click();
  await expect(page.getByTestId("policy-text")).toHaveValue(/"aws:PrincipalAccount": "111122223333"/);
  await expect(page.getByTestId("policy-text")).not.toHaveValue(/s3:Put/);
  await expect(page.locator('[data-testid^="policy-ask-"]', { hasText: "only read" })).toHaveAttribute("data-answer", "yes");
  await rewrite(page, OPEN.replace('"Action"', '"NotAction"'));
  await page.getByTestId("policy-tab-form").click();
  await expect(page.getByTestId("policy-beyond")).toContainText("NotAction in statement 1");
  await expect(page.getByTestId("policy-statement-0")).toHaveCount(0);
});

test("who can reach a bucket, with what decides, and its path on the canvas", async ({ page }) => {
  await example(page, "bucket");
  await sheet(page);
  await page.getByTestId("policy-tab-reach").click();
  const first = page.getByTestId("policy-caller-0");
  await expect(first).toHaveAttribute("data-verdict", /reachable|blocked|depends/);
  await sound(page, "who can reach it");
  await page.getByTestId("policy-reach-action").selectOption({ index: 1 });
  await expect(first).toContainText("s3:PutObject");
  await first.getByRole("button", { name: /Show the path/ }).click();
  await expect(page.getByTestId("policy-sheet")).toHaveCount(0);
  await expect(page.getByTestId("path-verdict")).toBeVisible();
});

test("callers of a bucket and of an endpoint are drawn on the canvas", async ({ page }) => {
  await example(page, "bucket");
  await sheet(page);
  await page.getByTestId("policy-tab-reach").click();
  const lines = page.locator('[data-testid^="policy-caller-"]');
  const listed = await lines.evaluateAll((all) => all.map((l) => [l.querySelector(".name")?.getAttribute("title"), l.getAttribute("data-verdict")]));
  const workloads = listed.filter(([kind]) => kind === "Workload");
  expect(workloads.length).toBeGreaterThan(0);
  await page.getByTestId("policy-draw").click();
  await expect(page.getByTestId("policy-sheet")).toHaveCount(0);
  await expect(page.getByTestId("calls-key")).toContainText("s3:GetObject on");
  // One for each workload, however many lines the list has of it.
  const drawn = page.getByTestId("call");
  await expect(drawn).toHaveCount(workloads.length);
  const seen = await drawn.evaluateAll((all) => all.map((l) => l.getAttribute("data-verdict")));
  expect(listed.map(([, verdict]) => verdict)).toEqual(expect.arrayContaining(seen));
  await page.getByTestId("calls-close").click();
  await expect(drawn).toHaveCount(0);

  await page.locator('[data-testid^="outline-gateway-endpoint:"]').first().click();
  await sheet(page);
  await page.getByTestId("policy-tab-reach").click();
  await expect(lines.first()).toHaveAttribute("data-verdict", "reachable");
  await page.getByTestId("policy-draw").click();
  await expect(page.getByTestId("calls-key")).toContainText("Through");
  await expect(page.locator('[data-testid="call"][data-verdict="reachable"]').first()).toBeAttached();
  // A name in the list shows the thing on the canvas.
  await sheet(page);
  const name = page.getByTestId("policy-caller-0").getByRole("button").first();
  await name.click();
  await expect(page.getByTestId("policy-sheet")).toHaveCount(0);
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    test(`nothing serious in the editor, ${colorScheme}`, async ({ page }) => {
      await example(page, "gateway-endpoint");
      await sheet(page);
      await rewrite(page, OPEN.replace("s3:*", "s3:Fly"));
      await expect(page.getByTestId("policy-problem-0")).toBeVisible();
      await sound(page, "text");
      for (const tab of ["form", "library"]) {
        await page.getByTestId(`policy-tab-${tab}`).click();
        await sound(page, tab);
      }
    });
  });
}
