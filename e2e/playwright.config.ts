import { defineConfig } from "playwright/test";

export default defineConfig({
  testDir: ".",
  outputDir: "../test-results",
  // One platform at a time: two cores, and each test has it to itself.
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["json"]],
  forbidOnly: Boolean(process.env.CI),
  use: {
    locale: "en-US",
    viewport: { width: 1280, height: 800 },
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
      ],
    },
  },
});
