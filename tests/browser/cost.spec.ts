// The bill: AWS's price lists dropped and chosen, usage typed in, what changed since a version, and the bill as a file.
import { createWriteStream, readFileSync } from "node:fs";
import { once } from "node:events";
import type { Page } from "@playwright/test";
import { expect, open, test } from "./studio";
import { drawer, type } from "./hand";

/** A price list as AWS writes it, of what NAT gateways of us-east-1 cost. */
function list(hour: string, gb: string, more = ""): string {
  const product = (sku: string, usage: string) =>
    `"${sku}":{"sku":"${sku}","productFamily":"NAT Gateway","attributes":{"servicecode":"AmazonEC2","locationType":"AWS Region","regionCode":"us-east-1","operation":"NatGateway","usagetype":"${usage}"}}`;
  const term = (sku: string, amount: string) =>
    `"${sku}":{"${sku}.T":{"offerTermCode":"T","sku":"${sku}","effectiveDate":"2026-10-01T00:00:00Z","priceDimensions":{"${sku}.T.1":{"beginRange":"0","endRange":"Inf","pricePerUnit":{"USD":"${amount}"}}}}}`;
  const head = `{"formatVersion":"v1.0","disclaimer":"x","offerCode":"AmazonEC2","version":"20261020000000","publicationDate":"2026-10-20T00:00:00Z"`;
  return `${head},"products":{${more}${product("H", "NatGateway-Hours")},${product("B", "NatGateway-Bytes")}},"terms":{"OnDemand":{${term("H", hour)},${term("B", gb)}}}}`;
}

async function example(page: Page, id: string) {
  await open(page);
  await page.getByTestId("start-example").click();
  await page.getByTestId(`example-${id}`).click();
  await expect(page.locator(".box").first()).toBeAttached();
  await drawer(page, "cost");
  await expect(page.getByTestId("cost-month")).toHaveText(/\$[1-9]/);
}

/** Drops a file on the page. */
async function dropped(page: Page, name: string, text: string) {
  const data = await page.evaluateHandle(([name, text]) => {
    const data = new DataTransfer();
    data.items.add(new File([text!], name!));
    return data;
  }, [name, text]);
  const canvas = page.getByTestId("canvas");
  await canvas.dispatchEvent("dragover", { dataTransfer: data });
  await expect(page.getByTestId("drop-veil")).toBeVisible();
  await canvas.dispatchEvent("drop", { dataTransfer: data });
}

const nat = (page: Page) => page.locator('[data-testid^="cost-part-nat-gateway"] tr.line').filter({ hasText: "NatGateway-Hours" }).first();

test("a price list dropped on the studio is shown, counts, is kept, and can be taken back", async ({ page }) => {
  test.slow();
  await example(page, "three-tier");
  const month = page.getByTestId("cost-month");
  const before = await month.innerText();
  await expect(nat(page)).toContainText("$0.045");
  await dropped(page, "index.json", list("0.0900000000", "0.0450000000"));
  const sheet = page.getByTestId("prices");
  await expect(sheet.getByTestId("prices-found")).toHaveText(/AmazonEC2 of 2026-10-20: 1 price changes, 1 stays as it is\. Nothing has changed yet/);
  const row = sheet.getByTestId("prices-changes").locator("tbody tr");
  await expect(row).toHaveText([/NAT gateway, hours.*\$0\.045.*\$0\.09.*2026-10-20/s]);
  await expect(month).toHaveText(before);
  await page.keyboard.press("Enter");
  await expect(sheet).toBeHidden();

  // The bill goes by it at once, and every line says of which day its price is.
  await expect(nat(page)).toContainText("$0.09");
  await expect(nat(page).locator(".price")).toContainText("Price verified in a source of 2026-10-20.");
  await expect(month).not.toHaveText(before);
  await expect(page.getByTestId("header-month")).toContainText((await month.innerText()).split(".")[0]!);
  const dear = await month.innerText();

  // So do the ways that the worker weighs: its bill is of the same prices.
  await drawer(page, "compare");
  await expect(page.getByTestId("compare-progress")).toHaveText("", { timeout: 60_000 });
  await drawer(page, "cost");

  // It outlives the page.
  await expect(page.getByTestId("header-saved")).toContainText("Saved");
  await page.reload();
  await expect(page.locator("#starting")).toHaveCount(0);
  await drawer(page, "cost");
  await expect(month).toHaveText(dear);
  await page.getByTestId("cost-prices").click();
  await expect(page.getByTestId("prices-said")).toContainText("2 prices were taken from AmazonEC2 of 2026-10-20");
  await page.getByTestId("prices-built-in").click();
  await expect(page.getByTestId("prices-said")).toContainText("The built-in prices count");
  await expect(month).toHaveText(before);
  await page.getByTestId("prices-undo").click();
  await expect(month).toHaveText(dear);
  await page.getByTestId("prices-built-in").click();
  await page.keyboard.press("Escape");
  await page.reload();
  await drawer(page, "cost");
  await expect(month).toHaveText(before);
});

test("a list is chosen by keyboard, streamed with progress, and can be broken off", async ({ page }, info) => {
  test.slow();
  // Some 150 MB, of which two prices count.
  const big = info.outputPath("AmazonEC2.json");
  const out = createWriteStream(big);
  const filler = (n: number) => `"F${n}":{"sku":"F${n}","productFamily":"Compute Instance","attributes":{"servicecode":"AmazonEC2","regionCode":"us-east-1","usagetype":"BoxUsage:x${n}","operation":"RunInstances","description":"${"x".repeat(700)}"}},`;
  const [head, tail] = list("0.0800000000", "0.0450000000", "@").split("@");
  out.write(head);
  for (let n = 0; n < 160; n++) {
    const piece = Array.from({ length: 1000 }, (_, k) => filler(n * 1000 + k)).join("");
    if (!out.write(piece)) await once(out, "drain");
  }
  out.end(tail);
  await once(out, "finish");

  await example(page, "three-tier");
  const before = await page.getByTestId("cost-month").innerText();
  // The browser hands choosers over from the first listener on, and takes a moment for it.
  page.on("filechooser", () => {});
  const give = async () => {
    await page.getByTestId("cost-prices").focus();
    await page.keyboard.press("Enter");
    await expect(page.getByTestId("prices-file")).toBeFocused();
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Enter")]);
    await chooser.setFiles(big);
  };
  await give();
  const progress = page.getByTestId("prices-progress");
  await expect(progress).toHaveText(/Reading AmazonEC2\.json \((?!0\.0)[\d.]+ MB of 1\d\d\.\d MB\)/);
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("prices")).toBeHidden();
  await expect(page.getByTestId("cost-month")).toHaveText(before);

  await give();
  await expect(page.getByTestId("prices-found")).toContainText("AmazonEC2 of 2026-10-20", { timeout: 120_000 });
  await page.getByTestId("prices-take").click();
  await expect(nat(page)).toContainText("$0.08");
});

test("a damaged list and a file of something else are refused with why", async ({ page }) => {
  await example(page, "three-tier");
  const before = await page.getByTestId("cost-month").innerText();
  const whole = list("0.09", "0.05");
  const cases: [string, string, RegExp][] = [
    ["cut.json", whole.slice(0, -30), /ends too early; it may be cut off/],
    ["other.csv", "name,age\nAda,36\n", /neither a price list of AWS nor an answer of its Pricing API/],
    ["s3.json", whole.replaceAll("NatGateway-", "TimedStorage-"), /has none of the prices that a network runs up/],
  ];
  for (const [name, text, why] of cases) {
    await page.getByTestId("cost-prices").click();
    await page.getByTestId("prices-file").setInputFiles({ name, mimeType: "", buffer: Buffer.from(text) });
    await expect(page.getByTestId("refused-what")).toHaveText(why);
    await expect(page.getByTestId("refused")).toContainText(name);
    await page.keyboard.press("Escape");
    await expect(page.getByTestId("refused")).toBeHidden();
  }
  await expect(page.getByTestId("cost-month")).toHaveText(before);
});

test("usage is refused at its field, and a burst says whether it fits", async ({ page }) => {
  await example(page, "three-tier");
  const month = page.getByTestId("cost-month");
  const before = await month.innerText();
  const typical = page.locator('[data-testid^="cost-usage-flow:"][data-testid$="-typical"]').first();
  const was = await typical.inputValue();
  for (const [bad, why] of [["-1", /no less than 0/], ["NaN", /whole number of GB/], ["1e300", /whole number of GB/], ["99999999999", /At most 4,294,967,295 GB/]] as const) {
    await type(page, typical, bad);
    await expect(page.getByTestId("cost-problem")).toHaveText(why);
    await expect(typical).toHaveAttribute("aria-invalid", "true");
    await expect(typical).toHaveValue(bad);
    await expect(month).toHaveText(before);
  }
  // The message stands under its field's row.
  const [field, said] = [await typical.boundingBox(), await page.getByTestId("cost-problem").boundingBox()];
  expect(said!.y - (field!.y + field!.height)).toBeLessThan(12);
  await typical.press("Escape");
  await expect(typical).toHaveValue(was);
  await expect(page.getByTestId("cost-problem")).toHaveCount(0);

  await page.getByTestId("cost-measure-burst").click();
  // What goes through the NAT gateways, which grow to 100 Gbps each.
  const mailer = page.locator(".usage tbody").filter({ hasText: /SES/ });
  const burst = mailer.locator('[data-testid$="-burst-typical"]');
  const id = (await burst.getAttribute("data-testid"))!.replace("-burst-typical", "");
  await expect(burst).toHaveValue("");
  await type(page, burst, "-2");
  await expect(page.getByTestId("cost-problem")).toHaveText(/no less than 0/);
  await type(page, burst, "4000.5");
  await expect(burst).toHaveValue("4,000.5");
  await expect(page.getByTestId(`${id}-fits`)).toHaveText("does not fit");
  await mailer.locator(".name").first().click();
  await drawer(page, "path");
  await page.getByTestId("path-carries").locator("summary").click();
  await expect(page.getByTestId("path-carries")).toContainText("Its busiest minute, 4000.5 Gbps, does not fit");
  await page.getByTestId("action-undo").click();
  await expect(page.getByTestId("path-carries")).not.toContainText("busiest minute");

  await drawer(page, "cost");
  await page.getByTestId("cost-measure-requests").focus();
  await page.keyboard.press("Space");
  const requests = page.locator('[data-testid^="cost-usage-flow:"][data-testid$="-requests-typical"]').first();
  await type(page, requests, "1.5");
  await expect(page.getByTestId("cost-problem")).toHaveText(/whole number of thousands/);
  await type(page, requests, "2,000");
  await expect(requests).toHaveValue("2,000");
});

test("the bill as a file, and what it changed by since a version", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await example(page, "three-tier");
  const month = await page.getByTestId("cost-month").innerText();
  await expect(page.getByTestId("cost-since")).toBeDisabled();
  await expect(page.getByTestId("header-saved")).toContainText("Saved");
  await page.keyboard.press("ControlOrMeta+Shift+s");
  await page.getByTestId("version-name").fill("First try");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("version")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("versions")).toBeHidden();

  const field = page.locator('[data-testid^="cost-usage-flow:"][data-testid$="-typical"]').first();
  await type(page, field, "90000");
  await expect(page.getByTestId("cost-month")).not.toHaveText(month);
  await page.getByTestId("cost-since").selectOption({ label: "First try" });
  const changes = page.getByTestId("cost-changes");
  await expect(changes).toContainText(/\+\$[\d,.]+ since “First try”/);
  await expect(changes).toContainText(`which costs ${month} a month`);
  await expect(changes.locator("tbody tr").first()).toContainText("+$");

  const [csv] = await Promise.all([page.waitForEvent("download"), page.getByTestId("cost-csv").click()]);
  expect(csv.suggestedFilename()).toMatch(/-bill\.csv$/);
  const sheet = readFileSync(await csv.path(), "utf8").trimEnd().split("\r\n");
  expect(sheet[0]).toMatch(/^on,kind,region,meter,usage type,flow,quantity,/);
  const total = sheet.at(-1)!.split(",");
  const shown = (await page.getByTestId("cost-month").innerText()).replace(/[$,]/g, "");
  expect([total[0], total[10], total[12]]).toEqual(["total", shown, "USD"]);

  const [md] = await Promise.all([page.waitForEvent("download"), page.getByTestId("cost-markdown").click()]);
  const text = readFileSync(await md.path(), "utf8");
  expect(text).toContain(`| ${shown} |`);
  expect(text).toContain("## Since First try");
  await page.getByTestId("cost-copy").click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(text);

  // Undone, there is nothing to tell.
  await page.getByTestId("action-undo").click();
  await expect(changes).toContainText("$0.00 since “First try”");
  await expect(changes.locator("table")).toHaveCount(0);
});
