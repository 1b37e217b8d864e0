// Rows that are moved.
import { expect, type Page } from "playwright/test";

/** Lifts the row whose grip has the focus, and waits until arrow keys move it. @param said what is announced */
export async function liftByKeyboard(page: Page, said: RegExp): Promise<void> {
  await page.keyboard.press("Space");
  await expect(page.getByText(said)).toBeAttached();
  // dnd-kit listens to further keys only after a timer of its own, which this one is behind.
  await page.evaluate(() => new Promise((done) => setTimeout(done, 50)));
}
