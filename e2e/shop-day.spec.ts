// A shop's whole day: its owner sets it up on a phone in Uzbek, a customer writes, the key dies and is mended from the
// alert in Telegram, a colleague takes the conversation over, and in the evening the figures are what happened.
import type { Page } from "playwright/test";
import { untilLive } from "./live.ts";
import { pastMidnight } from "./midnight.ts";
import { expect, test } from "./platform.ts";
import { onOtherDevice } from "./settled.ts";

test.use({
  isSetUp: false,
  locale: "uz-UZ",
  viewport: { width: 360, height: 740 },
  hasTouch: true,
  isMobile: true,
});

const bot = {
  token: "8099345678:AAshopdayshopdayshopdayshopdayshopd",
  username: "baraka_day_bot",
  name: "Baraka",
};
const [dying, fresh] = [
  "AQ.shop-day-key-that-dies-000000000000000001",
  "AQ.shop-day-key-of-after-000000000000000002",
];
const owner = { id: 501, first_name: "Dilnoza", language_code: "uz" };
const customer = { id: 77, first_name: "Bekzod", username: "bekzod_b", language_code: "uz" };

const figure = (page: Page, name: string) =>
  page.getByRole("main").locator("dl > div").filter({ hasText: name }).getByRole("link");

test("a day of a shop: set up on a phone, asked, broken, told of, mended, taken over, handed back, and its figures are what happened", async ({
  page,
  platform,
  browser,
}) => {
  await pastMidnight();
  const { sandbox, url } = platform;
  const write = (from: typeof owner, text: string) =>
    sandbox.control("POST", "/telegram/messages", { bot: bot.username, chat: { id: from.id }, from, text });
  /** What the bot has written to them, once it contains the words. */
  async function heard(from: typeof owner, contains: string): Promise<string> {
    const query = { bot: bot.username, chat: String(from.id), contains, timeout: "120000" };
    const { messages } = await sandbox.control<{ messages: { text: string }[] }>(
      "GET",
      `/telegram/wait?${new URLSearchParams(query)}`,
    );
    return messages.at(-1)?.text ?? "";
  }
  await sandbox.control("POST", "/telegram/bots", bot);
  await sandbox.control("PUT", "/gemini/keys", {
    [dying]: { project: "first" },
    [fresh]: { project: "second" },
  });
  await sandbox.control("PUT", "/gemini/reply", { mode: "echo" });

  await test.step("the owner sets the shop up on a phone, in Uzbek", async () => {
    const [, link = ""] = /^First visit: (\S+)$/m.exec(platform.output()) ?? [];
    await page.goto(link);
    await page.getByLabel("Ish maydoni nomi").fill("Baraka");
    await page.getByLabel("Ismingiz").fill("Dilnoza");
    await page.getByLabel("Elektron pochta").fill("dilnoza@example.com");
    await page.getByLabel("Parol", { exact: true }).fill("to‘g‘ri-ot-batareya");
    await page.getByRole("button", { name: "Yaratish va boshlash" }).tap();
    await page.waitForURL(/\/start$/);
    const next = page.getByRole("button", { name: "Tekshirib qoʻshish" });
    await page.getByLabel("Token yoki xabarning oʻzi").fill(bot.token);
    await next.tap();
    await page.getByLabel("Kalit", { exact: true }).fill(dying);
    await next.tap();
    await page.getByRole("button", { name: "Salom! Nimalarni bilasan?" }).tap();
    await expect(page.getByRole("link", { name: "Javob qanday olindi" })).toBeVisible();
    await expect(page.getByText("Telegramdagi xabaringizni kutyapmiz…")).toBeVisible();
  });
  const home = page.url().replace(/\/start$/, "");

  await test.step("a customer's first message is answered, and the page of the setup says so", async () => {
    await write(customer, "Non bormi?");
    await heard(customer, "Non bormi?");
    await expect(page.getByText("Hammasi ishlayapti")).toBeVisible();
  });

  await test.step("the owner links the Telegram account that is told", async () => {
    await page.goto(`${home}/alerts`);
    await page.getByRole("button", { name: "Telegramni ulash" }).tap();
    const link = (await page.getByRole("link", { name: "Telegramni ochish" }).getAttribute("href")) ?? "";
    await write(owner, `/start ${new URL(link).searchParams.get("start")}`);
    await heard(owner, "Tayyor");
    await expect(page.getByText(`Dilnoza, @${bot.username} yozadi`)).toBeVisible();
  });

  const alert =
    await test.step("the key dies: the customer hears an apology, the owner what is wrong and where to mend it", async () => {
      await sandbox.control("PUT", "/gemini/keys", { [dying]: { state: "leaked" } });
      await write(customer, "Sut bormi?");
      await heard(customer, "Kechirasiz");
      return heard(owner, "Google bu kalitni bloklagan");
    });

  await test.step("the page that the alert links to mends it, and Telegram says that it is solved", async () => {
    const [link = ""] = /http\S+\/keys\S*/.exec(alert) ?? [];
    await page.goto(link);
    await page.getByRole("link", { name: "Kalitlarga oʻtish" }).tap();
    await page.getByRole("button", { name: "Almashtirish…" }).first().tap();
    await page.getByLabel("Yangi kalit").fill(fresh);
    await page.getByRole("button", { name: "Almashtirish", exact: true }).tap();
    await expect(page.getByLabel("Yangi kalit")).toHaveCount(0);
    await heard(owner, "✅");
    await untilLive(platform);
    await write(customer, "Qatiq bormi?");
    await heard(customer, "Qatiq bormi?");
  });

  const invitation = await test.step("the owner invites a colleague", async () => {
    await page.goto(`${home}/people`);
    await page.getByRole("button", { name: "Taklif qilish" }).tap();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Elektron pochta").fill("aziza@example.com");
    await dialog.getByRole("button", { name: "Taklif yaratish" }).tap();
    const code = dialog.locator("code");
    await expect(code).toContainText("/invite/");
    return new URL((await code.textContent()) ?? "").pathname;
  });

  await test.step("the colleague joins on a laptop, in Russian, takes the conversation over, answers and hands it back", async () => {
    const desk = await onOtherDevice(browser, { locale: "ru-RU", viewport: { width: 1280, height: 800 } });
    await desk.goto(url + invitation);
    await desk.getByLabel("Ваше имя").fill("Aziza");
    await desk.getByLabel("Пароль", { exact: true }).fill("yana-bitta-uzun-parol");
    await desk.getByRole("button", { name: "Присоединиться" }).click();
    await desk.waitForURL((at) => !at.pathname.startsWith("/invite"));
    await desk.goto(`${home}/conversations`);
    await desk.getByRole("link", { name: /Bekzod/ }).click();
    await desk.getByRole("button", { name: "Взять на себя" }).click();
    await expect(desk.getByText("Разговор ведёте вы, бот молчит.")).toBeVisible();
    await write(customer, "Odam bormi?");
    const log = desk.getByRole("log");
    await expect(log).toContainText("Odam bormi?");
    await desk.getByLabel("Ваше сообщение для Bekzod").fill("Ha, eshitaman");
    await desk.keyboard.press("Enter");
    await heard(customer, "Ha, eshitaman");
    await desk.getByRole("button", { name: "Вернуть боту" }).click();
    await expect(desk.getByText("Здесь отвечает бот.", { exact: true })).toBeVisible();
    await write(customer, "Rahmat");
    await heard(customer, "Rahmat");
    await expect(log).toContainText("Rahmat");
    await desk.context().close();
  });

  await test.step("nobody was answered twice, and the operator's minutes were the operator's alone", async () => {
    const { messages } = await sandbox.control<{ messages: { text: string; out: boolean }[] }>(
      "GET",
      `/telegram/chats/${bot.username}/${customer.id}`,
    );
    const said = messages.map(({ text, out }) => (out ? text.replace(/^gemini\S+: /, "> ") : text));
    expect(said.filter((text) => !text.startsWith("Kechirasiz"))).toEqual([
      ...["Non bormi?", "> Non bormi?", "Sut bormi?", "Qatiq bormi?", "> Qatiq bormi?"],
      ...["Odam bormi?", "Ha, eshitaman", "Rahmat", "> Rahmat"],
    ]);
  });

  await test.step("in the evening the owner reads what happened", async () => {
    await page.goto(home);
    await expect(page.getByText("Hammasi joyida")).toBeVisible();
    // The first was asked by the owner, in the page.
    await expect(figure(page, "Javob berildi")).toHaveText("4");
    await expect(figure(page, "Birinchi urinishda")).toHaveText("4");
    await expect(figure(page, "Uzr soʻraldi")).toHaveText("1");
    await page.goto(`${home}/analytics?range=24h`);
    const total = (name: string) =>
      page.getByRole("main").getByRole("button", { name: new RegExp(`^${name}`) });
    await expect(total("Javoblar")).toContainText("5");
    await expect(total("Odamlar")).toContainText("yangilari: 2");
    await page.goto(`${home}/answers`);
    await expect(page.getByRole("main").getByText("Rahmat").first()).toBeVisible();
  });
});
