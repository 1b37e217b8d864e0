// What the start page and the health page say of bots that can and cannot answer, on a laptop and on a phone.
import { randomUUID } from "node:crypto";
import pg from "pg";
import type { Page } from "playwright/test";
import { within } from "#test/within.ts";
import { expectAccessible } from "./axe.ts";
import { enter, expect, type ImportedShop, type Platform, sharePlatform, test } from "./platform.ts";

const shop: ImportedShop = {
  token: "60060:AAhealthtestbot-AAhealthtestbot-AA",
  username: "health_bot",
  name: "Health",
  keys: ["AQ.health_key_one_0000000000001", "AQ.health_key_two_0000000000002"],
};
sharePlatform();
test.use({ shop });

const phone = { width: 360, height: 740 };
const laptop = { width: 1440, height: 900 };

async function withDatabase<T>(
  { databaseUrl }: Platform,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** As a worker that met a refusal stores it. @returns the keys' ids in order */
async function park(
  platform: Platform,
  kind: string,
  seconds: number | null,
  which: "key" | "model",
): Promise<void> {
  await withDatabase(platform, (client) =>
    client.query(
      `INSERT INTO "Park" ("scope", "id", "tenantId", "class", "reason", "until", "since")
       SELECT $3::"Scope", CASE WHEN $3 = 'key' THEN k."id"::text ELSE '*/gemini-2.5-pro' END,
         CASE WHEN $3 = 'key' THEN k."tenantId" END, $1::"ErrorClass",
         'said in the test', now() + $2 * interval '1 second', now()
       FROM "Key" AS k ${which === "model" ? "LIMIT 1" : ""}
       ON CONFLICT ("scope", "id") DO UPDATE SET "class" = excluded."class", "until" = excluded."until", "updatedAt" = now()`,
      [kind, seconds, which],
    ),
  );
}

const clear = (platform: Platform) => withDatabase(platform, (client) => client.query(`DELETE FROM "Park"`));
const main = (page: Page) => page.getByRole("main");

/** How long the page took to show it, milliseconds. */
async function delayOf(change: () => Promise<unknown>, shown: () => Promise<unknown>): Promise<number> {
  await change();
  const from = performance.now();
  await shown();
  return performance.now() - from;
}

/** What is the same on each device is asked on one, unless every look is asked for. */
const devices = Object.entries(process.env.EVERY_LOOK ? { phone, laptop } : { phone });

for (const [device, viewport] of devices)
  test(`the start page says what needs somebody first, and mends it by one button (${device})`, async ({
    page,
    platform,
  }) => {
    await page.setViewportSize(viewport);
    await enter(page, platform, "/main");
    await expect(main(page).getByText("Nothing needs you")).toBeVisible();
    await expect(main(page).getByText("1 bot can answer now")).toBeVisible();
    await expectAccessible(page);

    const ms = await delayOf(
      () => park(platform, "key_blocked", 3_600, "key"),
      () => expect(main(page).getByText("Health cannot answer: Keys refused")).toBeVisible(),
    );
    console.log(`shown after ${Math.round(ms)} ms`);
    await expect(main(page).getByText("Nothing needs you")).toHaveCount(0);
    await expectAccessible(page);
    // Also above other pages, the bot's list and its own page.
    await page.goto(`${platform.url}/main/models`);
    await expect(main(page).getByText("Health cannot answer: Keys refused")).toBeVisible();
    await page.goto(`${platform.url}/main/bots`);
    await expect(page.getByRole("row", { name: /Health/ })).toContainText("Keys refused");
    await expect(page.getByRole("row", { name: /Health/ })).not.toContainText("Works");
    await page.goto(`${platform.url}/main`);
    await main(page).getByRole("link", { name: "To the keys" }).click();
    await expect(page.getByRole("dialog")).toContainText("Google has blocked this key");

    await page.goto(`${platform.url}/main`);
    await clear(platform);
    await expect(main(page).getByText("Nothing needs you")).toBeVisible();
  });

test("the line above the pages leads to where it is mended, and there has no button to the same page", async ({
  page,
  platform,
}) => {
  const turn = (to: "on" | "off") =>
    withDatabase(platform, async (client) => {
      await client.query(`UPDATE "Key" SET "enabled" = $1`, [to === "on"]);
      await client.query(`UPDATE "Tenant" SET "configVersion" = "configVersion" + 1`);
    });
  await turn("off");
  await enter(page, platform, "/main/models");
  const line = main(page).getByText("Health cannot answer: Keys are off");
  await expect(line).toBeVisible();
  await main(page).getByRole("link", { name: "To the keys" }).click();
  await expect(main(page).getByRole("heading", { name: "Keys", exact: true })).toBeVisible();
  await expect(line).toBeVisible();
  await expect(main(page).getByRole("link", { name: "To the keys" })).toHaveCount(0);
  await turn("on");
  await expect(line).toBeHidden();
});

test("a page that was opened while something came and went does not keep it", async ({ page, platform }) => {
  await enter(page, platform, "/main/keys");
  const pulses = Promise.withResolvers<void>();
  let held = 0;
  await page.route("**/api/pulse/**", async (route) => {
    held += 1;
    await pulses.promise;
    // One that is held for long is given up by the page.
    await route.continue().catch(() => undefined);
  });
  // One is asked after the other: the one that was under way has ended.
  await expect.poll(() => held).toBeGreaterThan(0);
  await park(platform, "key_blocked", null, "key");
  await page.getByRole("link", { name: "Bots", exact: true }).click();
  const row = page.getByRole("row", { name: /Health/ });
  await expect(row).toContainText("Keys refused");
  await clear(platform);
  pulses.resolve();
  await expect(row).toContainText("Works", { timeout: within(3_000) });
});

test("the matrix tells each model with each key, live, by mouse and by keyboard", async ({
  page,
  platform,
}) => {
  await page.setViewportSize(laptop);
  await enter(page, platform, "/main/health");
  const cell = page.getByRole("button", { name: /Gemini 2.5 Pro with .*one|Gemini 2.5 Pro with Key 1/ });
  await expect(cell).toHaveAccessibleName(/Works/);
  await expectAccessible(page);
  // Seconds are shown of less than a minute, which may be over before the page has been refreshed.
  await expect(async () => {
    await park(platform, "overloaded", 50, "model");
    await expect(cell).toHaveAccessibleName(/Waits/, { timeout: 20_000 });
    await expect(cell).toContainText(/\d+ s/, { timeout: 20_000 });
  }).toPass();
  // Long enough for all that follows.
  await park(platform, "overloaded", 3_600, "model");
  await cell.click();
  const panel = page.getByRole("dialog");
  await expect(panel).toContainText("is overloaded at Google");
  await expect(panel).toContainText("What Google said");
  await expect(panel.getByRole("link", { name: "To the key" })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await cell.focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("button", { name: /Gemini 2.5 Pro with .*2/ })).toBeFocused();
  await page.getByRole("link", { name: "Only what is not well" }).click();
  await expect(page.getByRole("row", { name: /Gemini 2.5 Pro/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /Gemini 2.5 Flash-Lite/ })).toHaveCount(0);
  await clear(platform);
  await expect(page.getByText("Everything works: nothing waits, nothing is broken.")).toBeVisible();
});

/** Many keys of a few projects and many models, without a call to Google. From then on they are there. */
const crowd = (platform: Platform) =>
  withDatabase(platform, async (client) => {
    const { rows } = await client.query<{ id: string; keys: number }>(
      `SELECT "tenantId" AS id, (count(*))::int AS keys FROM "Key" GROUP BY 1`,
    );
    const [{ id: tenantId, keys } = { id: "", keys: 0 }] = rows;
    if (keys > shop.keys.length) return;
    await client.query(
      `INSERT INTO "Project" ("id", "tenantId", "label") SELECT gen_random_uuid(), $1, 'shop project ' || n FROM generate_series(1, 5) AS n`,
      [tenantId],
    );
    await client.query(
      `INSERT INTO "Key" ("id", "tenantId", "label", "secret", "secretIndex", "last4", "position", "projectId", "checkClass", "checkedAt", "updatedAt")
       SELECT gen_random_uuid(), $1, 'Reserve ' || n, '', n::text, lpad(n::text, 4, '0'), n + 10,
         (SELECT "id" FROM "Project" WHERE "label" = 'shop project ' || (n % 5 + 1)), 'ok', now(), now()
       FROM generate_series(1, 18) AS n`,
      [tenantId],
    );
    const entries = Array.from({ length: 60 }, (_, i) => ({ model: `gemini-${i}.5-flash`, enabled: true }));
    await client.query(
      `INSERT INTO "ModelList" ("id", "tenantId", "entries", "updatedAt") VALUES ($1, $2, $3, now())`,
      [randomUUID(), tenantId, JSON.stringify(entries)],
    );
    await client.query(
      `INSERT INTO "Park" ("scope", "id", "tenantId", "class", "reason", "until", "since")
       SELECT 'key_model', k."id" || '/gemini-' || m || '.5-flash', $1, (ARRAY['timeout', 'rate_unknown', 'model_denied'])[m % 3 + 1]::"ErrorClass",
         'silent for 15 s', now() + make_interval(mins => 10, secs => m * 97), now()
       FROM "Key" AS k, generate_series(1, 50) AS m WHERE (k."position" + m) % 4 = 0`,
      [tenantId],
    );
    await client.query(`UPDATE "Tenant" SET "configVersion" = "configVersion" + 1`);
  });

test("60 models with 20 keys fit the page, on a laptop and on a phone", async ({ page, platform }) => {
  const fits = async () => {
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    await expect.poll(wide, "the page itself does not scroll sideways").toBeLessThanOrEqual(0);
  };
  await crowd(platform);
  await page.setViewportSize(laptop);
  await enter(page, platform, "/main/health");
  await fits();
  await expect(page.getByRole("button", { name: /Gemini 59.5 Flash with/ })).toHaveCount(20);
  // One stop for Tab in the whole matrix.
  await expect(page.locator('[data-cell][tabindex="0"]')).toHaveCount(1);
  // All cells are of the kinds that the small matrix has.
  if (process.env.EVERY_LOOK) await expectAccessible(page);

  await page.setViewportSize(phone);
  await page.reload();
  await fits();
  await main(page)
    .getByRole("button", { name: /Gemini 3.5 Flash/ })
    .click();
  const panel = page.getByRole("dialog");
  await expect(panel.getByRole("listitem")).toHaveCount(20);
  await panel.getByRole("button", { name: /Waits/ }).first().click();
  await expect(panel).toContainText("What we do");
  await page.keyboard.press("Escape");
  await expectAccessible(page);
});

/** As before the crowd. */
const uncrowd = (platform: Platform) =>
  withDatabase(platform, async (client) => {
    for (const what of [
      `"Park"`,
      `"ModelList" WHERE "tenantId" IS NOT NULL`,
      `"Key" WHERE "label" LIKE 'Reserve %'`,
    ])
      await client.query(`DELETE FROM ${what}`);
    await client.query(`UPDATE "Tenant" SET "configVersion" = "configVersion" + 1`);
  });

// Last, since no key is left in the end.
test("every way to lose the last key or the last model ends the green state within the time of a pulse", async ({
  page,
  platform,
}) => {
  await uncrowd(platform);
  await enter(page, platform, "/main/bots");
  const row = page.getByRole("row", { name: /Health/ });
  await expect(row).toContainText("Works");
  const change = (sql: string) =>
    withDatabase(platform, async (client) => {
      await client.query(sql);
      await client.query(`UPDATE "Tenant" SET "configVersion" = "configVersion" + 1`);
    });
  const ways: [string, () => Promise<unknown>, () => Promise<unknown>][] = [
    ["Keys refused", () => park(platform, "key_invalid", null, "key"), () => clear(platform)],
    ["Keys refused", () => park(platform, "key_blocked", -5, "key"), () => clear(platform)],
    [
      "Keys are off",
      () => change(`UPDATE "Key" SET "enabled" = false`),
      () => change(`UPDATE "Key" SET "enabled" = true`),
    ],
    [
      "Models retired",
      () =>
        change(
          `UPDATE "Key" SET "gone" = ARRAY(SELECT "name" FROM "Model") || ARRAY['gemini-flash-latest', 'gemini-flash-lite-latest', 'gemini-2.5-flash', 'gemini-2.0-flash', 'gemini-2.5-flash-lite', 'gemini-2.5-pro']`,
        ),
      () => change(`UPDATE "Key" SET "gone" = '{}'`),
    ],
    ["No key", () => change(`DELETE FROM "Key"`), async () => undefined],
  ];
  for (const [word, lose, restore] of ways) {
    const ms = await delayOf(lose, () => expect(row).toContainText(word));
    console.log(`${word}: shown after ${Math.round(ms)} ms`);
    await expect(row).not.toContainText("Works");
    await restore();
    if (word !== "No key") await expect(row).toContainText("Works");
  }
  await page.goto(`${platform.url}/main`);
  await main(page).getByRole("link", { name: "Add a key" }).click();
  await expect(page).toHaveURL(/\/main\/keys#add/);
});
