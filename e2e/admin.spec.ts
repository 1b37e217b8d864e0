// The main workflows, as an admin and an end user see them.
import type { Page } from "playwright/test";
import type { SandboxProcess } from "#test/processes.ts";
import { liftByKeyboard } from "./dragging.ts";
import { saidLive } from "./live.ts";
import { createNeighbour, neighbour } from "./neighbour.ts";
import {
  enter,
  expect,
  forgetOrder,
  furnish,
  getIn,
  type ImportedShop,
  type Platform,
  sharePlatform,
  test,
} from "./platform.ts";

const shop: ImportedShop = {
  token: "30030:AAe2etestbot-AAe2etestbot-AAe2etes",
  username: "e2e_bot",
  name: "E2E",
  keys: ["AQ.e2e-one", "AQ.e2e-two"],
};

async function ask(sandbox: SandboxProcess, chat: number, text: string): Promise<void> {
  await sandbox.control("POST", "/telegram/messages", { bot: "e2e_bot", chat: { id: chat }, text });
}

async function answer(sandbox: SandboxProcess, chat: number, count: number): Promise<string> {
  const path = `/telegram/wait?bot=e2e_bot&chat=${chat}&count=${count}&timeout=120000`;
  const { messages } = await sandbox.control<{ messages: { text: string }[] }>("GET", path);
  return messages.at(-1)!.text;
}

async function addKeysAndBot(page: Page, platform: Platform): Promise<void> {
  await page.goto(`${platform.url}/main/keys`);
  await page.getByRole("button", { name: "Add keys" }).first().click();
  await page.getByLabel("Keys", { exact: true }).fill(shop.keys.join("\n"));
  await page.getByRole("button", { name: "Add 2 keys" }).click();
  await expect(page.getByText(/^Works: \d+ models/)).toHaveCount(2);

  await page.goto(`${platform.url}/main/bots#add`);
  await page.getByLabel("Token", { exact: true }).fill(shop.token);
  await page.getByRole("button", { name: "Add bot" }).last().click();
  await expect(page.getByRole("heading", { name: "E2E is added" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("row", { name: /E2E/ })).toContainText("Works");
}

const firstRow = (page: Page) => page.getByRole("main").getByRole("listitem").first();

test("an admin adds keys and a bot, drags the last model to the top, and it answers the next message", async ({
  page,
  platform,
  sandbox,
}) => {
  await furnish(sandbox, shop);
  await getIn(page, platform);
  await addKeysAndBot(page, platform);
  await ask(sandbox, 1, "birinchi");
  expect(await answer(sandbox, 1, 1)).toBe("gemini-2.5-flash: birinchi");

  await page.goto(`${platform.url}/main/models`);
  const tried = page.locator("main li[data-id], main section[aria-label='Added automatically'] li");
  const count = await tried.count();
  const makeOwn = page.getByRole("button", { name: "Make your own" });
  const content = page.locator("#content");
  if (await makeOwn.isVisible()) {
    await makeOwn.click();
    await saidLive(content, platform);
  }
  const grip = page.getByRole("button", { name: "Move Gemini 2.5 Pro" });
  const [from, to] = [(await grip.boundingBox())!, (await firstRow(page).boundingBox())!];
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2, to.y + to.height / 2, { steps: 15 });
  await expect(page.getByText("would be tried first").first()).toBeVisible();
  await page.mouse.move(from.x + from.width / 2, to.y + 4, { steps: 5 });
  await page.mouse.up();
  await expect(firstRow(page)).toContainText("gemini-2.5-pro");
  await saidLive(content, platform);
  // What was tried after the platform's order is in the order of their own.
  await expect(page.locator("main li[data-id]")).toHaveCount(count);
  await ask(sandbox, 1, "ikkinchi");
  expect(await answer(sandbox, 1, 2)).toBe("gemini-2.5-pro: ikkinchi");

  await page.goto(`${platform.url}/main/answers`);
  await page.getByText("ikkinchi").first().click();
  await expect(page.getByText("gemini-2.5-pro").first()).toBeVisible();
});

test("another tenant's pages are not found, as those of no tenant are, and tell nothing of it; its owner's work", async ({
  page,
  platform,
}) => {
  const { botId, answerId, conversationId } = await createNeighbour(platform.databaseUrl);
  const paths = [
    "bots",
    `bots/${botId}`,
    "keys",
    "models",
    "answers",
    `answers/${answerId}`,
    "conversations",
    `conversations/${conversationId}`,
    "analytics",
  ];
  /** What a person is told at an address where there is nothing for them. */
  const refused = async (path: string): Promise<(string | null)[]> => {
    const response = await page.goto(`${platform.url}/${path}`);
    expect(response?.status(), path).toBe(404);
    const html = await page.content();
    for (const theirs of [neighbour.name, neighbour.bot, neighbour.question])
      expect(html).not.toContain(theirs);
    // That of the page may stand there until it is hydrated.
    await expect(page, path).toHaveTitle("There is nothing here · BotFactory");
    return [await page.title(), await page.getByRole("heading", { level: 1 }).textContent()];
  };
  await getIn(page, platform);
  const none = await refused("nobody/keys");
  for (const path of paths) expect(await refused(`${neighbour.slug}/${path}`), path).toEqual(none);
  for (const id of [`bots/${botId}`, `answers/${answerId}`, `conversations/${conversationId}`]) {
    expect(await refused(`main/${id}`), `${id} under our own name`).toEqual(none);
  }
  expect((await page.request.get(`${platform.url}/api/pulse/${neighbour.slug}`)).status()).toBe(404);

  await page.context().clearCookies();
  await page.goto(platform.url);
  await page.getByLabel("E-mail").fill(neighbour.email);
  await page.getByLabel("Password").fill(neighbour.password);
  await page.keyboard.press("Enter");
  await page.waitForURL(new RegExp(`/${neighbour.slug}$`));
  await page.goto(`${platform.url}/${neighbour.slug}/bots/${botId}`);
  await expect(page).toHaveTitle(new RegExp(neighbour.bot));
  await page.goto(`${platform.url}/${neighbour.slug}/answers/${answerId}`);
  await expect(page.getByText(neighbour.question).first()).toBeVisible();
});

test.describe("with keys and a bot", () => {
  sharePlatform();
  test.use({ shop });
  test.beforeEach(({ platform }) => forgetOrder(platform));

  test("the order can be changed by keyboard alone", async ({ page, platform, sandbox }) => {
    await enter(page, platform, "/main/models");
    const grip = page.getByRole("button", { name: "Move Gemini 2.5 Pro" });
    await grip.focus();
    await liftByKeyboard(page, /Gemini 2.5 Pro lifted. Place 4 of 4/);
    for (let place = 3; place >= 1; place--) {
      await page.keyboard.press("ArrowUp");
      await expect(page.getByText(new RegExp(`Gemini 2.5 Pro is at place ${place} of 4`))).toBeAttached();
    }
    await page.keyboard.press("Space");
    await saidLive(page.locator("#content"), platform);
    await ask(sandbox, 2, "salom");
    expect(await answer(sandbox, 2, 1)).toBe("gemini-2.5-pro: salom");
  });

  test("invalid input gets a clear sentence and is not lost", async ({ page, platform }) => {
    await enter(page, platform, "/main/keys");
    await page.getByRole("button", { name: "Add keys" }).first().click();
    await page.getByLabel("Keys", { exact: true }).fill(`AQ.nobody-knows-this\n${shop.keys[0]}`);
    await page.getByRole("button", { name: "Add 2 keys" }).click();
    await expect(page.getByText(/^Not added: /)).toBeVisible();
    await expect(page.getByText("Already in the list, as “Key 1”")).toBeVisible();

    await page.goto(`${platform.url}/main/bots`);
    for (const bad of ["40040:AAnobodyknowsthis-AAnobodyknowsthis-A", shop.token]) {
      await page.getByRole("button", { name: "Add bot" }).first().click();
      await page.getByLabel("Token", { exact: true }).fill(bad);
      await page.getByRole("button", { name: "Add bot" }).last().click();
      await expect(page.getByRole("dialog").getByRole("alert")).toBeVisible();
      await expect(page.getByLabel("Token", { exact: true })).toHaveValue(bad);
      await page.keyboard.press("Escape");
    }
  });

  test("an order is tried on a made-up day: nothing is saved before it is used", async ({
    page,
    platform,
  }) => {
    await enter(page, platform, "/main/models");
    await page.getByRole("button", { name: "What if…" }).click();
    const panel = page.getByRole("dialog");
    await panel.getByText("A made-up day", { exact: true }).click();
    await panel.getByLabel("Messages a day").fill("300");
    await panel.getByRole("switch", { name: "Use Gemini 2.5 Flash", exact: true }).click();
    await panel.getByRole("button", { name: "Simulate" }).click();
    await expect(panel.getByRole("row", { name: "Answered at once 300 300" })).toBeVisible();
    await expect(panel.getByRole("row", { name: /^Gemini 2\.5 Flash Key 1 .* 300 –$/ })).toBeVisible();
    const first = page.getByRole("switch", {
      name: "Use Gemini 2.5 Flash",
      exact: true,
      includeHidden: true,
    });
    await expect(first.first()).toBeChecked();
    await panel.getByRole("button", { name: "Use this order" }).click();
    await expect(page.getByText("Saved").first()).toBeVisible();
    await expect(first).not.toBeChecked();
  });
});
