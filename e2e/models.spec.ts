// The order of models when Google retires some of them.
import type { Page } from "playwright/test";
import type { SandboxProcess } from "#test/processes.ts";
import { saidLive } from "./live.ts";
import { enter, expect, forgetOrder, getIn, sharePlatform, test } from "./platform.ts";

sharePlatform();

const CHAT = 7;

test.use({
  shop: {
    token: "60060:AAmodelstest-AAmodelstest-AAmodelst",
    username: "models_bot",
    name: "Models",
    keys: ["AQ.models-one"],
  },
});

/** Sends a message and waits for the answer. @param count messages of the bot in this chat by then */
async function answerTo(sandbox: SandboxProcess, text: string, count: number): Promise<string | undefined> {
  await sandbox.control("POST", "/telegram/messages", { bot: "models_bot", chat: { id: CHAT }, text });
  const { messages } = await sandbox.control<{ messages: { text: string }[] }>(
    "GET",
    `/telegram/wait?bot=models_bot&chat=${CHAT}&count=${count}&timeout=120000`,
  );
  return messages.at(-1)?.text;
}

const rows = (page: Page) => page.getByRole("main").getByRole("listitem");
const tailOf = (page: Page) => page.getByRole("region", { name: "Added automatically" });

test("an own order has no tail, and can adopt it in one click", async ({ page, platform }) => {
  await enter(page, platform, "/main/models");
  await expect(tailOf(page)).toBeVisible();
  await page.getByRole("button", { name: "Make your own" }).click();
  await expect(tailOf(page)).toBeHidden();
  await page.getByRole("button", { name: "Back to inherited" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Back to inherited" }).click();
  await expect(tailOf(page)).toBeVisible();
  // The refresh of the first change may come after the second one, and takes the tail away for a moment.
  let names: string[] = [];
  const read = async () => {
    names = await tailOf(page).getByRole("listitem").allTextContents();
    return names.length;
  };
  await expect.poll(read).toBeGreaterThan(0);
  await tailOf(page).getByRole("button", { name: "Add them to your own order" }).click();
  await expect(tailOf(page)).toBeHidden();
  await expect(page.getByText("Saving…")).toBeHidden();
  await page.reload();
  await expect(rows(page)).toHaveCount(4 + names.length);
  await expect(rows(page).nth(4)).toContainText(names[0] ?? "");
});

test("a retired model is shown with its successor, which one click puts in its place and which then answers", async ({
  page,
  platform,
  sandbox,
}) => {
  await forgetOrder(platform);
  await getIn(page, platform);
  await sandbox.control("PUT", "/gemini/models", { "gemini-2.5-flash": { state: "retired" } });
  expect(await answerTo(sandbox, "first", 1)).toBe("gemini-2.0-flash: first");
  expect(await answerTo(sandbox, "second", 2)).toBe("gemini-2.0-flash: second");
  const { calls } = await sandbox.control<{ calls: { method: string }[] }>(
    "GET",
    "/gemini/calls?model=gemini-2.5-flash",
  );
  expect(calls, "once it is known to be retired, it costs no call").toHaveLength(1);

  await page.goto(`${platform.url}/main/models`);
  const first = rows(page).first();
  await expect(first).toContainText("Gemini 2.5 Flash");
  await expect(first).toContainText("Retired");
  await first.getByText("Retired").hover();
  await expect(page.getByRole("tooltip")).toContainText("Its successor is Gemini 3.6 Flash.");
  await first.getByRole("button", { name: "Replace with Gemini 3.6 Flash" }).click();
  await expect(first).toContainText("gemini-3.6-flash");
  await saidLive(page.locator("#content"), platform);
  await expect(rows(page).first()).not.toContainText("Retired");
  expect(await answerTo(sandbox, "third", 3)).toBe("gemini-3.6-flash: third");

  await page.reload();
  await expect(first).toContainText("gemini-3.6-flash");
  await expect(page.getByText("Your own order, for all bots")).toBeVisible();
});

test.describe("with a platform of its own, on which no model is retired", () => {
  test.use({ shared: false });

  test("the default order has a described tail, which answers when all models of the order are retired", async ({
    page,
    platform,
    sandbox,
  }) => {
    await enter(page, platform, "/main/models");
    const tail = tailOf(page);
    await expect(tail).toContainText("It renews itself as Google retires models and brings out new ones.");
    await expect(tail.getByRole("listitem").first()).toHaveText("Gemini Flash Latest");
    for (const newest of ["Gemini 3.5 Flash-Lite", "Gemini 3.8 Flash"])
      await expect(tail.getByRole("listitem").filter({ hasText: newest })).toHaveCount(1);

    const missing = ["gemini-2.5-flash", "gemini-2.0-flash", "gemini-2.5-flash-lite", "gemini-2.5-pro"];
    const states = Object.fromEntries(missing.map((model) => [model, { state: "missing" }]));
    await sandbox.control("PUT", "/gemini/models", states);
    await page.getByRole("button", { name: "Sync with Google" }).click();
    await expect(page.getByText(/^Google offers \d+ models/)).toBeVisible();
    await expect(rows(page).filter({ hasText: "Retired" })).toHaveCount(missing.length);
    await expect(tail).toContainText("None of the models above can be used by your keys any more.");
    expect(await answerTo(sandbox, "first", 1)).toBe("gemini-flash-latest: first");
  });
});
