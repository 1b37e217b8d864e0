// From /setup to the bot's first answer, as somebody new does it: on a phone, in Uzbek, with made-up keys.
import type { Locator, Page } from "playwright/test";
import { expect, type Platform, test } from "./platform.ts";

test.use({
  isSetUp: false,
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
  // What explains the step is read first: no field takes the focus and scrolls there.
  await expect(tokenField(page)).toBeVisible();
  expect(await page.evaluate(() => window.scrollY)).toBe(0);
  await expect(tokenField(page)).not.toBeFocused();
  await finger.fill(tokenField(page), fatherly);
  await finger.tap(submit(page));
  await expect(page.getByRole("heading", { name: "Gemini kaliti" })).toBeInViewport();
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
  await expect(page.getByText("Hammasi ishlayapti")).toBeVisible();
});

const errorOf = (page: Page) => page.getByRole("alert").filter({ hasText: /\S/ });

test("each thing that goes wrong on the way says what to do, and the field keeps its text", async ({
  page,
  platform,
}) => {
  const { sandbox } = platform;
  await furnish(platform);
  await setUp(page, platform);
  await test.step("a wrong token, no token, no Telegram, a server without a way there, no network", async () => {
    const send = async (text: string) => {
      await tokenField(page).fill(text);
      await submit(page).tap();
    };
    await send("salom dunyo");
    await expect(errorOf(page)).toHaveText(/Bu bot tokeni emas/);
    await send("8099999999:AAnobodysnobodysnobodysnobodysnobod");
    await expect(errorOf(page)).toHaveText(/tanimaydi. @BotFather/);
    await sandbox.control("PUT", "/telegram/faults", {
      drops: [{ method: "getMe", times: 1, when: "before" }],
    });
    await send(token);
    await expect(errorOf(page)).toHaveText(/Telegram hozir javob bermayapti/);
    // Something between this server and Telegram answers.
    await sandbox.control("PUT", "/telegram/faults", {
      drops: [{ method: "getMe", times: 1, when: "before", as: "page", status: 404 }],
    });
    await send(token);
    await expect(errorOf(page)).toHaveText(/Bu server Telegramga ulana olmayapti.*ayb unda emas.*faervol/);
    await page.context().setOffline(true);
    await submit(page).tap();
    await expect(errorOf(page)).toHaveText(/Saqlanmadi: server bilan aloqa yoʻq/);
    await expect(tokenField(page)).toHaveValue(token);
    await page.context().setOffline(false);
    await expect(
      page.getByText("Server yana javob beryapti. Yozganlaringiz hali saqlanmagan."),
    ).toBeVisible();
    await page.getByRole("button", { name: "Qayta urinish" }).tap();
    await expect(keyField(page)).toBeVisible();
  });
  await test.step("no key, a stranger's key, a wrong one, one of the old kind, a blocked one, a server without a way to Google, no network", async () => {
    const [old, leaked] = [
      "AIzaSyFirstRunFirstRunFirstRunFirstRun0",
      "AQ.first-run-leaked-00000000000000000000000001",
    ];
    await sandbox.control("PUT", "/gemini/keys", {
      [old]: { project: "first", state: "old_kind" },
      [leaked]: { project: "first", state: "leaked" },
    });
    const send = async (text: string) => {
      await keyField(page).fill(text);
      await submit(page).tap();
    };
    await send("mening kalitim");
    await expect(errorOf(page)).toHaveText(/Bu matnda kalit yoʻq/);
    await send("sk-proj-abcdefghijklmnopqrstuvwxyz0123456789");
    await expect(errorOf(page)).toHaveText(/OpenAI kaliti, Gemini kaliti emas/);
    await send("AQ.nobodys-key-000000000000000000000000000000000009");
    await expect(errorOf(page)).toHaveText(/qayta nusxalang/);
    await send(old);
    await expect(errorOf(page)).toHaveText(/eski xildagi kalit.*Create API key/);
    await send(leaked);
    await expect(errorOf(page)).toHaveText(/Google bu kalitni bloklagan/);
    await page.context().setOffline(true);
    await send(key);
    await expect(errorOf(page)).toHaveText(/Saqlanmadi: server bilan aloqa yoʻq/);
    await page.context().setOffline(false);
    await sandbox.control("PUT", "/gemini/faults", {
      answers: [{ key, status: 401, body: "<html>Proxy: who are you?</html>" }],
    });
    await submit(page).tap();
    // Not refused: it is kept, one may go on, and the server is named, not the key.
    await expect(page.getByText(/Googledan soʻrab boʻlmadi: Server Googlega ulana olmayapti/)).toBeVisible();
    await expect(page.getByText(/Serverga qaraydigan odam/)).toBeVisible();
    await expect(hello(page)).toBeVisible();
  });
  await test.step("in the chat: no connection, busy models, a dead key", async () => {
    await sandbox.control("PUT", "/gemini/faults", { answers: [] });
    const log = page.getByRole("log");
    const message = page.getByLabel("Xabaringiz");
    const send = page.getByRole("button", { name: "Yuborish" });

    await sandbox.control("PUT", "/gemini/faults", { hang: true });
    await hello(page).tap();
    await expect(log.getByText("Baraka oʻylayapti…")).toBeVisible();
    await page.context().setOffline(true);
    await expect(log.getByText("Aloqa uzildi, javob toʻliq kelmadi.")).toBeVisible();
    await page.context().setOffline(false);
    await sandbox.control("PUT", "/gemini/faults", { hang: null });
    await log.getByRole("button", { name: "Yana soʻrash" }).tap();
    await expect(log.getByText("Yaxshi savol!")).toBeVisible();

    const { models } = await sandbox
      .control<{ models: { name: string }[] }>("GET", "/state")
      .then((state) => (state as unknown as { gemini: { models: { name: string }[] } }).gemini);
    const all = (state: string) => Object.fromEntries(models.map(({ name }) => [name, { state }]));
    await sandbox.control("PUT", "/gemini/models", all("overloaded"));
    await message.fill("Band emasmisan?");
    await send.tap();
    await expect(log.getByText(/haddan tashqari band/)).toBeVisible();
    await sandbox.control("PUT", "/gemini/models", all("ok"));

    await sandbox.control("PUT", "/gemini/keys", { [key]: { state: "expired" } });
    await expect(async () => {
      await message.fill("Kalit bormi?");
      await send.tap();
      // Asked twice, it is said twice.
      await expect(log.getByText(/Google bu kalitni qabul qilmaydi/).last()).toBeVisible({ timeout: 20_000 });
    }).toPass();
    const mend = log.getByRole("link", { name: "Kalitni almashtirish" }).last();
    await expect(mend).toHaveAttribute("href", /\/keys#key=/);
  });
});

test("without a key no page says that one can write to the bot, and each empty page leads to the key; the bar marks a page of its menu", async ({
  page,
  platform,
}) => {
  await furnish(platform);
  await setUp(page, platform);
  const slug = new URL(page.url()).pathname.split("/")[1];
  for (const path of ["bots", "models", "answers", "analytics"]) {
    await page.goto(`${platform.url}/${slug}/${path}`);
    await expect(page.getByRole("main").getByRole("link", { name: "Birinchi botni qoʻshish" })).toBeVisible();
  }
  await page.goto(`${platform.url}/${slug}/bots#add=`);
  await page.getByLabel("Token").fill(token);
  await page.getByRole("button", { name: "Bot qoʻshish" }).last().tap();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("link", { name: "Kalit qoʻshish" })).toBeVisible();
  await expect(dialog.getByText("Kimdir yozishi bilan javob beradi")).toHaveCount(0);
  for (const path of ["models", "answers", "analytics"]) {
    await page.goto(`${platform.url}/${slug}/${path}`);
    await expect(page.getByRole("main").getByRole("link", { name: "Kalit qoʻshish" })).toBeVisible();
  }
  await page.goto(`${platform.url}/${slug}/keys`);
  await expect(page.getByRole("main").getByRole("button", { name: "Kalit qoʻshish" })).toBeVisible();
  const menu = page.getByRole("navigation", { name: "Boʻlimlar" }).getByRole("button");
  await expect(menu).not.toHaveAttribute("aria-current");
  await page.goto(`${platform.url}/${slug}/people`);
  await expect(menu).toHaveAttribute("aria-current", "true");
  // Without a heading above it a "no" says what it is about.
  await expect(page.getByText("Ikki bosqichli kirish: Yoʻq")).toBeVisible();
});
