// The network fails during a save: the form does not stay pending, keeps its text, and can be sent again.
import type { Locator, Page, Route } from "playwright/test";
import {
  enter,
  expect,
  furnish,
  getIn,
  type ImportedShop,
  type Platform,
  sharePlatform,
  test,
} from "./platform.ts";

const shop: ImportedShop = {
  token: "30030:AAlosttestbot-AAlosttestbot-AAlos",
  username: "lost_bot",
  name: "Lost",
  keys: ["AQ.lost-one", "AQ.lost-two"],
};
const isAction = (route: Route) => route.request().headers()["next-action"] !== undefined;
const NOT_SAVED = "Not saved: no connection to the server.";

/** Aborts all server actions, until the returned function is called. */
async function cutSaving(page: Page): Promise<() => Promise<void>> {
  await page.route("**/*", async (route) => {
    await (isAction(route) ? route.abort("internetdisconnected") : route.continue());
  });
  return () => page.unroute("**/*");
}

/** Sends the form while the connection is cut, then again: `typed` must survive in between. */
async function sendTwice(page: Page, form: Locator, button: string | RegExp, typed: [Locator, string]) {
  const restore = await cutSaving(page);
  const [field, text] = typed;
  await field.fill(text);
  await form.getByRole("button", { name: button }).click();
  await expect(form.getByRole("alert").filter({ hasText: NOT_SAVED })).toBeVisible();
  await expect(field).toHaveValue(text);
  await expect(form.getByRole("button", { name: button })).toBeEnabled();
  await restore();
  await form.getByRole("button", { name: button }).click();
}

async function addKeysAndBot(page: Page, platform: Platform): Promise<void> {
  const dialog = page.getByRole("dialog");
  await page.goto(`${platform.url}/main/keys#add`);
  const keys = page.getByLabel("Keys", { exact: true });
  await sendTwice(page, dialog, "Add 2 keys", [keys, shop.keys.join("\n")]);
  await expect(page.getByText(/^Works: \d+ models/)).toHaveCount(2);

  await page.goto(`${platform.url}/main/bots#add`);
  const token = page.getByLabel("Token", { exact: true });
  await sendTwice(page, dialog, "Add bot", [token, shop.token]);
  await expect(page.getByRole("heading", { name: "Lost is added" })).toBeVisible();
}

test("a form whose request is lost keeps what was typed, says that it is not saved, and can be sent again", async ({
  page,
  platform,
  sandbox,
}) => {
  await furnish(sandbox, shop);
  await getIn(page, platform);
  await addKeysAndBot(page, platform);
  const dialog = page.getByRole("dialog");

  await page.getByRole("link", { name: "Write its prompt" }).click();
  const main = page.getByRole("main");
  await sendTwice(page, main, "Publish", [page.getByLabel("Prompt"), "You are brief."]);
  await expect(page.getByText("The prompt is published")).toBeVisible();
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Replace token" }).click();
  await sendTwice(page, dialog, "Replace", [page.getByLabel("New token"), shop.token]);
  await expect(page.getByText("Token replaced")).toBeVisible();

  await page.goto(`${platform.url}/main/keys`);
  await page.getByRole("button", { name: "More for Key 2" }).click();
  await page.getByRole("menuitem", { name: "Replace…" }).click();
  await sandbox.control("PUT", "/gemini/keys", { "AQ.lost-three": { project: "p2" } });
  await sendTwice(page, dialog, "Replace", [page.getByLabel("New key"), "AQ.lost-three"]);
  await expect(page.getByText("Key 2 is replaced")).toBeVisible();
  await page.getByRole("button", { name: /^Key 2/ }).click();
  await sendTwice(page, dialog, "Save", [page.getByLabel("Label"), "Second"]);
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();

  await page.goto(`${platform.url}/main/models?price=gemini-2.5-pro`);
  await sendTwice(page, dialog, "Save price", [page.getByLabel("Read, $"), "1,5"]);
  await expect(page.getByText("Price saved")).toBeVisible();
});

test.describe("with keys and a bot", () => {
  sharePlatform();
  test.use({ shop });

  test("what is changed in place goes back where its request is lost, and the toast saves it on a second try", async ({
    page,
    platform,
  }) => {
    await getIn(page, platform);
    const again = page.getByRole("button", { name: "Try again" });

    await page.goto(`${platform.url}/main/bots`);
    const running = page.getByRole("switch", { name: "Run Lost" });
    let restore = await cutSaving(page);
    await running.click();
    await expect(page.getByText(NOT_SAVED)).toBeVisible();
    await expect(running).toBeChecked();
    await restore();
    await again.click();
    await expect(page.getByText("Lost is off")).toBeVisible();
    await expect(running).not.toBeChecked();

    await page.goto(`${platform.url}/main/models`);
    const first = page.getByRole("main").getByRole("listitem").first();
    restore = await cutSaving(page);
    await page.getByRole("button", { name: "More for Gemini 2.5 Pro" }).click();
    await page.getByRole("menuitem", { name: "Move to the top" }).click();
    await expect(page.getByText(NOT_SAVED)).toBeVisible();
    await expect(first).toContainText("gemini-2.5-flash");
    await restore();
    await again.click();
    await expect(first).toContainText("gemini-2.5-pro");
    await expect(page.getByText("Saved").first()).toBeVisible();

    await page.goto(`${platform.url}/main/keys`);
    restore = await cutSaving(page);
    await page.getByRole("button", { name: "More for Key 2" }).click();
    await page.getByRole("menuitem", { name: "Delete…" }).click();
    const question = page.getByRole("alertdialog");
    await question.getByRole("button", { name: "Delete key" }).click();
    await expect(question.getByRole("alert")).toHaveText(NOT_SAVED);
    await restore();
    await question.getByRole("button", { name: "Delete key" }).click();
    await expect(page.getByText("Key 2 is deleted")).toBeVisible();
    await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(1);
  });

  test("a form whose request gets no answer is free again after a while, with its text, and can be sent again", async ({
    page,
    platform,
    sandbox,
  }) => {
    const token = "30031:AAlosttestbot-AAlosttestbot-AAsec";
    await sandbox.control("POST", "/telegram/bots", { token, username: "second_lost_bot", name: "Second" });
    await enter(page, platform, "/main/bots#add");
    const field = page.getByLabel("Token", { exact: true });
    await field.fill(token);
    let held = 0;
    // Holds the first action only; unrouting would let it through.
    await page.route("**/*", (route) => (isAction(route) && held++ === 0 ? undefined : route.continue()));
    const submit = page.getByRole("dialog").getByRole("button", { name: "Add bot" });
    await submit.click();
    const said = "The server does not answer, so it is not known whether this was saved.";
    await expect(page.getByRole("alert").filter({ hasText: said })).toBeVisible();
    await expect(field).toHaveValue(token);
    expect(held).toBe(1);
    // The first request is still open: the second must not wait for it.
    await submit.click();
    await expect(page.getByRole("heading", { name: "Second is added" })).toBeVisible();
  });
});

test.describe("where nothing is saved", () => {
  sharePlatform();

  test("a form of an earlier build says that BotFactory was updated, and keeps its text", async ({
    page,
    platform,
  }) => {
    await enter(page, platform, "/main/keys#add");
    const keys = page.getByLabel("Keys", { exact: true });
    await keys.fill("AQ.lost-one");
    // A well-formed id of no action in this build.
    const unknown = "40".padEnd(42, "0");
    await page.route("**/*", (route) =>
      isAction(route)
        ? route.continue({ headers: { ...route.request().headers(), "next-action": unknown } })
        : route.continue(),
    );
    await page.getByRole("dialog").getByRole("button", { name: "Add 1 key" }).click();
    await expect(
      page.getByRole("alert").filter({ hasText: "BotFactory was updated meanwhile" }),
    ).toBeVisible();
    await expect(keys).toHaveValue("AQ.lost-one");
  });

  test("a sign-in while the server is away leaves one on the page, with what was typed", async ({
    page,
    platform,
  }) => {
    await page.goto(`${platform.url}/sign-in`);
    await page.getByLabel("E-mail").fill("admin@example.com");
    await page.getByLabel("Password").fill("not-the-password");
    await page.route("**/api/**", (route) => route.abort("internetdisconnected"));
    const button = page.getByRole("button", { name: "Sign in" });
    await button.click();
    await expect(page.getByRole("alert").filter({ hasText: "No connection to the server." })).toBeVisible();
    await expect(page.getByLabel("E-mail")).toHaveValue("admin@example.com");
    await page.unroute("**/api/**");
    await button.click();
    await expect(
      page.getByRole("alert").filter({ hasText: "E-mail or password is not right." }),
    ).toBeVisible();
    await expect(page.getByLabel("Password")).toHaveValue("not-the-password");
  });
});

test.describe("before anybody is there", () => {
  test.use({ isSetUp: false });

  test("a setup whose request is lost keeps all five fields, and can be sent again", async ({
    page,
    platform,
  }) => {
    const link = /^First visit: (\S+)$/m.exec(platform.output())?.[1] ?? "";
    await page.goto(link);
    const typed = {
      "Name of your workspace": "Baraka",
      "Your name": "Dilnoza",
      "E-mail": "dilnoza@example.com",
    };
    for (const [label, text] of Object.entries(typed)) await page.getByLabel(label).fill(text);
    const password = page.getByLabel("Password", { exact: true });
    await sendTwice(page, page.getByRole("main"), "Create and start", [password, "to‘g‘ri-ot-batareya"]);
    await page.waitForURL(/\/start$/);
  });
});
