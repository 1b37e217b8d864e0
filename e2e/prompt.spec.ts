// A bot's prompt: tried beside the editor, published, looked back at, and published again.
import { expect, signIn, test } from "./platform.ts";

const shop = {
  token: "70071:AAprompttesting-AAprompttesting-AA",
  username: "prompt_bot",
  name: "Baraka",
  keys: ["AQ.prompt-one"],
};
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
    return calls.at(-1)?.system.split("\n")[0];
  };
  const writes = async (text: string) => {
    const chat = { id: 42, type: "private" };
    const from = { id: 42, first_name: "Aziz", language_code: "uz" };
    await sandbox.control("POST", "/telegram/messages", { bot: shop.username, chat, from, text });
    await expect.poll(() => systemOf(text)).toBeDefined();
    return systemOf(text);
  };
  /** The toast of an earlier change may still say that it is live. */
  const willWrite = (text: string, answered: string) =>
    expect(async () => expect(await writes(`${text}${Date.now()}`)).toBe(answered)).toPass();
  await signIn(page, platform);
  await page.goto(`${platform.url}/main/bots`);
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
  await willWrite("yangi", NEW);

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
  await expect(page.getByText(/Live on/).last()).toBeVisible();
  await willWrite("eski", OLD);
});
