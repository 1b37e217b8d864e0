// Ends a person's session while their page is open.
import type { BrowserContext, Locator } from "playwright/test";
import { expect } from "./platform.ts";

/**
 * As an expired cookie, or a sign-out in another tab. An answer that is under way meanwhile renews the cookie, so it is
 * cleared until the page says so.
 */
export async function endSession(context: BrowserContext, again: Locator): Promise<void> {
  await expect(async () => {
    await context.clearCookies({ name: /session-token/ });
    await expect(again).toBeVisible({ timeout: 10_000 });
  }).toPass({ timeout: 60_000 });
}
