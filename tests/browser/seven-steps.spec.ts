// The main job, start to finish, with the mouse.
import { readFileSync } from "node:fs";
import { expect, open, test } from "./studio";
import { aside, blocks, box, choose, disjoint, drag, drawer, drop, fit, names, pick, point, type } from "./hand";

const SUBNETS = ["public-a", "private-a", "public-b", "private-b"];

test("the seven steps by mouse", async ({ page }) => {
  test.setTimeout(240_000);
  await open(page);
  const canvas = page.getByTestId("canvas");
  const month = page.getByTestId("header-month");
  const finding = (check: string) => page.getByTestId("findings-list").getByTestId(`finding-${check}`).first();

  await test.step("1: region, VPC, zones, subnets, gateways, workloads, services", async () => {
    await page.getByTestId("header-region").selectOption("eu-west-1");
    await expect(page.locator(".region b")).toHaveText("eu-west-1");
    await drop(page, "vpc", canvas, [0.3, 0.4]);
    await expect(box(page, "vpc")).toContainText("10.0.0.0/16");
    for (const zone of ["eu-west-1a", "eu-west-1b"]) {
      await fit(page);
      await drop(page, "availability-zone", box(page, "vpc"));
      await expect(page.getByTestId(`zone-${zone}-in-vpc`)).toBeVisible();
    }
    for (const letter of ["a", "b"]) {
      for (const tier of ["public", "private"]) {
        await fit(page);
        await drop(page, `${tier}-subnet`, page.getByTestId(`zone-eu-west-1${letter}-in-vpc`), [0.5, 0.7]);
        await expect(box(page, `${tier}-${letter}`)).toBeVisible();
      }
    }
    await fit(page);
    disjoint(await blocks(page, SUBNETS));
    await pick(page, "private-a");
    await expect(page.getByTestId("reserved-table").getByRole("row")).toHaveCount(6);

    await drop(page, "internet-gateway", box(page, "vpc"), [0.5, 0.02]);
    await expect(box(page, "igw")).toBeVisible();
    const before = await month.locator("b").textContent();
    await fit(page);
    await drop(page, "nat-gateway", box(page, "public-a"));
    await expect(box(page, "nat-a")).toBeVisible();
    await expect(month.locator("b")).not.toHaveText(before!);

    await fit(page);
    await drop(page, "ec2-instance", box(page, "private-a"));
    await expect(box(page, "instance")).toBeVisible();
    await fit(page);
    await drop(page, "lambda-function", box(page, "private-b"));
    await expect(box(page, "function-in-private-b")).toBeVisible();
    await fit(page);
    await drop(page, "container-service", box(page, "private-b"));
    await expect(box(page, "container-in-private-b")).toBeVisible();
    for (const service of ["s3", "dynamodb", "ssm", "ecr-api"]) {
      await fit(page);
      await drop(page, `service-${service}`, canvas, aside);
      await expect(box(page, service)).toBeVisible();
    }
  });

  await test.step("2: a route table, a security group, a network ACL", async () => {
    await fit(page);
    await pick(page, "private-a-in-private-a");
    await expect(page.getByTestId("inspector-kind")).toContainText("Route table");
    await expect(page.getByTestId("local-row-0")).toContainText("10.0.0.0/16");
    await expect(page.getByTestId("field-route-0-destination")).toHaveValue("0.0.0.0/0");
    await choose(page, "add-route", /nat-a/);
    await type(page, page.getByTestId("field-route-1-destination"), "192.168.0.0/24");
    await expect(page.getByTestId("field-route-1-destination")).toHaveValue("192.168.0.0/24");
    await type(page, page.getByTestId("field-route-1-destination"), "192.168.0.0/99");
    await expect(page.getByTestId("field-route-1-destination-said")).not.toBeEmpty();
    await page.keyboard.press("Escape");
    await expect(page.getByTestId("field-route-1-destination")).toHaveValue("192.168.0.0/24");
    await page.getByTestId("route-1-remove").click();
    await expect(page.getByTestId("route-row-1")).toHaveCount(0);

    await pick(page, "instance");
    await page.getByTestId("field-groups").getByRole("button", { name: "sg-instance", exact: true }).click();
    await expect(page.getByTestId("inspector-kind")).toContainText("Security group");
    await choose(page, "rule-in-add", /HTTPS from the VPC/);
    await type(page, page.getByTestId("field-rule-in-0-ports"), "8443");
    await expect(page.getByTestId("field-rule-in-0-ports")).toHaveValue("8443");
    await expect(page.getByTestId("field-rule-in-0-peer")).toHaveValue("10.0.0.0/16");

    await page.getByTestId("rail-tab-outline").click();
    await page.locator('[data-testid^="outline-network-acl:"]').first().click();
    await expect(page.getByTestId("inspector-kind")).toContainText("Network ACL");
    await choose(page, "entry-in-add", /Allow HTTPS/);
    await expect(page.getByTestId("field-entry-in-1-ports")).toHaveValue("443");
    await type(page, page.getByTestId("field-entry-in-1-number"), "90");
    // The lowest number is tried first.
    await expect(page.getByTestId("field-entry-in-0-number")).toHaveValue("90");
    await expect(page.getByTestId("field-entry-in-0-ports")).toHaveValue("443");
    await page.getByTestId("rail-tab-add").click();
  });

  await test.step("a flow from the workload to S3, through the NAT gateway", async () => {
    await fit(page);
    await pick(page, "instance");
    await drag(page, await point(page.getByTestId("connector")), await point(box(page, "s3")), 12);
    await expect(page.getByTestId("status")).toContainText("connected");
    await drawer(page, "findings");
    await expect(finding("gateway-endpoint-instead-of-nat")).toBeVisible();
  });

  await test.step("3: a gateway endpoint and an interface endpoint", async () => {
    await fit(page);
    await drop(page, "gateway-endpoint", box(page, "vpc"), [0.5, 0.98]);
    await page.getByTestId("choose-s3").click();
    await expect(box(page, "s3-gw")).toBeVisible();
    await expect(finding("gateway-endpoint-instead-of-nat")).toHaveCount(0);
    const tables = page.getByTestId("field-tables").getByRole("checkbox");
    const own = page.getByTestId("field-tables").getByRole("checkbox", { name: "private-a" });
    await expect(own).toBeChecked();
    expect(await tables.count()).toBeGreaterThan(2);

    await fit(page);
    await pick(page, "private-a-in-private-a");
    const route = page.getByTestId("aws-row-0");
    await expect(route).toContainText("pl-s3");
    await expect(route).toContainText("s3-gw");
    await expect(route.locator("input, select, button.cross")).toHaveCount(0);

    await fit(page);
    await drop(page, "interface-endpoint", box(page, "private-a"), [0.5, 0.6]);
    await page.getByTestId("choose-search").click();
    await page.keyboard.type("ssm");
    await page.getByTestId("choose-ssm").click();
    await expect(box(page, "ssm-in-private-a")).toBeVisible();
    const dear = await month.locator("b").textContent();
    await page.getByTestId("field-zone-b-subnet").selectOption({ label: "private-b" });
    await expect(box(page, "ssm-in-private-b")).toBeVisible();
    await expect(month.locator("b")).not.toHaveText(dear!);
    const dns = page.getByTestId("field-private-dns");
    await expect(dns.locator("option:checked")).toHaveText("On");
    await dns.selectOption({ label: "Off" });
    await expect(dns.locator("option:checked")).toHaveText("Off");
    await dns.selectOption({ label: "On" });
    await expect(dns.locator("option:checked")).toHaveText("On");

    await page.getByTestId("policy-open").click();
    const policy = page.getByTestId("policy-text");
    await policy.click();
    await page.keyboard.type('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"ssm:');
    await expect(page.getByTestId("policy-said")).toContainText("ends too early");
    await expect(page.getByTestId("policy-save").and(page.locator(":enabled"))).toHaveCount(0);
    await page.keyboard.type('GetParameter","Resource":"*"}]}');
    await page.getByTestId("policy-save").click();
    await expect(page.getByTestId("policy-save")).toHaveCount(0);
    await expect(policy).toHaveValue(/ssm:GetParameter/);
    await page.keyboard.press("Escape");
    await expect(page.getByTestId("policy-sheet")).toHaveCount(0);
  });

  await test.step("4: can the workload reach S3?", async () => {
    await drawer(page, "path");
    await page.getByTestId("path-from").selectOption({ label: (await option(page, "path-from", /^instance/))! });
    await page.getByTestId("path-to").selectOption({ label: (await option(page, "path-to", /^s3$/))! });
    await expect(page.getByTestId("path-verdict")).toHaveAttribute("data-verdict", "reachable");
    await expect(page.getByTestId("path-said")).toContainText("gateway endpoint s3-gw");
    const hops = page.locator('[data-testid^="path-hop-"]');
    expect(await hops.count()).toBeGreaterThan(4);
    const told = (await hops.allInnerTexts()).join("\n");
    // Resolution, group out, ACL out, the route that won beside the one that lost, the endpoint.
    for (const word of ["sg-instance", "pl-s3", "0.0.0.0/0", "s3-gw"]) expect(told).toContain(word);
    await expect(page.getByTestId("canvas-path")).toHaveAttribute("d", /M/);
  });

  await test.step("5: a finding comes with an edit, goes with its fix, comes back with undo", async () => {
    await fit(page);
    await pick(page, "s3-gw");
    const own = page.getByTestId("field-tables").getByRole("checkbox", { name: "private-a" });
    await own.click();
    await expect(own).not.toBeChecked();
    await drawer(page, "findings");
    await expect(finding("gateway-endpoint-not-on-callers-table")).toBeVisible();
    await finding("gateway-endpoint-not-on-callers-table").getByTestId("finding-fix-1").click();
    await expect(finding("gateway-endpoint-not-on-callers-table")).toHaveCount(0);
    await expect(own).toBeChecked();
    await page.getByTestId("action-undo").click();
    await expect(finding("gateway-endpoint-not-on-callers-table")).toBeVisible();
    await page.getByTestId("action-redo").click();
    await expect(finding("gateway-endpoint-not-on-callers-table")).toHaveCount(0);
  });

  await test.step("6: the month follows the usage", async () => {
    await drawer(page, "cost");
    await fit(page);
    await pick(page, "instance");
    await drag(page, await point(page.getByTestId("connector")), await point(box(page, "dynamodb")), 12);
    const usage = page.locator('[data-testid^="cost-usage-flow:"][data-testid$="-typical"]');
    await expect(usage).toHaveCount(2);
    const before = await page.getByTestId("cost-month").textContent();
    await type(page, usage.last(), "900");
    await expect(page.getByTestId("cost-month")).not.toHaveText(before!);
    await expect(month.locator("b")).toHaveText((await page.getByTestId("cost-month").textContent())!);
    await expect(page.getByTestId("cost-bill")).toContainText("NAT");
  });

  await test.step("7: Terraform to read and to take; saved, opened, kept", async () => {
    await drawer(page, "code");
    await page.getByTestId("code-file-endpoints.tf").click();
    await expect(page.getByTestId("code-view")).toContainText("vpc_endpoint_type");
    const zip = page.waitForEvent("download");
    await page.getByTestId("code-download").click();
    const archive = await zip;
    expect(archive.suggestedFilename()).toMatch(/-terraform\.zip$/);
    const inside = names(readFileSync(await archive.path()));
    expect(inside.filter((n) => n.endsWith(".tf")).length).toBeGreaterThan(5);
    expect(inside).toContain("endpoints.tf");

    const file = page.waitForEvent("download");
    await page.getByTestId("action-save").click();
    const saved = await file;
    expect(saved.suggestedFilename()).toMatch(/\.portico\.json$/);
    const text = readFileSync(await saved.path(), "utf8");
    const cost = await month.locator("b").textContent();

    await page.getByTestId("action-open").click();
    await page.getByTestId("open-new").click();
    await expect(page.getByTestId("empty")).toBeVisible();
    await page.getByTestId("action-open").click();
    const chooser = page.waitForEvent("filechooser");
    await page.getByText("Choose a file …").click();
    await (await chooser).setFiles({ name: saved.suggestedFilename(), mimeType: "application/json", buffer: Buffer.from(text) });
    await expect(box(page, "instance")).toBeVisible();
    await expect(month.locator("b")).toHaveText(cost!);

    await expect(page.getByTestId("header-saved")).toHaveText("Saved in this browser");
    await page.reload();
    await expect(box(page, "ssm-in-private-b")).toBeVisible();
    await expect(month.locator("b")).toHaveText(cost!);
  });
});

/** The words of an option of a list. */
async function option(page: import("@playwright/test").Page, list: string, words: RegExp) {
  const all = await page.getByTestId(list).locator("option").allTextContents();
  return all.find((o) => words.test(o));
}
