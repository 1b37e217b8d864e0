// How much people may ask of a bot: set on its page, felt by whoever asks.
import uz from "#lib/messages/uz.ts";
import { enter, expect, type ImportedShop, test } from "./platform.ts";

const shop: ImportedShop = {
  token: "50060:AAallowancesbot-AAallowancesbot-AAl",
  username: "allowance_bot",
  name: "Allowance",
  keys: ["AQ.allowances-key-1"],
};
test.use({ shop });

test("an admin bounds what one person may ask a day: a wrong figure is refused in its field, a right one holds at once and can be taken back", async ({
  page,
  platform,
  sandbox,
}) => {
  await enter(page, platform, "/main/bots");
  await page.getByRole("link", { name: "Allowance" }).click();
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
