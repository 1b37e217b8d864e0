// An owner tells a bot about their shop: a file, a price list, questions with answers; tries a question; and answers what was not known.
import pg from "pg";
import { violationsOf } from "./axe.ts";
import { untilLive } from "./live.ts";
import { enter, expect, type Platform, sharePlatform, test } from "./platform.ts";

const shop = {
  token: "41141:AAknowledge-AAknowledge-AAknowledge",
  username: "knowing_bot",
  name: "Bilimdon",
  keys: ["AQ.knowing-one"],
};
sharePlatform();
test.use({ shop });
// What an earlier test has told the bot, and been told by it.
test.beforeEach(async ({ platform }) => {
  const { database } = await botOf(platform);
  const forget = async () => {
    for (const table of ["Source", "Answer", "Conversation"]) await database.query(`DELETE FROM "${table}"`);
  };
  // The worker may still read a source: of two that wait for each other Postgres ends one.
  await expect(forget).toPass({ timeout: 60_000 });
  await database.query(`UPDATE "Bot" SET "knowledge" = '{}'`);
  await database.query(`UPDATE "Tenant" SET "configVersion" = "configVersion" + 1`);
  await database.end();
});

const prices = [
  "Artikul;Mahsulot nomi;Narxi;Qoldiq;Rangi",
  "CH-01;Choynak, 1 litr;85 000;12;koʻk",
  "CH-02;Samovar, 3 litr;1 450 000;2;mis",
  "P-06;Piyola toʻplami;120 000;0;koʻk",
].join("\n");
const terms =
  "# Yetkazib berish\nToshkent boʻylab 30 000 soʻm, bir kunda.\n\n# Qaytarish\nOʻn kun ichida, chek bilan.\n";
const fileOf = (name: string, text: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

async function botOf({ databaseUrl }: Platform): Promise<{ id: string; database: pg.Client }> {
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  const { rows } = await database.query<{ id: string }>(`SELECT "id" FROM "Bot" LIMIT 1`);
  return { id: rows[0]?.id ?? "", database };
}

test("a shop's files, prices and answers are given to a bot, found for a question, changed and deleted", async ({
  page,
  platform,
}) => {
  const { id, database } = await botOf(platform);
  await enter(page, platform, `/main/bots/${id}/knowledge`);
  await expect(page.getByRole("heading", { name: "Bilimdon knows nothing" })).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  const files = page.getByLabel("Files to add");

  await files.setInputFiles([fileOf("shartlar.md", terms), fileOf("empty.txt", "")]);
  await expect(page.getByText("The file is empty.")).toBeVisible();
  await expect(page.getByRole("link", { name: "shartlar" })).toBeVisible();
  await expect(page.getByText("In use").locator("visible=true")).toBeVisible();
  await page.getByRole("button", { name: "Remove empty.txt from the list" }).click();

  await files.setInputFiles(fileOf("narxlar.csv", prices));
  const dialog = page.getByRole("dialog", { name: "Import “narxlar.csv”" });
  await expect(dialog.getByRole("combobox", { name: "Column “Narxi” is" })).toHaveText("Price");
  expect(await violationsOf(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Import 3 products" }).click();
  await page.waitForURL(/\/knowledge\/[0-9a-f-]{36}$/);
  const price = page.getByLabel("Price of Samovar, 3 litr");
  await expect(price).toHaveValue("1,450,000");
  await price.fill("1500000");
  await page.keyboard.press("Enter");
  const stored = () =>
    database
      .query<{ price: string }>(`SELECT "price" FROM "Piece" WHERE "heading" LIKE 'Samovar%'`)
      .then(({ rows }) => Number(rows[0]?.price));
  await expect.poll(stored).toBe(1_500_000);
  await page.getByRole("button", { name: "Delete Piyola toʻplami" }).click();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByLabel("Price of Piyola toʻplami")).toBeVisible();
  await expect(page.getByText("3 products · changed just now")).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);

  await page.getByRole("link", { name: "All knowledge" }).click();
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("menuitem", { name: /Questions with answers/ }).click();
  await page.waitForURL(/\/knowledge\/[0-9a-f-]{36}#new=open$/);
  await page.getByLabel("Question", { exact: true }).fill("Ish vaqtingiz qanday?");
  await page.getByLabel("Answer", { exact: true }).fill("Har kuni 9:00 dan 21:00 gacha.");
  await page.reload();
  await expect(page.getByLabel("Answer", { exact: true }), "what is typed survives a reload").toHaveValue(
    /9:00/,
  );
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Ish vaqtingiz qanday?" })).toBeVisible();

  await page.getByRole("link", { name: "All knowledge" }).click();
  const tried = page.getByRole("region", { name: "Try a question" });
  // A phone: what is found is below the question.
  await page.setViewportSize({ width: 360, height: 640 });
  await tried.getByLabel("Question").fill("Самовар қанча туради?");
  await page.keyboard.press("Enter");
  await expect(tried.getByText("Enough for an answer")).toBeInViewport();
  await expect(tried.getByRole("listitem").first()).toBeInViewport({ ratio: 0.5 });
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(tried.getByRole("listitem").first()).toContainText("Samovar, 3 litr");
  expect(await violationsOf(page)).toEqual([]);

  await page.getByRole("switch", { name: "Only from this knowledge" }).click();
  const only = () =>
    database
      .query<{ only: boolean }>(`SELECT ("knowledge"->>'only')::boolean AS "only" FROM "Bot"`)
      .then(({ rows }) => rows[0]?.only);
  await expect.poll(only).toBe(true);
  await page.getByRole("switch", { name: "Name the sources" }).click();
  const named = () =>
    database
      .query<{ named: boolean }>(`SELECT ("knowledge"->>'named')::boolean AS "named" FROM "Bot"`)
      .then(({ rows }) => rows[0]?.named);
  await expect.poll(named).toBe(true);

  // Asked in Telegram, in the other script.
  await untilLive(platform);
  await platform.sandbox.control("PUT", "/gemini/reply", { mode: "pleasant" });
  const asked = { bot: shop.username, chat: { id: 77 }, text: "Самовар қанча туради?" };
  await platform.sandbox.control("POST", "/telegram/messages", asked);
  const wait = `/telegram/wait?bot=${shop.username}&chat=77&count=1&timeout=120000`;
  const { messages } = await platform.sandbox.control<{ messages: { text: string }[] }>("GET", wait);
  expect(messages[0]?.text).toMatch(/1\s?500\s?000[\s\S]*narxlar/);
  // The answer is stored once it was sent.
  const settled = () =>
    database
      .query<{ id: string }>(`SELECT "id" FROM "Answer" WHERE "finishedAt" IS NOT NULL`)
      .then(({ rows }) => rows[0]?.id);
  await expect.poll(settled).toBeTruthy();
  await page.goto(`${platform.url}/main/answers/${await settled()}`);
  await expect(page.getByRole("heading", { name: "Knowledge" })).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "narxlar" })).toContainText("used");
  expect(await violationsOf(page)).toEqual([]);
  await page.goto(`${platform.url}/main/bots/${id}/knowledge`);

  await page.getByRole("button", { name: "More for shartlar" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("link", { name: "shartlar" })).toHaveCount(0);
  await database.end();
});

test("of many sources the one in trouble and the newest are shown first, and one is found by its name", async ({
  page,
  platform,
}) => {
  const { id, database } = await botOf(platform);
  await database.query(
    `WITH source AS (
       INSERT INTO "Source" ("id", "tenantId", "botId", "kind", "name", "createdAt")
       SELECT gen_random_uuid(), "tenantId", "id", 'file', 'Manba ' || n, now() - make_interval(mins => 60 - n)
       FROM "Bot", generate_series(1, 12) AS n RETURNING *)
     INSERT INTO "SourceVersion" ("id", "tenantId", "sourceId", "state", "fault")
     SELECT gen_random_uuid(), "tenantId", "id", 'failed', 'broken' FROM source WHERE "name" = 'Manba 1'`,
  );
  await enter(page, platform, `/main/bots/${id}/knowledge`);
  const rows = page.getByRole("list", { name: "Sources" }).getByRole("listitem");
  await expect(rows).toHaveCount(10);
  await expect(rows.nth(0)).toContainText("Manba 1");
  await expect(rows.nth(1)).toContainText("Manba 12");
  await page.getByRole("searchbox", { name: "Find a source" }).fill("manba 12");
  await expect(rows).toHaveCount(1);
  await page.getByRole("searchbox", { name: "Find a source" }).fill("");
  await page.getByRole("button", { name: "Show all 12" }).click();
  await expect(rows).toHaveCount(12);
  expect(await violationsOf(page)).toEqual([]);
  await database.end();
});

test("of many files that are given together one toast tells, and counts", async ({ page, platform }) => {
  const { id, database } = await botOf(platform);
  await enter(page, platform, `/main/bots/${id}/knowledge`);
  const toasts = page.locator("[data-sonner-toast]");
  await page.evaluate(() => {
    const most = () => {
      const now = document.querySelectorAll("[data-sonner-toast]").length;
      document.documentElement.dataset.toasts = String(
        Math.max(now, Number(document.documentElement.dataset.toasts ?? 0)),
      );
    };
    new MutationObserver(most).observe(document.body, { childList: true, subtree: true });
  });
  await page
    .getByLabel("Files to add")
    .setInputFiles(Array.from({ length: 12 }, (_, i) => fileOf(`shart-${i}.txt`, `Shart ${i}`)));
  await expect(toasts.getByText("12 files are here: the bot reads them now")).toBeVisible();
  expect(await page.locator("html").getAttribute("data-toasts")).toBe("1");
  await database.end();
});

test("a dialog that an address opened, once closed, stays closed after Back", async ({ page, platform }) => {
  const { id, database } = await botOf(platform);
  await database.query(
    `INSERT INTO "Source" ("id", "tenantId", "botId", "kind", "name") SELECT gen_random_uuid(), "tenantId", "id", 'answers', 'Savollar' FROM "Bot"`,
  );
  await enter(page, platform, `/main/bots/${id}/knowledge#add=page`);
  const dialog = page.getByRole("dialog", { name: "Add a website" });
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  const source = page.getByRole("link", { name: "Savollar" });
  await source.click();
  await expect(page.getByRole("heading", { name: "Savollar" })).toBeVisible();
  await page.goBack();
  await expect(source).toBeVisible();
  // The router writes the address once more when the page that it asks for anew has come.
  await page.waitForResponse(/\/api\/pulse\//);
  await page.waitForResponse(/\/api\/pulse\//);
  await expect(dialog).toBeHidden();
  expect(new URL(page.url()).hash).toBe("");
  await database.end();
});

test("a template stores what somebody has answered, and none of its examples", async ({ page, platform }) => {
  const { id, database } = await botOf(platform);
  await enter(page, platform, `/main/bots/${id}/knowledge`);
  await page.getByRole("button", { name: /Template/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Restaurant" }).click();
  await dialog.getByLabel("When are you open?").fill("Every day from 8 to 20");
  await dialog.getByLabel("Name 1").fill("Norin");
  await dialog.getByLabel("Price 1").fill("42 000");
  expect(await violationsOf(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Put it into the bot" }).click();
  await expect(page.getByRole("link", { name: "Questions and answers" })).toBeVisible();
  const headings = async () => {
    const { rows } = await database.query<{ heading: string }>(`SELECT "heading" FROM "Piece" ORDER BY 1`);
    return rows.map(({ heading }) => heading);
  };
  await expect.poll(headings).toEqual(["Norin", "When are you open?"]);
  const { rows: prompts } = await database.query<{ prompt: string }>(`SELECT "prompt" FROM "Bot"`);
  expect(prompts[0]?.prompt).toContain("restaurant’s guests");
  await database.end();
});

test("a question without an answer waits, is answered once, and is known from then on", async ({
  page,
  platform,
}) => {
  const { id, database } = await botOf(platform);
  // As a turn leaves it.
  await database.query(
    `INSERT INTO "Conversation" ("id", "tenantId", "botId", "chatId")
     SELECT gen_random_uuid(), "tenantId", "id", 77 FROM "Bot"`,
  );
  await database.query(
    `INSERT INTO "Answer" ("id", "tenantId", "botId", "conversationId", "updateId", "state", "question", "receivedAt")
     SELECT gen_random_uuid(), "tenantId", "botId", "id", 1, 'answered', 'Xivaga yetkazasizmi?', now() FROM "Conversation"`,
  );
  await database.query(
    `INSERT INTO "OpenQuestion" ("answerId", "tenantId", "botId", "text", "group")
     SELECT "id", "tenantId", "botId", 'Xivaga yetkazasizmi?', 'xiva yetkaz' FROM "Answer"`,
  );
  await enter(page, platform, `/main/bots/${id}/knowledge`);
  const open = page.getByRole("region", { name: /Unanswered questions/ });
  await expect(open.getByText("Xivaga yetkazasizmi?")).toBeVisible();
  await open.getByRole("button", { name: "Answer" }).click();
  const dialog = page.getByRole("dialog", { name: "Answer a question" });
  await dialog.getByLabel("Answer", { exact: true }).fill("Ha, uch kunda.");
  await dialog.getByRole("checkbox").uncheck();
  await dialog.getByRole("button", { name: "Save the answer" }).click();
  await expect(page.getByText("Every question so far was answered.")).toBeVisible();
  await page.getByRole("link", { name: "Questions and answers" }).click();
  await expect(page.getByRole("heading", { name: "Xivaga yetkazasizmi?" })).toBeVisible();
  await database.end();
});
