// From /setup to the bot's first answer, as somebody new does it: on a phone, in Uzbek, with made-up keys.
import type { Locator, Page } from "playwright/test";
import { expect, type Platform, test } from "./platform.ts";

test.use({
  env: { ADMIN_EMAIL: "", ADMIN_PASSWORD: "" },
  actionTimeout: 20_000,
  locale: "uz-UZ",
  viewport: { width: 360, height: 740 },
  hasTouch: true,
  isMobile: true,
});

const token = "8012345678:AAfirstrunfirstrunfirstrunfirstrun";
const key = "AQ.first-run-key-0000000000000000000000000000000001";
const fatherly = `Done! Congratulations on your new bot. Use this token to access the HTTP API:\n${token}\nKeep your token secure.`;

async function furnish({ sandbox }: Platform): Promise<void> {
  await sandbox.control("POST", "/telegram/bots", { token, username: "baraka_test_bot", name: "Baraka" });
  await sandbox.control("PUT", "/gemini/keys", { [key]: { project: "first" } });
  await sandbox.control("PUT", "/gemini/faults", { firstTokenMs: 300, tokenMs: 40 });
}

/** What one does with a finger, counted. */
class Finger {
  taps = 0;

  async tap(where: Locator): Promise<void> {
    await where.tap();
    this.taps++;
  }

  /** A tap into the field, unless it has the focus already; then typing or pasting, which is no tap. */
  async fill(field: Locator, text: string): Promise<void> {
    if (!(await field.evaluate((element) => element === document.activeElement))) await this.tap(field);
    await field.fill(text);
  }
}

async function setUp(page: Page, platform: Platform, finger = new Finger()): Promise<Finger> {
  const [, link = ""] = /^First visit: (\S+)$/m.exec(platform.output()) ?? [];
  await page.goto(link);
  await finger.fill(page.getByLabel("Ish maydoni nomi"), "Baraka");
  await finger.fill(page.getByLabel("Ismingiz"), "Dilnoza");
  await finger.fill(page.getByLabel("Elektron pochta"), "dilnoza@example.com");
  await finger.fill(page.getByLabel("Parol", { exact: true }), "to‘g‘ri-ot-batareya");
  await finger.tap(page.getByRole("button", { name: "Yaratish va boshlash" }));
  await page.waitForURL(/\/start$/);
  return finger;
}

const tokenField = (page: Page) => page.getByLabel("Token yoki xabarning oʻzi");
const keyField = (page: Page) => page.getByLabel("Kalit", { exact: true });
const submit = (page: Page) => page.getByRole("button", { name: "Tekshirib qoʻshish" });
const hello = (page: Page) => page.getByRole("button", { name: "Salom! Nimalarni bilasan?" });

test("from the setup page to the bot's answer on the same page, then the first message in Telegram", async ({
  page,
  platform,
}) => {
  await furnish(platform);
  const startedAt = Date.now();
  const finger = await setUp(page, platform);
  await finger.fill(tokenField(page), fatherly);
  await finger.tap(submit(page));
  await finger.fill(keyField(page), key);
  await finger.tap(submit(page));
  await finger.tap(hello(page));
  const log = page.getByRole("log");
  await expect(log.getByText("Yaxshi savol!")).toBeVisible();
  const firstText = Date.now();
  await expect(log.getByRole("link", { name: "Javob qanday olindi" })).toBeVisible();
  const whole = Date.now();
  console.log(
    `first run: ${finger.taps} taps, ${((firstText - startedAt) / 1_000).toFixed(1)} s to the first words, ${((whole - startedAt) / 1_000).toFixed(1)} s to the whole answer`,
  );
  expect(finger.taps).toBeLessThanOrEqual(12);
  await expect(page).toHaveURL(/\/start$/);

  await expect(page.getByText("Telegramdagi xabaringizni kutyapmiz…")).toBeVisible();
  await platform.sandbox.control("POST", "/telegram/messages", {
    bot: "baraka_test_bot",
    chat: { id: 77 },
    text: "Assalomu alaykum",
  });
  await expect(page.getByText("Hammasi ishlayapti")).toBeVisible({ timeout: 5_000 });
});
