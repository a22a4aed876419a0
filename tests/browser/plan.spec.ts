// The address plan: every subnet with its addresses as AWS counts them, sorted, copied, and a way to each subnet.
import { expect, example, test } from "./studio";
import { box } from "./hand";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

const number = (ip: string) => ip.split(".").reduce((n, part) => n * 256 + Number(part), 0);

test("every subnet with its first, last, usable, reserved and free addresses; sorted, copied, and one click from its box", async ({ page }) => {
  await example(page, "three-tier");
  const plan = page.getByTestId("address-plan");
  const rows = plan.locator("tbody tr");
  await expect(rows).toHaveCount(9);
  const cells = async () => Promise.all((await rows.all()).map((r) => r.locator("th, td").allInnerTexts()));
  const heads = (await plan.locator("thead th").allInnerTexts()).map((h) => h.replace(/[↑↓]/, "").trim());
  expect(heads).toEqual(["Subnet", "CIDR", "First", "Last", "Usable", "Reserved", "Used", "Free"]);

  await test.step("as AWS counts them", async () => {
    for (const [name, cidr, first, last, usable, reserved, used, free] of await cells()) {
      const [base, bits] = cidr!.split("/") as [string, string];
      const size = 2 ** (32 - Number(bits));
      const plain = (t: string | undefined) => Number(t!.replaceAll(",", ""));
      expect([number(first!), number(last!)], name).toEqual([number(base) + 4, number(base) + size - 2]);
      expect([plain(usable), plain(reserved)], name).toEqual([size - 5, 5]);
      // Interfaces take theirs.
      expect(plain(used), name).toBeGreaterThan(0);
      expect(plain(free), name).toBe(size - 5 - plain(used));
      await expect(box(page, name!), name).toContainText(`${Number(free).toLocaleString("en")} free`);
    }
  });

  await test.step("sorted by a heading, by mouse and keys", async () => {
    const names = async () => (await cells()).map((c) => c[0]);
    const before = await names();
    expect(before).toEqual(["public-a", "public-b", "public-c", "app-a", "app-b", "app-c", "data-a", "data-b", "data-c"]);
    await page.getByTestId("plan-sort-subnet").click();
    expect(await names()).toEqual([...before].sort());
    await page.getByTestId("plan-sort-subnet").press("Enter");
    expect(await names()).toEqual([...before].sort().reverse());
    await expect(plan.locator("thead th").first()).toHaveAttribute("aria-sort", "descending");
    await page.getByTestId("plan-sort-free").click();
    const free = (await cells()).map((c) => Number(c[7]!.replaceAll(",", "")));
    expect(free).toEqual([...free].sort((a, b) => a - b));
  });

  await test.step("copied for a sheet", async () => {
    await page.getByTestId("plan-copy").click();
    await expect(page.getByTestId("status")).toContainText(/clipboard|copied/i);
    const lines = (await page.evaluate(() => navigator.clipboard.readText())).trimEnd().split("\n").map((l) => l.split("\t"));
    expect(lines[0]).toEqual(heads);
    expect(lines.slice(1).map((l) => l.map((c) => c.replaceAll(",", "")))).toEqual((await cells()).map((r) => r.map((c) => c.replaceAll(",", "").trim())));
  });

  await test.step("wide, and to the box", async () => {
    await page.getByTestId("plan-wide").click();
    const sheet = page.locator("dialog.plan-sheet");
    await expect(sheet.locator("tbody tr")).toHaveCount(9);
    const fits = await sheet.evaluate((el) => el.scrollWidth <= el.clientWidth);
    expect(fits, "all columns at once").toBe(true);
    await page.keyboard.press("Escape");
    await expect(sheet).toHaveCount(0);
    await plan.getByRole("button", { name: "app-b" }).click();
    await expect(box(page, "app-b")).toHaveAttribute("aria-selected", "true");
    await expect(page.getByTestId("inspector-name")).toHaveValue("app-b");
  });
});
