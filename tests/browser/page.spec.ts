// The page itself: it opens, quietly, under a strict policy, with its own faces.
import { expect, open, test } from "./studio";

test("the studio starts", async ({ page }) => {
  await open(page);
  await expect(page).toHaveTitle(/Portico/);
});

test("the policy is in the header and in the page, and holds", async ({ page, complaints }) => {
  const answer = await open(page);
  const header = answer?.headers()["content-security-policy"] ?? "";
  const meta = await page.locator("meta[http-equiv=Content-Security-Policy]").getAttribute("content");
  expect(header).toBe(`${meta}; frame-ancestors 'none'`);
  for (const rule of ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "connect-src 'self'", "base-uri 'none'"]) expect(header).toContain(rule);
  expect(header).not.toContain("unsafe-inline");
  expect(header).not.toMatch(/'unsafe-eval'/);
  expect(answer?.headers()["x-content-type-options"]).toBe("nosniff");
  // Markup that slipped in runs nothing.
  const ran = await page.evaluate(async () => {
    const s = document.createElement("script");
    s.textContent = "window.slipped = true";
    document.body.append(s);
    await new Promise((r) => setTimeout(r, 50));
    return "slipped" in window;
  });
  expect(ran).toBe(false);
  expect(complaints.splice(0).join()).toContain("Content Security Policy");
});

test("the faces are our own", async ({ page }) => {
  await open(page);
  const loaded = await page.evaluate(async () => {
    const found = await Promise.all(["16px Inter", "16px 'JetBrains Mono'"].map((f) => document.fonts.load(f)));
    return found.map((faces) => faces.map((f) => f.status));
  });
  expect(loaded).toEqual([["loaded"], ["loaded"]]);
});
