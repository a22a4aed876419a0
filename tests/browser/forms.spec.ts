// The inspector, kind by kind: each has a form, every control a name; what a field does not take is said beside it, and nothing changes.
import { readFileSync } from "node:fs";
import { expect, open, test } from "./studio";
import { box } from "./hand";

const DESIGN = new URL("./every-kind.portico.json", import.meta.url);

test("every kind has its form, and each field says what is wrong with what is typed", async ({ page }) => {
  test.setTimeout(240_000);
  await open(page);
  await page.getByTestId("action-open").click();
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.getByText("Choose a file …").click()]);
  await chooser.setFiles({ name: "every-kind.portico.json", mimeType: "application/json", buffer: readFileSync(DESIGN) });
  await expect(box(page, "public-a")).toBeVisible();
  await page.getByTestId("rail-tab-outline").click();

  const kinds = new Set<string>(JSON.parse(readFileSync(DESIGN, "utf8")).nodes.map((n: { id: string }) => n.id.split(":")[0]));
  const seen = new Set<string>();
  const refused: string[] = [];
  const inspector = page.getByTestId("inspector");
  for (const kind of kinds) {
    const row = page.locator(`[data-testid^="outline-${kind}:"]`).first();
    if ((await row.count()) === 0) continue;
    seen.add(kind);
    await row.click();
    await expect(page.getByTestId("inspector-kind"), kind).not.toBeEmpty();
    await expect(page.getByTestId("inspector-name"), kind).not.toHaveValue("");
    const nameless = await inspector.locator("input, select, textarea").evaluateAll((els) =>
      els.map((e) => e as HTMLInputElement)
        .filter((e) => !(e.getAttribute("aria-label") || e.getAttribute("aria-labelledby") || e.labels?.length || e.title))
        .map((e) => e.outerHTML.slice(0, 120)),
    );
    expect(nameless, kind).toEqual([]);
    const fields = await inspector.locator('input[type="text"][data-testid^="field-"], input:not([type])[data-testid^="field-"]').evaluateAll((els) =>
      els.map((e) => e as HTMLInputElement).filter((e) => !e.readOnly && !e.disabled && e.checkVisibility()).map((e) => e.dataset["testid"]!),
    );
    for (const id of fields) {
      const [field, said] = [page.getByTestId(id), page.getByTestId(`${id}-said`)];
      const before = await field.inputValue();
      await field.click();
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.insertText("@ no such/value");
      // What is wrong is said as it is typed; a free text takes anything.
      await page.evaluate(() => new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(then)))));
      const wrong = (await field.getAttribute("aria-invalid")) === "true";
      if (wrong) {
        refused.push(`${kind} ${id}`);
        await expect(said, `${kind} ${id}`).not.toBeEmpty();
      }
      await page.keyboard.press("Escape");
      await expect(field, `${kind} ${id}`).toHaveValue(before);
    }
  }
  // Those that have no box stand in the forms of others.
  expect([...kinds].filter((k) => !seen.has(k))).toEqual([]);
  expect(refused.length, refused.join(", ")).toBeGreaterThan(40);
  // Nothing of it was taken.
  await expect(page.getByTestId("action-undo")).toBeDisabled();
});
