import { defineConfig } from "playwright/test";

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  outputDir: "../test-results",
  globalSetup: "./global-setup.ts",
  // One test at a time: each starts a whole platform, and CI machines have two cores.
  workers: 1,
  // Generous, since these tests do not measure time and also run on busy machines.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: "list",
  forbidOnly: Boolean(process.env.CI),
  use: {
    locale: "en-US",
    viewport: { width: 1280, height: 800 },
    trace: "retain-on-failure",
    launchOptions: {
      // Set by global-setup.ts.
      executablePath: process.env.CHROMIUM ?? "",
      args: [
        "--no-sandbox",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
      ],
    },
  },
});
