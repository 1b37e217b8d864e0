// The page of alerts: what is open, linking Telegram by one tap, mutes and webhooks. The platform is a demo, so the
// sandbox's page is where Telegram's links lead.
import { admin, enter, expect, sharePlatform, test } from "./platform.ts";

sharePlatform();

const shop = {
  token: "60060:AAalertstestbot-AAalertstestbot-AA",
  username: "alerts_shop_bot",
  name: "Shop",
  keys: ["AQ.alerts-one", "AQ.alerts-two"],
};
/** Whoever the sandbox's page chooses first. */
const CHAT = 5_001;
test.use({ shop, env: { SANDBOX_URL: "sandbox" } });

test("Telegram is linked by one tap, in a demo in its sandbox; a leaked key is told there and shown here, and both say when it is solved", async ({
  page,
  platform,
  sandbox,
  browser,
}) => {
  const write = (text: string, chat = CHAT) =>
    sandbox.control("POST", "/telegram/messages", {
      ...{ bot: shop.username, chat: { id: chat }, text },
      from: { id: chat, first_name: "Otabek", language_code: "ru" },
    });
  const written = async () => {
    const { messages } = await sandbox.control<{ messages: { text: string; out: boolean }[] }>(
      "GET",
      `/telegram/chats/${shop.username}/${CHAT}`,
    );
    return messages.flatMap(({ text, out }) => (out ? [text] : [])).join("\n---\n");
  };
  await page.goto(`${platform.url}/sign-in`);
  await page.getByRole("button", { name: "Fill it in" }).click();
  await expect(page.getByLabel("E-mail")).toHaveValue(admin.email);
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue(admin.password);
  await enter(page, platform, "/main/alerts");
  await expect(page.getByRole("heading", { name: "Nothing needs you." })).toBeVisible();
  await expect(page.getByText("you are not told: no Telegram account is linked")).toBeVisible();
  await expect(page.getByText("and you are told")).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Write to the bots" })).toHaveAttribute(
    "href",
    `${sandbox.url}/?bot=${shop.username}`,
  );
  // Another site, without Next: a page that does not wait for it.
  const stage = await browser.newPage({ locale: "en" });
  const pressStart = async () => {
    const link = page.getByRole("link", { name: "Open Telegram" });
    await stage.goto((await link.getAttribute("href")) ?? "");
    expect(new URL(stage.url()).origin).toBe(sandbox.url);
    await stage.getByRole("button", { name: "START", exact: true }).click();
    await expect(page.getByText(`Dilnoza, from @${shop.username}`)).toBeVisible();
  };
  await page.getByRole("button", { name: "Link Telegram" }).click();
  await pressStart();
  await expect(page.getByText("and you are told")).toBeVisible();
  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(page.getByText("The test has arrived")).toBeVisible();
  // The workspace is in Uzbek, and the admin has chosen no language.
  await expect.poll(written).toContain("Sinov: “BotFactory”");

  await sandbox.control("PUT", "/gemini/keys", { [shop.keys[0] ?? ""]: { state: "leaked" } });
  await write("salom", 78);
  await expect.poll(written).toMatch(/Google has blocked this key|Google заблокировал|Google bu kalitni/);
  const cause = page.getByRole("listitem").filter({ hasText: "Key blocked" }).first();
  await expect(cause).toContainText("because it was leaked");
  await expect(page.getByRole("link", { name: /^Alerts ?1 alert is open/ })).toBeVisible();
  await cause.getByRole("link", { name: "To Keys" }).click();
  await expect(page.getByRole("dialog").getByRole("button", { name: "Replace…" })).toBeVisible();
  await sandbox.control("PUT", "/gemini/keys", { [shop.keys[0] ?? ""]: { state: "ok" } });
  await page.goto(`${platform.url}/main/keys`);
  await page.getByRole("button", { name: /Test all/ }).click();
  await expect.poll(written).toContain("✅");
  await page.goto(`${platform.url}/main/alerts`);
  await expect(page.getByRole("heading", { name: "Nothing needs you." })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Before" })).toBeVisible();

  // A test that cannot arrive is not said to be on its way.
  await stage.getByRole("button", { name: "Block", exact: true }).click();
  await expect(stage.getByRole("button", { name: "Unblock", exact: true })).toBeVisible();
  await page.bringToFront();
  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(page.getByText(/^The test did not arrive\. .*blocked/)).toBeVisible();
  await expect(page.getByText(/^Stopped: the bot was blocked/)).toBeVisible();
  await stage.getByRole("button", { name: "Unblock", exact: true }).click();
  await expect(stage.getByRole("button", { name: "Block", exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Link again" }).click();
  await pressStart();

  await page.getByRole("button", { name: "Unlink" }).click();
  await expect(page.getByRole("button", { name: "Link Telegram" })).toBeVisible();
});

test("a kind is muted for oneself; a webhook shows its secret once and logs its deliveries", async ({
  page,
  platform,
}) => {
  await enter(page, platform, "/main/alerts");
  const kind = page.getByRole("switch", { name: "A model is retired" });
  await expect(kind).toBeChecked();
  await kind.click();
  await expect(page.getByText("Saved")).toBeVisible();
  await page.reload();
  await expect(kind).not.toBeChecked();

  await page.getByRole("button", { name: "Add webhook" }).click();
  await page.getByLabel("Address").fill("ftp://example.com");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByText("Something here is not right.")).toBeVisible();
  await page.getByLabel("Address").fill("http://127.0.0.1:9/hook");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByText(/^whsec_[\w-]{43}$/)).toBeVisible();
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: /127\.0\.0\.1:9/ }).click();
  await page.getByRole("button", { name: "Send a test" }).click();
  const log = page.getByRole("dialog");
  await expect(log.getByText("Given up")).toBeVisible();
  await expect(log.getByText("The address leads into a private network.")).toBeVisible();
  await expect(log.getByText("whsec_")).toHaveCount(0);
  await log.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("No webhook yet.")).toBeVisible();
});
