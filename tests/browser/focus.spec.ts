// Where the focus stays, and where it goes: while typing in rows, from the palette's search, from the outline.
import type { Locator, Page } from "@playwright/test";
import { expect, open, test } from "./studio";
import { box, choose, pick, put, small } from "./hand";

/** Types over what is in a field, and looks at each key whether the field still has the focus and all that was typed. */
async function typed(page: Page, field: Locator, text: string) {
  await field.click();
  await page.keyboard.press("ControlOrMeta+a");
  for (let n = 0; n < text.length; n++) {
    await page.keyboard.press(text[n]!);
    await page.waitForTimeout(60);
    await expect(field, `after "${text.slice(0, n + 1)}"`).toBeFocused();
    await expect(field).toHaveValue(text.slice(0, n + 1));
  }
  await page.keyboard.press("Enter");
  await expect(field).toHaveValue(text);
  await expect(field).toBeFocused();
}

/** Chooses in a list by arrow keys, as without a mouse. */
async function chosen(page: Page, list: Locator, key: string) {
  const before = await list.inputValue();
  await list.focus();
  await page.keyboard.press(key);
  await expect(list).not.toHaveValue(before);
  await page.waitForTimeout(200);
  await expect(list).toBeFocused();
}

test("rows keep the focus at every key", async ({ page }) => {
  await open(page);
  await small(page);

  await test.step("routes", async () => {
    await put(page, "internet-gateway");
    await expect(box(page, "igw")).toBeVisible();
    await pick(page, "public-in-public-a");
    await choose(page, "add-route", /./);
    const field = page.locator('[data-testid^="field-route-"][data-testid$="-destination"]').last();
    await typed(page, field, "192.168.7.0/24");
  });

  await test.step("rules of a group", async () => {
    await pick(page, "instance");
    await page.getByTestId("field-groups").getByRole("button", { name: "sg-instance", exact: true }).click();
    await choose(page, "rule-in-add", /HTTPS from the VPC/);
    await typed(page, page.getByTestId("field-rule-in-0-ports"), "8443");
    await typed(page, page.getByTestId("field-rule-in-0-peer"), "10.0.0.0/24");
    await typed(page, page.getByTestId("field-rule-in-0-description"), "from app");
    // Another protocol has no ports: the cell beside changes, the list keeps the focus.
    await chosen(page, page.getByTestId("field-rule-in-0-protocol"), "ArrowDown");
    await chosen(page, page.getByTestId("field-rule-in-0-protocol"), "End");
  });

  await test.step("entries of a network ACL", async () => {
    await page.getByTestId("rail-tab-outline").click();
    await page.locator('[data-testid^="outline-network-acl:"]').first().click();
    await choose(page, "entry-in-add", /Allow HTTPS/);
    await typed(page, page.getByTestId("field-entry-in-1-cidr"), "10.1.0.0/16");
    await typed(page, page.getByTestId("field-entry-in-1-ports"), "8443");
    await page.getByTestId("rail-tab-add").click();
  });

  await test.step("an interface endpoint: the subnet of a zone, its address", async () => {
    await pick(page, "public-a");
    await put(page, "interface-endpoint");
    await page.getByTestId("choose-search").click();
    await page.keyboard.type("ssm");
    await page.getByTestId("choose-ssm").click();
    await expect(box(page, "ssm-in-public-a")).toBeVisible();
    await typed(page, page.getByTestId("field-interface-0-address"), "10.0.0.77");
    const subnet = page.getByTestId("field-zone-a-subnet");
    await chosen(page, subnet, "ArrowUp");
    await expect(page.getByTestId("field-interface-0-address")).toHaveCount(0);
    await chosen(page, subnet, "ArrowDown");
    await expect(page.getByTestId("field-interface-0-address")).toBeVisible();
  });
});

test("Escape in the palette's search gives the focus back and leaves the selection", async ({ page }) => {
  await open(page);
  await small(page);
  await pick(page, "instance");
  await page.keyboard.press("/");
  await page.keyboard.type("nat");
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("palette-search")).toHaveValue("");
  await expect(box(page, "instance")).toBeFocused();
  await expect(box(page, "instance")).toHaveAttribute("aria-selected", "true");
  // There it selects outwards, as it should.
  await page.keyboard.press("Escape");
  await expect(box(page, "public-a")).toHaveAttribute("aria-selected", "true");
});

test("the canvas's Tab stop is what was selected last, wherever that was", async ({ page }) => {
  await open(page);
  await small(page);
  const stop = page.locator('.canvas [data-place][tabindex="0"]');
  await pick(page, "instance");
  await expect(stop).toHaveAttribute("data-testid", "node-instance");
  await page.getByTestId("rail-tab-outline").click();
  await page.getByRole("treeitem").filter({ has: page.locator(".node-name", { hasText: /^public-a$/ }) }).first().click();
  await expect(stop).toHaveCount(1);
  await expect(stop).toHaveAttribute("data-testid", "node-public-a");
});

test("a long list to choose from is whole once keys or the mouse come to it", async ({ page }) => {
  await open(page);
  const source = `provider "aws" {
  region = "us-east-1"
}
resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "s" {
  vpc_id            = aws_vpc.v.id
  cidr_block        = "10.0.0.0/20"
  availability_zone = "us-east-1a"
}
resource "aws_instance" "i" {
  count     = 60
  subnet_id = aws_subnet.s.id
  tags      = { Name = "i-\${count.index}" }
}
`;
  await page.getByTestId("action-open").click();
  await page.getByTestId("open-file").setInputFiles([{ name: "main.tf", mimeType: "", buffer: Buffer.from(source) }]);
  await page.getByTestId("import-take").click();
  await box(page, "i-0").focus();
  await page.keyboard.press("Space");
  await choose(page, "add-flow", /^i-1 /);
  await choose(page, "add-flow", /^i-2 /);
  const [first, second] = [0, 1].map((n) => page.locator('[data-testid^="flow-row-"] select').nth(n)) as [Locator, Locator];
  for (const list of [first, second]) await expect(list.locator("option")).toHaveCount(1);
  await chosen(page, first, "End");
  await expect(first.locator("option")).toHaveCount(59);
  await expect(first.locator("option:checked")).toHaveText("i-59");
  await second.hover();
  await expect(second.locator("option")).toHaveCount(59);
  await expect(second.locator("option:checked")).toHaveText("i-2");
  await second.selectOption({ label: "i-30" });
  await expect(second.locator("option:checked")).toHaveText("i-30");
});
