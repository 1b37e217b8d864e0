// The session ends while somebody types: nothing that was typed is lost.
import { endSession } from "./end-session.ts";
import { enter, expect, sharePlatform, signIn, test } from "./platform.ts";

sharePlatform();

// With a key, or the bot could not answer.
test.use({
  shop: {
    token: "50052:AAsessionother-AAsessionother-AAs",
    username: "other_bot",
    name: "Other",
    keys: ["AQ.session_key_one_000000000001"],
  },
});

const PROMPT = "You are brief.";
const KEY = "AQ.half-typ";

test("a page whose session ends keeps what was typed, and saves it after signing in again", async ({
  page,
  platform,
  sandbox,
}) => {
  const token = "50050:AAsessiontest-AAsessiontest-AAsess";
  await sandbox.control("POST", "/telegram/bots", { token, username: "session_bot", name: "Session" });
  await enter(page, platform, "/main/bots#add");
  await page.getByLabel("Token", { exact: true }).fill(token);
  await page.getByRole("dialog").getByRole("button", { name: "Add bot" }).click();
  await page.getByRole("link", { name: "Write its prompt" }).click();
  const prompt = page.getByLabel("Prompt");
  await prompt.fill(PROMPT);
  const address = page.url();

  const again = page.getByRole("dialog", { name: "Your session has ended" });
  await endSession(platform);
  await expect(again).toBeVisible();
  await page.keyboard.press("Escape");
  // A refresh must leave the page alone.
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await page.waitForResponse((response) => response.url().includes("/api/pulse/"));
  await expect(again).toBeVisible();
  expect(page.url()).toBe(address);
  await again.getByLabel("Password").fill("not-the-password");
  await page.keyboard.press("Enter");
  await expect(again.getByText("E-mail or password is not right.")).toBeVisible();
  await again.getByLabel("Password").fill("correct-horse-battery");
  await page.keyboard.press("Enter");
  await expect(again).toBeHidden();
  await expect(prompt).toHaveValue(PROMPT);
  await page.getByRole("main").getByRole("button", { name: "Publish" }).click();
  await expect(page.getByText("The prompt is published")).toBeVisible();
});

test("a form in a dialog stays open and filled under the sign-in, also where another tab signs in", async ({
  page,
  context,
  platform,
}) => {
  await enter(page, platform, "/main/keys#add");
  const keys = page.getByLabel("Keys", { exact: true });
  await keys.fill(KEY);
  const again = page.getByRole("dialog", { name: "Your session has ended" });
  await endSession(platform);
  await expect(again.getByLabel("Password")).toBeFocused();
  const other = await context.newPage();
  await signIn(other, platform);
  await page.bringToFront();
  await expect(again).toBeHidden();
  await expect(keys).toHaveValue(KEY);
});

test("a save that meets an ended session goes on by itself after signing in again", async ({
  page,
  platform,
}) => {
  await enter(page, platform, "/main/people#add");
  await page.getByLabel("E-mail").fill("colleague@example.com");
  // The page learns of the end from its own save.
  const learned = Promise.withResolvers<void>();
  let held = 0;
  await page.route("**/api/pulse/**", async (route) => {
    held += 1;
    await learned.promise;
    await route.continue().catch(() => undefined);
  });
  // One is asked after the other: the one that was under way has ended.
  await expect.poll(() => held).toBeGreaterThan(0);
  await endSession(platform);
  const saved = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Make the invitation" }).click();
  await saved;
  learned.resolve();
  const again = page.getByRole("dialog", { name: "Your session has ended" });
  await again.getByLabel("Password").fill("correct-horse-battery");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "colleague@example.com is invited" })).toBeVisible();
});

test("a refresh that is under way when the session ends keeps the page", async ({ page, platform }) => {
  await enter(page, platform, "/main/keys#add");
  const keys = page.getByLabel("Keys", { exact: true });
  await keys.fill(KEY);
  // Asked for before the end, answered after it.
  let ended = false;
  await page.route("**/main/keys**", async (route) => {
    if (!ended && route.request().headers().rsc === "1") {
      ended = true;
      await endSession(platform);
    }
    await route.continue();
  });
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  const again = page.getByRole("dialog", { name: "Your session has ended" });
  await expect(again).toBeVisible();
  expect(ended).toBe(true);
  await expect(keys).toHaveValue(KEY);
  await again.getByLabel("Password").fill("correct-horse-battery");
  await page.keyboard.press("Enter");
  await expect(again).toBeHidden();
  await expect(keys).toHaveValue(KEY);
});

test("where another tab signs in somebody else, the page is not theirs to see", async ({
  page,
  context,
  platform,
}) => {
  await enter(page, platform, "/main/keys#add");
  await page.getByLabel("Keys", { exact: true }).fill(KEY);
  await page.route("**/api/pulse/**", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), email: "other@example.com" } });
  });
  await page.waitForEvent("load");
  await expect(page.getByLabel("Keys", { exact: true })).toHaveValue("");
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await context.close();
});
