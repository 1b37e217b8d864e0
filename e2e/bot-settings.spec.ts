// A bot's prompt and its settings: each page edited in the browser and met in Telegram.
import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import uz from "#lib/messages/uz.ts";
import { saidLive, untilLive } from "./live.ts";
import { pastMidnight } from "./midnight.ts";
import { enter, expect, sharePlatform, test } from "./platform.ts";

const shop = {
  token: "70072:AAsettingstesting-AAsettingstesting",
  username: "settings_bot",
  name: "Baraka",
  keys: ["AQ.settings-one"],
};
sharePlatform();
test.use({ shop });

const OLD = "You sell bread.";
const NEW = "You sell bread and honey.";

test("a draft answers in the chat beside it while customers get the published text; an older text is published again", async ({
  page,
  platform,
  sandbox,
}) => {
  const systemOf = async (text: string) => {
    const { calls } = await sandbox.control<{ calls: { system: string }[] }>(
      "GET",
      `/gemini/calls?text=${text}`,
    );
    return calls[0]?.system.split("\n")[0];
  };
  const writes = async (text: string) => {
    const chat = { id: 43, type: "private" };
    const from = { id: 43, first_name: "Aziz", language_code: "uz" };
    await untilLive(platform);
    await sandbox.control("POST", "/telegram/messages", { bot: shop.username, chat, from, text });
    await expect.poll(() => systemOf(text)).toBeDefined();
    return systemOf(text);
  };
  await enter(page, platform, "/main/bots");
  await page.getByRole("main").getByRole("link", { name: "Baraka" }).first().click();
  const prompt = page.getByLabel("Prompt");
  const publish = page.getByRole("button", { name: "Publish", exact: true });
  await prompt.fill(OLD);
  await publish.click();
  await expect(page.getByText("The prompt is published")).toBeVisible();

  await prompt.fill(NEW);
  await page.getByRole("button", { name: "Try it" }).click();
  const chat = page.getByRole("region", { name: "Try it" });
  await expect(chat.getByText("which is not published")).toBeVisible();
  await chat.getByLabel("Your message").fill("sinov");
  await page.keyboard.press("Enter");
  await expect(chat.getByRole("heading", { name: "How the last answer came about" })).toBeVisible();
  expect(await systemOf("sinov")).toBe(NEW);
  expect(await writes("mijoz")).toBe(OLD);

  await publish.click();
  await expect(chat.getByText("exactly as in Telegram")).toBeVisible();
  await expect(page.getByText(/Live on/).last()).toBeVisible();
  expect(await writes("yangi")).toBe(NEW);

  await page.getByRole("button", { name: "History" }).click();
  const history = page.getByRole("dialog", { name: "Published versions" });
  await history.getByRole("button", { name: /Version 2/ }).click();
  const second = page.getByRole("dialog", { name: "Version 2" });
  await expect(second.locator("ins")).toContainText("and honey");
  await expect(second.getByRole("button", { name: "Publish this version again" })).toHaveCount(0);
  await second.getByRole("button", { name: "All versions" }).click();
  await history.getByRole("button", { name: /Version 1/ }).click();
  await page.getByRole("button", { name: "Publish this version again" }).click();
  await expect(prompt).toHaveValue(OLD);
  await expect(page.getByText("Version 1 is published again")).toBeVisible();
  expect(await writes("eski")).toBe(OLD);
});

test("an admin bounds what one person may ask a day: a wrong figure is refused in its field, a right one holds at once and can be taken back", async ({
  page,
  platform,
  sandbox,
}) => {
  await pastMidnight();
  await enter(page, platform, "/main/bots");
  await page.getByRole("main").getByRole("link", { name: "Baraka" }).first().click();
  await page.getByRole("link", { name: "Limits and groups" }).click();
  const part = page.getByRole("main").locator("section").filter({ hasText: "How much people may ask" });
  const perDay = part.getByRole("group", { name: "One person" }).getByLabel("a day");
  const save = part.getByRole("button", { name: "Save" });
  await expect(perDay).toHaveAttribute("placeholder", "500");
  await perDay.fill("0");
  await save.click();
  await expect(perDay).toHaveAccessibleDescription("A number from 1 to 1,000,000, or nothing");
  await perDay.fill("1");
  await save.click();
  await expect(page.getByText("Limits saved").first()).toBeVisible();

  const said = async (text: string, count: number): Promise<string> => {
    const bot = shop.username;
    await untilLive(platform);
    await sandbox.control("POST", "/telegram/messages", { bot, chat: { id: 1 }, text });
    const path = `/telegram/wait?bot=${bot}&chat=1&count=${count}&timeout=120000`;
    const { messages } = await sandbox.control<{ messages: { text: string }[] }>("GET", path);
    return messages.at(-1)?.text ?? "";
  };
  expect(await said("first", 1)).toContain("first");
  expect(await said("second", 2)).toContain(uz.telegram.enoughToday.split("{")[0]);

  await page.reload();
  await expect(perDay).toHaveValue("1");
  await perDay.fill("");
  await save.click();
  await expect(page.getByText("Limits saved").first()).toBeVisible();
  await page.reload();
  await expect(perDay).toHaveValue("");
});

test("greeting, commands, languages, limits, groups and connection are set on their pages and hold in Telegram at once; the file has them", async ({
  page,
  platform,
  sandbox,
}) => {
  const inGroup = { id: -77, type: "supergroup", title: "Sinf" };
  let asked = 0;
  /** What the bot answers a person. */
  async function said(text: string, language_code = "uz"): Promise<string> {
    const from = { id: 42, first_name: "Aziza", language_code };
    const message = { bot: shop.username, chat: { id: 42, type: "private" }, from, text };
    await untilLive(platform);
    await sandbox.control("POST", "/telegram/messages", message);
    const path = `/telegram/wait?bot=${shop.username}&chat=42&count=${++asked}&timeout=120000`;
    const { messages } = await sandbox.control<{ messages: { text: string }[] }>("GET", path);
    return messages.at(-1)?.text ?? "";
  }
  async function menu(): Promise<string[]> {
    const response = await fetch(`${sandbox.url}/bot${shop.token}/getMyCommands`);
    return ((await response.json()) as { result: { command: string }[] }).result.map((each) => each.command);
  }
  /** Two saves say the same: the first may still be on the screen. */
  const isLive = async (message: string) => {
    const toast = page.locator("[data-sonner-toast]").filter({ hasText: message }).first();
    await saidLive(toast, platform);
  };
  const tab = async (name: string) => {
    await page.getByRole("navigation", { name: "Pages of the bot" }).getByRole("link", { name }).click();
    await expect(page.getByRole("link", { name, exact: true })).toHaveAttribute("aria-current", "page");
  };
  const part = (title: string) =>
    page
      .getByRole("main")
      .locator("section")
      .filter({ has: page.getByRole("heading", { name: title, exact: true }) });

  await enter(page, platform, "/main/bots");
  await page.getByRole("main").getByRole("link", { name: "Baraka" }).first().click();

  await test.step("the greeting answers /start, and what is too long says so", async () => {
    await tab("Greeting and languages");
    const greeting = part("Greeting");
    const uzbek = greeting.getByLabel("Uzbek");
    await uzbek.fill("x".repeat(4_001));
    await greeting.getByRole("button", { name: "Save" }).click();
    await expect(uzbek).toHaveAccessibleDescription(/At most 4,000 characters/);
    await uzbek.fill("Doʻkonga xush kelibsiz, **{name}**!");
    await greeting.getByRole("button", { name: "Save" }).click();
    await isLive("The greeting is saved");
    expect(await said("/start")).toBe("Doʻkonga xush kelibsiz, Aziza!");
  });

  await test.step("the bot speaks the languages that are chosen", async () => {
    const languages = part("Languages");
    const spoken = languages.getByRole("group", { name: "The bot speaks" });
    await spoken.getByRole("checkbox", { name: "English" }).uncheck();
    await spoken.getByRole("checkbox", { name: "Uzbek" }).uncheck();
    await languages.getByRole("button", { name: "Save" }).click();
    await isLive("The languages are saved");
    expect(await said("/new", "en")).toMatch(/^Готово/);
    await spoken.getByRole("checkbox", { name: "Uzbek" }).check();
    await languages.getByRole("button", { name: "Save" }).click();
    await expect(part("Greeting").getByLabel("Uzbek")).toHaveValue(/xush kelibsiz/);
  });

  await test.step("commands are added, ordered and removed; a refused name says why", async () => {
    await tab("Commands");
    for (const [name, text] of [
      ["narx", "Ming soʻm"],
      ["manzil", "Chilonzor"],
    ] as const) {
      await page.getByRole("button", { name: "Add command" }).click();
      const dialog = page.getByRole("dialog", { name: "Add a command" });
      if (name === "narx") {
        await dialog.getByLabel("Name, without the slash").fill("start");
        await dialog.getByRole("button", { name: "Save" }).click();
        await expect(dialog.getByText("Every bot has /start already.")).toBeVisible();
      }
      await dialog.getByLabel("Name, without the slash").fill(name);
      await dialog.getByLabel("In the menu, Uzbek").fill(`${name} haqida`);
      await dialog.getByLabel("The text, Uzbek").fill(text);
      await dialog.getByRole("button", { name: "Save" }).click();
      await expect(dialog).toBeHidden();
      await isLive(`/${name} is saved`);
    }
    expect(await said("/narx")).toBe("Ming soʻm");
    await expect.poll(menu).toEqual(expect.arrayContaining(["narx", "manzil"]));
    await page.getByRole("button", { name: "What to do with /manzil" }).click();
    await page.getByRole("menuitem", { name: "Move to the top" }).click();
    await expect.poll(async () => (await menu()).slice(0, 2)).toEqual(["manzil", "narx"]);
    await page.getByRole("button", { name: "What to do with /narx" }).click();
    await page.getByRole("menuitem", { name: "Remove" }).click();
    await expect.poll(menu).not.toContain("narx");
  });

  await test.step("groups follow the policy, and Telegram's own setting is pointed out", async () => {
    await tab("Limits and groups");
    const groups = part("Groups");
    await groups.getByLabel("Everything").check();
    await expect(groups.getByText("Telegram passes on only what is addressed to the bot.")).toBeVisible();
    await groups.getByLabel("Nothing").check();
    await groups.getByRole("button", { name: "Save" }).click();
    await isLive("The group rules are saved");
    const text = `/manzil@${shop.username}`;
    const from = { id: 42, first_name: "Aziza", language_code: "uz" };
    await sandbox.control("POST", "/telegram/messages", { bot: shop.username, chat: inGroup, from, text });
    await groups.getByLabel("Mentions, replies and commands").check();
    await groups.getByRole("button", { name: "Save" }).click();
    await expect(groups.getByRole("button", { name: "Save" })).toBeDisabled();
    expect(await said("/manzil")).toBe("Chilonzor");
  });

  await test.step("what the bot remembers is set, within its bounds", async () => {
    const memory = part("Memory");
    const tokens = memory.getByLabel("Tokens of earlier talk");
    await tokens.fill("100");
    await memory.getByRole("button", { name: "Save" }).click();
    await expect(tokens).toHaveAccessibleDescription(/from 500 to 100,000/);
    await tokens.fill("2000");
    await memory.getByRole("checkbox", { name: /asks it to remember/ }).uncheck();
    await memory.getByRole("button", { name: "Save" }).click();
    await isLive("The memory settings are saved");
  });

  await test.step("why a webhook is impossible here is said, and what Telegram says is shown", async () => {
    await tab("Connection");
    await expect(page.getByLabel(/Telegram calls the server/)).toBeDisabled();
    await expect(page.getByText(/Not possible: Telegram calls only addresses with https/)).toBeVisible();
    await expect(part("What Telegram says").getByText("The server asks", { exact: true })).toBeVisible();
    await page.getByRole("radio", { name: /^The server asks Telegram/ }).check();
    await part("How messages arrive").getByRole("button", { name: "Save" }).click();
    await isLive("The way is saved");
    expect(await said("/manzil")).toBe("Chilonzor");
  });

  await test.step("the file has what was set and no token", async () => {
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download" }).click();
    const text = await readFile(await (await downloading).path(), "utf8");
    expect(parse(text)).toMatchObject({
      ...{ username: shop.username, languages: ["uz", "ru"], groups: "mention", intake: "polling" },
      memory: { tokens: 2_000, summary: true, idleHours: 24, facts: false },
      welcome: { uz: "Doʻkonga xush kelibsiz, **{name}**!" },
      commands: [{ name: "manzil" }],
    });
    expect(text).not.toContain(shop.token);
  });

  await test.step("who wrote last is on the bot's first page", async () => {
    await tab("Prompt");
    await expect(part("Latest conversations").getByRole("link", { name: /Aziza/ })).toBeVisible();
  });
});
