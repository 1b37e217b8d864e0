// An operator's way: finds a conversation, takes it over, answers through the bot, hands it back; notes; deletion.
import { violationsOf } from "./axe.ts";
import { enter, expect, test } from "./platform.ts";

const shop = {
  token: "31031:AAconversations-AAconversations-AAco",
  username: "talks_bot",
  name: "Talks",
  keys: ["AQ.talks-one", "AQ.talks-two"],
};
test.use({ shop });

test("an operator takes a conversation over, answers through the bot and hands back; the person hears one voice at a time", async ({
  page,
  platform,
  sandbox,
}) => {
  const chat = { id: 31 };
  const from = { ...chat, first_name: "Dilnoza", username: "dilnoza_k", language_code: "uz" };
  const write = (text: string, who: object = { chat, from }) =>
    sandbox.control("POST", "/telegram/messages", { bot: shop.username, text, ...who });
  const hear = (contains: string, id = chat.id) =>
    sandbox.control(
      "GET",
      `/telegram/wait?${new URLSearchParams({ bot: shop.username, chat: String(id), contains, timeout: "120000" })}`,
    );
  const said = async () => {
    const { messages } = await sandbox.control<{ messages: { text: string; out: boolean }[] }>(
      "GET",
      `/telegram/chats/${shop.username}/${chat.id}`,
    );
    return messages.map(({ text, out }) => (out ? `> ${text}` : text));
  };
  await write("Yetkazib berish qancha?");
  await hear("qancha");
  await write("Salom", { chat: { id: 32 }, from: { id: 32, first_name: "Bekzod" } });
  await hear("Salom", 32);

  await enter(page, platform, "/main/conversations");
  const main = page.getByRole("main");
  const rows = main.getByRole("listitem");
  await expect(rows).toHaveCount(2);
  // The one bot that there is needs no name; the person's has the room.
  await expect(rows.filter({ hasText: "Dilnoza" })).toContainText("@dilnoza_k");
  await expect(rows.filter({ hasText: shop.name })).toHaveCount(0);
  expect(await violationsOf(page)).toEqual([]);
  const search = page.getByRole("searchbox", { name: "Name, @username or words" });
  for (const words of ["@dilnoza", "ДИЛНОЗА", "yetkaz qancha"]) {
    await search.fill(words);
    await expect(rows).toHaveCount(1);
    await expect(rows).toContainText("Dilnoza");
    await search.fill("");
    await expect(rows).toHaveCount(2);
  }
  // On a phone the list begins high: the settings are in a menu, the rarer filters behind a button that counts them.
  await page.setViewportSize({ width: 360, height: 740 });
  await expect.poll(async () => (await rows.first().boundingBox())?.y ?? 740).toBeLessThan(260);
  await expect(page.getByRole("button", { name: "Answer from Telegram" })).toBeHidden();
  await page.getByRole("button", { name: "More actions" }).click();
  await expect(page.getByRole("menuitem", { name: "Answer from Telegram" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Filters", exact: true }).click();
  await page.getByLabel("From").fill("2020-01-01");
  await expect(page.getByRole("button", { name: "Filters: 1" })).toBeVisible();
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await page.getByRole("button", { name: "Filters", exact: true }).click();
  await rows.filter({ hasText: "Dilnoza" }).getByRole("link").click();

  const log = page.getByRole("log", { name: "Messages with Dilnoza" });
  await expect(log).toContainText("Yetkazib berish qancha?");
  // Where it is taken over is in sight, also on a phone on its side.
  for (const size of [
    { width: 360, height: 740 },
    { width: 740, height: 360 },
    { width: 1280, height: 800 },
  ]) {
    await page.setViewportSize(size);
    await expect(page.getByRole("button", { name: "Take over" })).toBeInViewport({ ratio: 1 });
  }
  await page.getByRole("button", { name: "Take over" }).click();
  await expect(page.getByText("You have this conversation; the bot is silent.")).toBeVisible();
  // The line says it; a toast would lie over the button to send.
  await page.getByRole("textbox", { name: "Your message to Dilnoza" }).fill("Salom");
  await page.getByRole("button", { name: "Send", exact: true }).click({ trial: true, timeout: 2_000 });
  await expect(page.locator("[data-sonner-toast]")).toHaveCount(0);
  await write("Odam bormi?");
  await expect(log).toContainText("Odam bormi?");
  // A picture is shown as one: fetched by the platform, with nothing of the token in the page.
  const png =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  await sandbox.control("POST", "/telegram/messages", {
    bot: shop.username,
    chat,
    from,
    photo: png,
    caption: "Mana shu",
  });
  const picture = log.getByRole("img", { name: "Photo" });
  await expect(picture).toBeVisible();
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(1);
  expect(await page.content()).not.toContain(shop.token);
  const address = (await picture.getAttribute("src")) ?? "";
  const served = await page.request.get(platform.url + address);
  expect([
    served.status(),
    served.headers()["content-type"],
    served.headers()["x-content-type-options"],
  ]).toEqual([...[200, "image/jpeg", "nosniff"]]);
  expect((await fetch(platform.url + address)).status).toBe(401);
  await page.getByRole("textbox", { name: "Your message to Dilnoza" }).fill("Qirq ming soʻm");
  await page.keyboard.press("Enter");
  await hear("Qirq ming");
  await expect(log.getByText("Sent", { exact: true })).toBeVisible();
  expect((await said()).slice(2)).toEqual(["Odam bormi?", undefined, "> Qirq ming soʻm"]);
  expect(await violationsOf(page)).toEqual([]);
  await page.locator("input[type=file]").setInputFiles({
    name: "narxlar.pdf",
    mimeType: "application/pdf",
    buffer: Buffer.alloc(400_000, "%PDF"),
  });
  await page.getByRole("textbox", { name: "Your message to Dilnoza" }).fill("Mana narxlar");
  await page.getByRole("button", { name: "Send" }).click();
  await hear("Mana narxlar");
  await expect(log).toContainText("narxlar.pdf");

  // The same conversation in a group of the staff: linked here, answered there.
  const group = { id: -77, type: "supergroup", title: "Xodimlar", is_forum: true };
  const me = { id: 77, first_name: "Aziza" };
  const staff = (path: string, body: object) =>
    sandbox.control("POST", `/telegram/${path}`, { bot: shop.username, chat: group, from: me, ...body });
  await staff("rights", { rights: { status: "administrator", can_manage_topics: true } });
  const desk = await page.context().newPage();
  await desk.goto(`${platform.url}/main/conversations`);
  await desk.getByRole("button", { name: "Answer from Telegram" }).click();
  await desk.getByRole("button", { name: "Link a group" }).click();
  const command = desk.locator("code");
  await expect(command).toContainText("/link staff-");
  expect(await violationsOf(desk)).toEqual([]);
  await staff("messages", { text: await command.textContent() });
  await expect(desk.getByText("Group “Xodimlar”")).toBeVisible();
  await desk.close();
  await hear("Dilnoza: ", group.id);
  const view = await sandbox.control<{ topics: { message_thread_id: number; name: string }[] }>(
    ...(["GET", `/telegram/chats/${shop.username}/${group.id}`] as const),
  );
  const [topic] = view.topics;
  expect(topic?.name).toBe("Dilnoza @dilnoza_k");
  await staff("messages", { text: "Guruhdan salom", message_thread_id: topic?.message_thread_id });
  await hear("Guruhdan salom");
  await expect(log).toContainText("Guruhdan salom");

  await page.getByRole("textbox", { name: "Note" }).fill("Doimiy mijoz");
  await page.getByRole("textbox", { name: "Tags" }).fill("vip, ulgurji");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Hand back to the bot" }).click();
  await expect(page.getByText("The bot answers here.")).toBeVisible();
  await write("Rahmat");
  await hear("Rahmat");
  await expect(log).toContainText("Rahmat");
  await page.reload();
  await expect(page.getByRole("textbox", { name: "Note" })).toHaveValue("Doimiy mijoz");
  await expect(log).toContainText("took the conversation over");

  await sandbox.control("POST", "/telegram/block", { bot: shop.username, chat, from });
  await page.getByRole("button", { name: "Take over" }).click();
  await page.getByRole("textbox", { name: "Your message to Dilnoza" }).fill("Eshityapsizmi?");
  await page.keyboard.press("Enter");
  await expect(log).toContainText("The person has blocked the bot.");
  // Unblocked, or refused for another reason: the mark says what is so.
  const shut = (how: object) =>
    sandbox.control("POST", "/telegram/block", { bot: shop.username, chat, from, ...how });
  const head = main.locator("header");
  await page.reload();
  await expect(head).toContainText("Blocked the bot");
  await shut({ blocked: false });
  await page.getByRole("textbox", { name: "Your message to Dilnoza" }).fill("Endi-chi?");
  await page.keyboard.press("Enter");
  await hear("Endi-chi");
  await expect(head).not.toContainText("Blocked the bot");
  await shut({ shut: "deactivated" });
  await page.getByRole("textbox", { name: "Your message to Dilnoza" }).fill("Hali bormisiz?");
  await page.keyboard.press("Enter");
  await expect(head).toContainText("Telegram refuses messages");
  await expect(head).not.toContainText("Blocked the bot");
  await expect(log).toContainText(
    "Telegram refuses messages to this chat: “Forbidden: user is deactivated”.",
  );

  await page.getByRole("button", { name: "Delete everything" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete everything" }).click();
  await page.waitForURL(/\/conversations$/);
  await expect(rows).toHaveCount(1);
  await expect(main).not.toContainText("Dilnoza");
});
