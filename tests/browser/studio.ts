// What every browser test starts from: a page that notes each console error, policy violation and foreign request.
import { test as base, expect } from "@playwright/test";

export const test = base.extend<{ complaints: string[] }>({
  complaints: [
    async ({ page, baseURL }, use) => {
      const complaints: string[] = [];
      const own = new URL(baseURL ?? "").origin;
      page.on("console", (m) => {
        if (m.type() === "error" || m.type() === "warning") complaints.push(`${m.type()}: ${m.text()}`);
      });
      page.on("pageerror", (e) => complaints.push(`page error: ${e.message}`));
      page.on("request", (r) => {
        const url = new URL(r.url());
        if (url.origin !== own && !["data:", "blob:"].includes(url.protocol)) complaints.push(`foreign request: ${r.url()}`);
      });
      page.on("requestfailed", (r) => {
        const why = r.failure()?.errorText;
        // Work that is broken off while its worker still loads breaks off the loading.
        if (why === "net::ERR_ABORTED" && /\/(portico-worker\.js|words\/\w+\.json)$/.test(new URL(r.url()).pathname)) return;
        complaints.push(`request failed: ${r.url()} ${why}`);
      });
      await use(complaints);
      expect(complaints, "console errors, warnings and foreign requests").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Opens the studio and waits until it has started. */
export async function open(page: import("@playwright/test").Page) {
  const answer = await page.goto("/");
  await expect(page.locator("#starting")).toHaveCount(0);
  return answer;
}

/** Opens the studio with one of its examples, and waits until it is drawn and judged. */
export async function example(page: import("@playwright/test").Page, id: string) {
  await open(page);
  await page.getByTestId("start-example").click();
  await page.getByTestId(`example-${id}`).click();
  await expect(page.locator(".box").first()).toBeAttached();
  await expect(page.getByTestId("header-month")).toHaveText(/\$[1-9]/);
}
