// Files of others: read in the worker, shown before anything changes, and taken as a design of its own.
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { expect, open, test } from "./studio";
import { box, drop, names, pick, put, type } from "./hand";

const MAIN = `provider "aws" {
  region = "eu-west-1"
}
variable "block" {
  type = string
}
module "net" {
  source = "./net"
  block  = var.block
}
resource "aws_sqs_queue" "orders" {}
`;
const NET = `variable "block" {}
resource "aws_vpc" "shop" {
  cidr_block = "10.9.0.0/16"
}
resource "aws_subnet" "app" {
  vpc_id            = aws_vpc.shop.id
  cidr_block        = var.block
  availability_zone = "eu-west-1a"
}
`;
const TEMPLATE = `AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Net: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16, Tags: [{Key: Name, Value: stack-net}]}}
`;
const PLAN = JSON.stringify({
  format_version: "1.2",
  terraform_version: "1.9.0",
  planned_values: { root_module: { resources: [{ address: "aws_vpc.planned", type: "aws_vpc", name: "planned", values: { cidr_block: "10.2.0.0/16" } }] } },
});

type File = { name: string; mimeType: string; buffer: Buffer };
const file = (name: string, content: string | Buffer): File => ({ name, mimeType: "", buffer: Buffer.from(content) });

/** A zip archive: the first file as it is, the others deflated. */
function zip(files: [string, string][]): Buffer {
  const heads: Buffer[] = [];
  const parts: Buffer[] = [];
  let at = 0;
  for (const [n, [name, text]] of files.entries()) {
    const packed = n ? deflateRawSync(Buffer.from(text)) : Buffer.from(text);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(n ? 8 : 0, 4);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(Buffer.byteLength(text), 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), common, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    heads.push(Buffer.concat([Buffer.from("PK\x01\x02", "latin1"), Buffer.from([20, 0]), common, rest, Buffer.from(name)]));
    parts.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(heads);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, directory, end]);
}

async function give(page: Page, files: File[]) {
  await page.getByTestId("action-open").click();
  await page.getByTestId("open-file").setInputFiles(files);
}

test("a Terraform project in a zip is shown, filled in and taken; what was on screen stays in the list", async ({ page }) => {
  await open(page);
  await drop(page, "vpc", page.getByTestId("canvas"), [0.4, 0.4]);
  await expect(box(page, "vpc")).toBeVisible();
  await give(page, [file("shop.zip", zip([["main.tf", MAIN], ["net/main.tf", NET]]))]);
  const sheet = page.getByTestId("import");
  await expect(sheet.getByTestId("import-understood")).toHaveText(/1 VPC, 1 Subnet/);
  await expect(sheet.getByTestId("import-left-out")).toContainText("aws_sqs_queue.orders");
  await expect(sheet.getByTestId("import-left-out")).toContainText("main.tf:11");
  await expect(sheet.getByTestId("import-unknown")).toContainText("var.block");
  // Nothing has changed yet.
  await expect(box(page, "vpc")).toBeVisible();
  await sheet.getByTestId("import-value-var.block").fill("10.9.4.0/24");
  await sheet.getByTestId("import-again").click();
  await expect(sheet.getByTestId("import-unknown")).toHaveCount(0);
  await sheet.getByTestId("import-take").click();
  await expect(sheet).toBeHidden();
  await expect(box(page, "shop")).toBeVisible();
  await expect(box(page, "app")).toBeVisible();
  await expect(page.getByTestId("header-region")).toHaveValue("eu-west-1");
  await expect(box(page, "vpc")).toHaveCount(0);
  await page.getByTestId("action-open").click();
  await expect(page.getByTestId("design")).toHaveCount(2);
});

test("what was changed in the design goes into the source that it came from, and nothing beside it changes", async ({ page }) => {
  const ours = `# Hands off.
provider "aws" {
  region = "eu-west-1"
}

resource "aws_vpc" "shop" {
  cidr_block = "10.9.0.0/16" # agreed

  tags = {
    Name = "shop" // as in the wiki
  }
}

resource "aws_sqs_queue" "orders" {}
`;
  await open(page);
  await give(page, [file("main.tf", ours)]);
  // The empty page has nothing to put into it.
  await expect(page.getByTestId("import-take")).toBeVisible();
  await expect(page.getByTestId("import-into")).toHaveCount(0);
  await page.getByTestId("import-take").click();
  await pick(page, "shop");
  await type(page, page.getByTestId("inspector-name"), "net");
  await pick(page, "net");
  await put(page, "private-subnet");
  await expect(page.locator(".box.subnet")).toHaveCount(1);
  await give(page, [file("main.tf", ours)]);
  await page.getByTestId("import-into").click();
  const sheet = page.getByTestId("import");
  await expect(sheet.getByTestId("into-said")).toContainText("one file changes, main.tf");
  await expect(sheet.getByTestId("into-placed")).toContainText('tags.Name = "net"');
  await expect(sheet.getByTestId("into-placed")).toContainText(/aws_subnet\.\S+: new/);
  const [saved] = await Promise.all([page.waitForEvent("download"), sheet.getByTestId("into-download").click()]);
  expect(saved.suggestedFilename()).toMatch(/-edited\.zip$/);
  const archive = readFileSync(await saved.path());
  expect(names(archive)).toEqual(["main.tf"]);
  // Stored as it is.
  const text = archive.toString();
  expect(text).toContain(ours.replace('"shop" //', '"net" //'));
  expect(text).toMatch(/resource "aws_subnet" "\S+" \{\n  vpc_id\s+= aws_vpc\.shop\.id/);
  await sheet.getByTestId("import-cancel").click();
  // The design is as it was.
  await expect(page.locator(".box.subnet")).toHaveCount(1);
});

test("Cancel leaves everything as it was", async ({ page }) => {
  await open(page);
  await drop(page, "vpc", page.getByTestId("canvas"), [0.4, 0.4]);
  await expect(box(page, "vpc")).toBeVisible();
  const before = await page.getByTestId("canvas").locator(".boxes").innerHTML();
  await give(page, [file("main.tf", NET)]);
  await expect(page.getByTestId("import-understood")).toBeVisible();
  await page.getByTestId("import-cancel").click();
  await expect(page.getByTestId("import")).toBeHidden();
  expect(await page.getByTestId("canvas").locator(".boxes").innerHTML()).toBe(before);
  await page.getByTestId("action-open").click();
  await expect(page.getByTestId("design")).toHaveCount(1);
});

test("every form is known by what is in it", async ({ page }) => {
  const aws = (name: string) => file(name, readFileSync(new URL(`../fixtures/aws-cli/${name}`, import.meta.url)));
  const answers = ["vpcs", "subnets", "route-tables", "security-groups", "internet-gateways"].map((n) => aws(`describe-${n}.json`));
  const cases: [File[], RegExp, RegExp][] = [
    [[file("stack.yaml", TEMPLATE)], /CloudFormation/, /1 VPC/],
    [[file("plan.json", PLAN)], /Terraform's JSON/, /1 VPC/],
    [answers, /AWS CLI/, /VPC.*Subnet/],
    [[file("a.tf", NET), file("b.tf", 'output "x" {\n  value = 1\n}\n')], /Terraform source/, /1 VPC, 1 Subnet/],
  ];
  await open(page);
  for (const [files, form, understood] of cases) {
    await test.step(String(form), async () => {
      await give(page, files);
      await expect(page.getByTestId("import")).toContainText(form);
      await expect(page.getByTestId("import-understood")).toHaveText(understood);
      await page.getByTestId("import-cancel").click();
      await expect(page.getByTestId("import")).toBeHidden();
    });
  }
});

test("what cannot be read is refused with its place, and a big import can be broken off", async ({ page }) => {
  await open(page);
  await give(page, [file("broken.tf", 'resource "aws_vpc" "v" {\n  cidr_block = \n')]);
  await expect(page.getByTestId("refused-at")).toHaveText(/broken\.tf/);
  await page.keyboard.press("Escape");
  await give(page, [file("bad.zip", "PK\x03\x04 and nothing more")]);
  await expect(page.getByTestId("refused-what")).toHaveText(/zip archive is damaged/);
  await page.keyboard.press("Escape");
  const many = Array.from({ length: 60_000 }, (_, n) => `resource "aws_sqs_queue" "q${n}" {\n  name = "q${n}"\n}\n`).join("");
  await give(page, [file("big.tf", many)]);
  await expect(page.getByTestId("import-progress")).toHaveText(/big\.tf/);
  await page.getByTestId("import-cancel").click();
  await expect(page.getByTestId("import")).toBeHidden();
  // The next one is read by a new worker.
  await give(page, [file("stack.yaml", TEMPLATE)]);
  await expect(page.getByTestId("import-understood")).toHaveText(/1 VPC/);
});

test("the commands to run read only, and ask for no key", async ({ page }) => {
  await open(page);
  await page.getByTestId("action-open").click();
  await page.getByText("Import what an AWS account holds").click();
  const commands = (await page.getByTestId("aws-commands").innerText()).split("\n");
  expect(commands.some((l) => l.startsWith("aws ec2 describe-vpcs"))).toBe(true);
  for (const line of commands.filter((l) => l.trim().startsWith("aws "))) expect(line).toMatch(/aws \S+ (describe|get|list|search)-/);
});

for (const called of ["shop", ".shop"]) test(`a folder, ${called}, is dropped on the canvas: what is in its folders is read, what tools keep there is not`, async ({ page }, info) => {
  await open(page);
  const folder = info.outputPath(called);
  for (const inside of ["net", ".terraform/providers"]) mkdirSync(`${folder}/${inside}`, { recursive: true });
  writeFileSync(`${folder}/main.tf`, MAIN);
  writeFileSync(`${folder}/net/main.tf`, NET);
  // Far more than may be read.
  writeFileSync(`${folder}/.terraform/providers/provider`, "");
  truncateSync(`${folder}/.terraform/providers/provider`, 300 * 1024 * 1024);
  const hand = await page.context().newCDPSession(page);
  const over = { x: 600, y: 400, data: { items: [], files: [folder], dragOperationsMask: 1 } };
  await hand.send("Input.dispatchDragEvent", { type: "dragEnter", ...over });
  await hand.send("Input.dispatchDragEvent", { type: "dragOver", ...over });
  await expect(page.getByTestId("drop-veil")).toBeVisible();
  // A hand goes on moving: the browser has heard by then that the page takes what it holds.
  await hand.send("Input.dispatchDragEvent", { type: "dragOver", ...over });
  await hand.send("Input.dispatchDragEvent", { type: "drop", ...over });
  const sheet = page.getByTestId("import");
  await expect(sheet).toContainText(`${called}: Terraform`);
  await expect(sheet.getByTestId("import-understood")).toHaveText(/1 VPC, 1 Subnet/);
  await sheet.getByTestId("import-value-var.block").fill("10.9.4.0/24");
  await sheet.getByTestId("import-again").click();
  await sheet.getByTestId("import-take").click();
  await expect(box(page, "app")).toBeVisible();
});
