import { defineConfig } from "playwright/test";

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  outputDir: "../test-results",
  globalSetup: "./global-setup.ts",
  // One platform at a time: two cores, and each test has it to itself.
  workers: 1,
  // How long anything takes is no matter of these tests: they run on machines with something else to do, too.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: "list",
  forbidOnly: Boolean(process.env.CI),
  use: {
    locale: "en-US",
    viewport: { width: 1280, height: 800 },
    trace: "retain-on-failure",
    launchOptions: {
      // Set by the global setup.
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
