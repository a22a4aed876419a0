// Opens the studio once before the tests: the first page after a build has been seen to take minutes on two cores, and no test's time
// limit is there for that. A page that does not come is said; the tests then show whether the studio is at fault.
import { chromium, type FullConfig } from "@playwright/test";

const MOST_MS = 60_000;

export default async function warm(config: FullConfig) {
  const { baseURL, launchOptions } = config.projects[0].use;
  const browser = await chromium.launch(launchOptions);
  try {
    const page = await browser.newPage();
    await page.goto(baseURL ?? "", { timeout: MOST_MS });
  } catch (error) {
    console.log(`the first page did not load in ${MOST_MS / 1000} s: ${error}`);
  } finally {
    await browser.close();
  }
}
