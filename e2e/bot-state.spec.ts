// A bot that cannot answer says so on its pages, and what to do.
import pg from "pg";
import { enter, expect, type Platform, test } from "./platform.ts";

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

/** The process id of the platform's worker. */
async function workerOf({ databaseUrl }: Platform): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>(
    `SELECT "pid" FROM "Worker" ORDER BY "seenAt" DESC LIMIT 1`,
  );
  await client.end();
  return rows[0]?.pid ?? 0;
}

test("what keeps a bot from answering is said in the list and on its page: no worker, then a revoked token", async ({
  page,
  platform,
  sandbox,
}) => {
  await sandbox.control("POST", "/telegram/bots", { token, username: "state_bot", name: "State" });
  await enter(page, platform, "/main/bots");
  await page.getByRole("button", { name: "Add bot" }).first().click();
  await page.getByLabel("Token", { exact: true }).fill(token);
  await page.getByRole("button", { name: "Add bot" }).last().click();
  await expect(page.getByRole("heading", { name: "State is added" })).toBeVisible();
  await page.keyboard.press("Escape");
  const row = page.getByRole("row", { name: /State/ }).last();
  await expect(row).toContainText("Works");

  // Frozen, so that nobody starts another one.
  const worker = await workerOf(platform);
  const nav = page.getByRole("navigation", { name: "Pages" });
  const missing = page.getByText("No worker is running, so no bot answers.");
  process.kill(worker, "SIGSTOP");
  try {
    await expect(missing).toBeVisible();
    await expect(row).toContainText("No worker runs");
    await expect(row).not.toContainText("Works");
    await nav.getByRole("link", { name: "Overview" }).click();
    await expect(page.getByText("No bot can answer now")).toBeVisible();
    await expect(missing).toBeVisible();
    await expect(page.getByText("Nothing needs you")).toHaveCount(0);
    await nav.getByRole("link", { name: /^Alerts/ }).click();
    await expect(page.getByRole("listitem").filter({ hasText: "A worker is gone" }).first()).toBeVisible();
    await expect(nav.getByRole("link", { name: /^Alerts ?1 alert is open/ })).toBeVisible();
    await expect(missing).toBeVisible();
    await page.goto(`${platform.url}/main/bots`);
  } finally {
    process.kill(worker, "SIGCONT");
  }
  await expect(missing).toBeHidden();
  await expect(row).toContainText("Works");
  await expect(nav.getByRole("link", { name: "Alerts", exact: true })).toBeVisible();

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
