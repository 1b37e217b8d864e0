// A shop's own account connected to its bot, end to end: the dashboard in one tab, the phone of the sandbox in another.
import type { Page } from "playwright/test";
import { saidLive } from "./live.ts";
import { enter, expect, sharePlatform, test } from "./platform.ts";

const shop = {
  token: "70099:AAbusinesstesting-AAbusinesstest",
  username: "business_bot",
  name: "Baraka",
  keys: ["AQ.business-one"],
};
const MANAGER = "70098:AAmanagertesting-AAmanagertesting";
sharePlatform();
test.use({ shop, env: { SANDBOX_URL: "sandbox", ALERTS_BOT_TOKEN: MANAGER } });

/** The sandbox's page: whose phone it is, and which of its chats. */
class Phone {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  async take(who: string, where: "Private" | "Shop’s account"): Promise<void> {
    await this.page.locator("#people").getByRole("button", { name: who }).click();
    await this.page.locator("#places").getByRole("button", { name: where }).click();
  }

  async write(text: string): Promise<void> {
    await this.page.locator("#text").fill(text);
    await this.page.locator("#send").click();
  }

  message(text: string | RegExp) {
    return this.page.locator("#messages .message").filter({ hasText: text });
  }
}

test("a shop connects its account: drafts wait and are approved, changed, or lapse when it is answered by hand; nothing is sent twice", async ({
  page,
  browser,
  platform,
  sandbox,
}) => {
  // Another site, without Next: a page that does not wait for it.
  const phone = new Phone(await browser.newPage({ locale: "en" }));
  await phone.page.goto(`${sandbox.url}/?bot=${shop.username}`);
  await phone.page.locator("#languages").getByRole("button", { name: "en" }).click();
  const customerSees = async (text: string, times: number) => {
    await phone.take("Dilnoza", "Shop’s account");
    await expect(phone.message(text)).toHaveCount(times);
  };

  await test.step("the owner presses Start and connects; the dashboard asks whether to let it in", async () => {
    await phone.take("Sardor", "Private");
    await phone.write("/start");
    await phone.page.locator("#places").getByRole("button", { name: "Shop’s account" }).click();
    await phone.page.locator("#connection").getByRole("button", { name: "Connected" }).click();
    await enter(page, platform, "/main/bots");
    await page.getByRole("main").getByRole("link", { name: "Baraka" }).first().click();
    const tabs = page.getByRole("navigation", { name: "Pages of the bot" });
    await tabs.getByRole("link", { name: "Business" }).click();
    const account = page.getByRole("listitem").filter({ hasText: "Sardor" });
    await expect(account.getByText("Asks to be let in")).toBeVisible();
    await account.getByRole("button", { name: "Let in" }).click();
    await expect(account.getByText("Connected", { exact: true })).toBeVisible();
    await saidLive(page.locator("[data-sonner-toast]"), platform);
  });

  await test.step("a customer's question becomes a draft; approved, it arrives once", async () => {
    await phone.take("Dilnoza", "Shop’s account");
    await phone.write("Narxi qancha?");
    await phone.take("Sardor", "Private");
    const draft = phone.message("Narxi qancha?");
    await expect(draft).toContainText("Shu javob yuborilsinmi?");
    // The staff sees who waits for the owner, and what for.
    await page.goto(`${platform.url}/main`);
    await page.getByRole("link", { name: "One person waits for an answer" }).click();
    const row = page.getByRole("main").getByRole("listitem").filter({ hasText: "Dilnoza" });
    await expect(row).toContainText("Draft waits for Sardor");
    await page.getByRole("button", { name: "Drafts" }).click();
    await expect(page).toHaveURL(/which=draft/);
    await row.getByRole("link").click();
    const log = page.getByRole("log", { name: "Messages with Dilnoza" });
    await expect(log).toContainText("gemini-2.5-flash: Narxi qancha?");
    await draft.getByRole("button", { name: "✅ Yuborish" }).dblclick();
    await expect(log.getByText("Draft waits for Sardor")).toHaveCount(0);
    await page.goto(`${platform.url}/main/conversations?which=waiting`);
    await expect(page.getByText("Everybody has an answer.")).toBeVisible();
    await expect(draft).toContainText("✅ Yuborildi.");
    await customerSees("gemini-2.5-flash: Narxi qancha?", 1);
  });

  await test.step("the owner's own words go in the draft's place", async () => {
    await phone.write("Yetkazasizmi?");
    await phone.take("Sardor", "Private");
    const draft = phone.message("Yetkazasizmi?");
    await expect(draft).toContainText("Shu javob yuborilsinmi?");
    await draft.hover();
    await draft.getByRole("button", { name: "Reply" }).click();
    await phone.write("Ha, bugun kechqurun");
    await expect(draft.first()).toContainText("✅ Sizning soʻzlaringiz yuborildi.");
    await customerSees("Ha, bugun kechqurun", 1);
    await expect(phone.message("gemini-2.5-flash: Yetkazasizmi?")).toHaveCount(0);
  });

  await test.step("answered by hand, the draft lapses, and a press sends nothing", async () => {
    await phone.write("Manzil qayerda?");
    await phone.take("Sardor", "Private");
    const draft = phone.message("Manzil qayerda?");
    await expect(draft.getByRole("button", { name: "✅ Yuborish" })).toBeVisible();
    await phone.take("Sardor", "Shop’s account");
    await phone.write("Chilonzor, 9-kvartal");
    await phone.take("Sardor", "Private");
    await expect(draft).toContainText("⌛ Yuborilmadi");
    await customerSees("Chilonzor, 9-kvartal", 1);
    await expect(phone.message("gemini-2.5-flash: Manzil qayerda?")).toHaveCount(0);
  });

  await test.step("the dashboard shows the talk as the shop's account's, with who answered", async () => {
    await page.goto(`${platform.url}/main/conversations`);
    const row = page.getByRole("main").getByRole("listitem").filter({ hasText: "Shop’s account" });
    await expect(row).toContainText("Dilnoza");
    await row.getByRole("link").click();
    const log = page.getByRole("main");
    await expect(log.getByText("Ha, bugun kechqurun")).toBeVisible();
    await expect(log.getByText("Chilonzor, 9-kvartal")).toBeVisible();
  });

  await test.step("at once, only outside of the hours: the settings hold in Telegram; without the right the page says what to do", async () => {
    await page.goto(`${platform.url}/main/bots`);
    await page.getByRole("main").getByRole("link", { name: "Baraka" }).first().click();
    await page
      .getByRole("navigation", { name: "Pages of the bot" })
      .getByRole("link", { name: "Business" })
      .click();
    await page.getByRole("radio", { name: /Answer at once/ }).check();
    await page.getByRole("radio", { name: "Only outside of these hours" }).check();
    for (const day of ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"])
      await page.getByRole("checkbox", { name: day }).uncheck();
    await page.getByRole("button", { name: "Add a day" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("Each row needs a day of its own")).toBeVisible();
    await page.getByLabel("Day 1").fill("2027-03-21");
    await page.getByRole("button", { name: "Save" }).click();
    await saidLive(page.locator("[data-sonner-toast]").first(), platform);
    await page.reload();
    await expect(page.getByLabel("Day 1")).toHaveValue("2027-03-21");
    await phone.take("Jasur", "Shop’s account");
    await phone.write("Ochiqmisiz?");
    await expect(phone.message("gemini-2.5-flash: Ochiqmisiz?")).toHaveCount(1);
    await phone.page.locator("#connection").getByRole("button", { name: "May answer" }).click();
    const account = page.getByRole("listitem").filter({ hasText: "Sardor" });
    await expect(account.getByText("May not answer")).toBeVisible();
    await expect(account).toContainText("switch on “Reply to messages”");
    await phone.page.locator("#connection").getByRole("button", { name: "Connected" }).click();
    await expect(account.getByText("Disconnected", { exact: true })).toBeVisible();
  });
});

test("a bot is created by one tap in Telegram, and runs in the workspace that asked for it", async ({
  page,
  context,
  platform,
  sandbox,
}) => {
  const manager = { token: MANAGER, username: "manager_bot", name: "Platform", managesBots: true };
  await sandbox.control("POST", "/telegram/bots", manager);
  await enter(page, platform, "/main/bots#add");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Create it in Telegram" }).click();
  const opening = context.waitForEvent("page");
  await dialog.getByRole("link", { name: "Open Telegram" }).click();
  const phone = new Phone(await opening);
  await phone.page.getByRole("button", { name: "START" }).click();
  const creating = context.waitForEvent("page");
  await phone.page.getByRole("button", { name: /Botni yaratish|Create the bot/ }).click();
  const tap = await creating;
  const form = tap.getByRole("dialog");
  await form.getByLabel("Username").fill("tapped_shop_bot");
  await form.getByRole("button", { name: "Create" }).click();
  await expect(dialog.getByText("tapped_shop_bot")).toBeVisible();
  await expect(page.getByRole("heading", { name: /works|added|Main/ }).first()).toBeVisible();
});
