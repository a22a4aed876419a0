// Drives a real Chromium against the release bundle. `cargo xtask test --only browser` sets the variables.
import { defineConfig } from "@playwright/test";

const url = process.env.PORTICO_URL;
if (!url) throw new Error("PORTICO_URL is not set: run `cargo xtask test --only browser`");

export default defineConfig({
  testDir: ".",
  globalSetup: "./warm.ts",
  testMatch: "*.spec.ts",
  outputDir: "../../test-results",
  // Pictures of panels are taken anew only where somebody says so, and looks at them.
  updateSnapshots: process.env.PORTICO_LOOKS === "new" ? "all" : "none",
  snapshotPathTemplate: "{testDir}/looks/{arg}{ext}",
  fullyParallel: true,
  workers: 2,
  forbidOnly: !!process.env.CI,
  reporter: "list",
  timeout: 120_000,
  // A loaded machine of two cores takes its time to compile the bundle.
  expect: { timeout: 20_000 },
  use: {
    actionTimeout: 30_000,
    baseURL: url,
    viewport: { width: 1440, height: 900 },
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.PORTICO_CHROMIUM,
      args: (process.env.PORTICO_CHROMIUM_FLAGS ?? "").split(" ").filter(Boolean),
    },
  },
});
