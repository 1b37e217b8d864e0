// A bot that cannot answer says so on its pages, and what to do.
import { enter, expect, test } from "./platform.ts";

// With a key, or it could not answer.
test.use({
  shop: {
    token: "50051:AAstatetestother-AAstatetestother-AAs",
    username: "other_bot",
    name: "Other",
    keys: ["AQ.state_key_one_00000000000001"],
  },
});

const token = "50050:AAstatetestbot-AAstatetestbot-AAs";

test("a bot whose token is revoked says so in the list and on its page, until it is switched off", async ({
  page,
  platform,
  sandbox,
}) => {
  await sandbox.control("POST", "/telegram/bots", { token, username: "state_bot", name: "State" });
  await enter(page, platform, "/main/bots#add");
  await page.getByLabel("Token", { exact: true }).fill(token);
  await page.getByRole("button", { name: "Add bot" }).last().click();
  await expect(page.getByRole("heading", { name: "State is added" })).toBeVisible();
  await page.keyboard.press("Escape");
  const row = page.getByRole("row", { name: /State/ }).last();
  await expect(row).toContainText("Works");

  await sandbox.control("DELETE", "/telegram/bots/state_bot");
  await expect(row).toContainText("Token revoked");
  await expect(row).toContainText("Paste a new token");
  await expect(row).not.toContainText("Works");
  await row.getByRole("link", { name: "State" }).click();
  await expect(page.getByText("Telegram no longer accepts the token.")).toBeVisible();
  await expect(page.getByRole("main").getByText("Token revoked")).toBeVisible();

  await page.goBack();
  await row.getByRole("switch").click();
  await expect(row).toContainText("Off");
  await expect(row).not.toContainText("Token revoked");
});
