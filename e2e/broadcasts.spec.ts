// An admin tells all of a bot's people something: written, seen by oneself first, sent, and what became of it.
import pg from "pg";
import { violationsOf } from "./axe.ts";
import { enter, expect, test } from "./platform.ts";

const shop = {
  token: "31131:AAbroadcasts-AAbroadcasts-AAbroadcas",
  username: "news_bot",
  name: "News",
  keys: ["AQ.news-one"],
};
test.use({ shop });

test("a broadcast is written, previewed, sent to everybody and counted; one of them unsubscribes by its button", async ({
  page,
  platform,
  sandbox,
}) => {
  const people = [61, 62, 63];
  const bot = shop.username;
  const query = (values: Record<string, string>) =>
    new URLSearchParams({ bot, timeout: "120000", ...values });
  const hear = (id: number, contains: string) =>
    sandbox.control<{ messages: { message_id: number; text?: string; caption?: string }[] }>(
      "GET",
      `/telegram/wait?${query({ chat: String(id), contains })}`,
    );
  for (const id of people) {
    const from = { id, first_name: `Odam${id}`, language_code: "uz" };
    await sandbox.control("POST", "/telegram/messages", { bot, chat: { id }, from, text: "Salom" });
    await hear(id, "Salom");
  }
  const database = new pg.Client({ connectionString: platform.databaseUrl });
  await database.connect();
  // The admin answers from Telegram as the first of them.
  await database.query(
    `INSERT INTO "StaffAccount" ("tenantId", "telegramId", "userId") SELECT "tenantId", 61, "userId" FROM "Member"`,
  );
  await database.end();

  await enter(page, platform, "/main/conversations");
  const pages = page.getByRole("navigation", { name: "Pages" }).filter({ visible: true });
  await pages.getByRole("link", { name: "Broadcasts" }).click();
  await expect(page.getByRole("heading", { name: "No broadcasts yet" })).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("combobox").fill("рассылка");
  await page.getByRole("option", { name: "New broadcast" }).click();
  await page.getByRole("dialog", { name: "Which bot writes?" }).getByRole("button", { name: /News/ }).click();
  await page.waitForURL(/\/broadcasts\/[0-9a-f-]{36}$/);

  const text = page.getByLabel("Text", { exact: true });
  await text.fill("Salom, {name}! **Yangi** choynaklar keldi.");
  await page.reload();
  await expect(text, "what is typed survives a reload").toHaveValue(/choynaklar/);
  await page.getByRole("button", { name: "Add a button" }).click();
  await page.getByLabel("Words on the button").fill("Koʻrish");
  await page.getByLabel("Link", { exact: true }).fill("http://shop.uz");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("A link begins with https://")).toBeVisible();
  await page.getByLabel("Link", { exact: true }).fill("https://shop.uz/choynak");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const look = page.getByRole("complementary", { name: "How it looks" });
  await expect(look).toContainText("Yangi choynaklar keldi.");
  const png =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  await page.locator("input[type=file]").setInputFiles({
    name: "choynak.png",
    mimeType: "image/png",
    buffer: Buffer.from(png, "base64"),
  });
  await expect(look).toContainText("choynak.png");
  expect(await violationsOf(page)).toEqual([]);

  await page.getByRole("button", { name: "Send it to me first" }).click();
  await expect(page.getByText("It is in your chat with the bot.")).toBeVisible();
  expect((await hear(61, "choynaklar")).messages[0]?.caption).toBe("Salom, Odam61! Yangi choynaklar keldi.");

  await page.getByRole("button", { name: "Send to 3 people" }).click();
  const question = page.getByRole("alertdialog", { name: "Send to 3 people of News?" });
  await expect(question).toBeVisible();
  await question.getByRole("button", { name: "Send to 3 people" }).click();
  await expect(page.getByText("Sent", { exact: true }).first()).toBeVisible();
  const figure = (name: string) => page.locator("dl > div").filter({ hasText: name }).locator("dd");
  await expect(figure("Sent")).toHaveText("3");
  await expect(figure("People")).toHaveText("3");
  expect(await violationsOf(page)).toEqual([]);

  const { messages } = await hear(62, "Odam62! Yangi");
  const button = { bot, chat: { id: 62 }, message_id: messages[0]?.message_id, data: "broadcasts:off" };
  await sandbox.control("POST", "/telegram/buttons", button);
  await hear(62, "yangiliklar yubormayman");
  await page.goto(`${platform.url}/main/conversations`);
  await page.getByRole("link", { name: /Odam62/ }).click();
  await expect(page.getByText("Wants no broadcasts")).toBeVisible();
});
