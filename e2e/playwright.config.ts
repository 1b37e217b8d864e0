import { defineConfig } from "playwright/test";

/**
 * Chromium's window loads pages of its own for its address bar, with each test's window anew: half of the processor time of an
 * otherwise empty test. The others are Playwright's, whose switch this one replaces.
 */
const needless = [
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  ...["AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"],
  ...["HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding", "AimEnabled"],
  ...["ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints"],
  ...["NetworkTimeServiceQuerying", "PreconnectToSearch"],
];

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  outputDir: "../test-results",
  globalSetup: "./global-setup.ts",
  // Each test has a platform of its own. While one waits, the other works: CI machines have two cores.
  workers: 2,
  fullyParallel: true,
  // Generous, since these tests do not measure time and also run on busy machines.
  timeout: 480_000,
  expect: { timeout: 90_000 },
  reporter: "list",
  forbidOnly: Boolean(process.env.CI),
  use: {
    // A click or an address that does not come ends its test, and not only at the test's own limit.
    actionTimeout: 120_000,
    navigationTimeout: 120_000,
    locale: "en-US",
    // That of a new workspace, whatever the machine's is: elsewhere a device's first page is refreshed for its times (zone.spec.ts).
    timezoneId: "Asia/Tashkent",
    viewport: { width: 1280, height: 800 },
    // A trace costs a third more; `--trace on` records one.
    screenshot: "only-on-failure",
    launchOptions: {
      // Set by global-setup.ts.
      executablePath: process.env.CHROMIUM ?? "",
      args: [
        "--no-sandbox",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        `--disable-features=${needless.join()}`,
      ],
    },
  },
});
