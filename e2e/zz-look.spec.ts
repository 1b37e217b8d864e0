// Temporary: pictures to look at.
import { randomUUID } from "node:crypto";
import pg from "pg";
import { enter, test } from "./platform.ts";

const bot = "look_bot";
test.use({
  shop: {
    token: "90190:AAlooktest-AAlooktest-AAlookte",
    username: bot,
    name: "Doʻkon",
    keys: ["AQ.look-one"],
  },
});
test("pictures", async ({ page, platform, sandbox }) => {
  test.setTimeout(200_000);
  await sandbox.control("POST", "/telegram/messages", { bot, chat: { id: 11 }, text: "Salom" });
  await sandbox.control("GET", `/telegram/wait?bot=${bot}&chat=11&count=1&timeout=60000`);
  const db = new pg.Client({ connectionString: platform.databaseUrl });
  await db.connect();
  const q = async (text: string, values: unknown[] = []) => (await db.query(text, values)).rows;
  const [{ tenantId, botId }] = await q(`SELECT "tenantId", "id" AS "botId" FROM "Bot"`);
  const [lane] = await q(`SELECT "id" FROM "Lane" LIMIT 1`);
  for (let c = 0; c < 30; c++) {
    const id = randomUUID();
    await q(
      `INSERT INTO "Conversation" ("id","tenantId","botId","chatId","title","createdAt") VALUES ($1,$2,$3,$4,$5, now() - ($6::int * interval '9 hours'))`,
      [id, tenantId, botId, 1000 + c, `Odam ${c}`, c],
    );
    await q(
      `WITH u AS (INSERT INTO "Update" ("tenantId","botId","updateId","laneId","payload","state") SELECT $1,$2,n + $4::int*1000,$5,'{}','done' FROM generate_series(1,$6::int) AS n RETURNING "id","updateId"),
      a AS (INSERT INTO "Answer" ("id","tenantId","botId","conversationId","updateId","state","question","text","model","keyName","receivedAt","startedAt","firstTextAt","finishedAt","costMicros","liked","disliked")
        SELECT gen_random_uuid(),$1,$2,$3,u."id",(ARRAY['answered','answered','answered','answered','answered','refused','apologised','cancelled'])[1+(u."id" % 8)]::"AnswerState", 'Narxi qancha va qachon yetkazasiz?','Salom!',
          CASE WHEN u."id" % 8 < 5 THEN (ARRAY['gemini-2.5-flash','gemini-2.5-pro','gemini-3-flash'])[1+(u."id" % 3)] END,'Key 1 …9f3c', t, t, t + interval '1 second' * (1 + u."id" % 7 * (CASE WHEN u."id" % 29 = 0 THEN 6 ELSE 1 END)), t + interval '1 second' * (3 + u."id" % 9), CASE WHEN u."id" % 41 = 0 THEN 91000 ELSE 200 + u."id" % 900 END, CASE WHEN u."id" % 11 = 0 THEN 1 ELSE 0 END, CASE WHEN u."id" % 13 = 0 THEN 1 ELSE 0 END
        FROM u, LATERAL (SELECT now() - interval '1 minute' * (u."id" * 37 % (9 * 60 * $4::int + 60)) AS t) AS x RETURNING *)
      INSERT INTO "Attempt" ("tenantId","answerId","position","model","keyId","keyLabel","keyLast4","class","startedAt","firstTokenMs","ms","inputTokens","outputTokens","costMicros")
      SELECT $1,a."id",p,coalesce(a."model",'gemini-2.5-pro'),gen_random_uuid(),'Key 1','9f3c',(CASE WHEN p = 1 AND a."model" IS NOT NULL THEN 'ok' ELSE (ARRAY['overloaded','rate_day','timeout','key_blocked'])[1+(a."updateId" % 4)] END)::"AttemptClass",a."startedAt",900,1200,500,80,a."costMicros" / 2 FROM a, generate_series(CASE WHEN a."model" IS NULL OR a."updateId" % 5 = 0 THEN 0 ELSE 1 END, 1) AS p`,
      [tenantId, botId, id, c, lane.id, 4 + c],
    );
  }
  const project = (await q(`SELECT "id" FROM "Project" LIMIT 1`))[0]?.id;
  const key = (await q(`SELECT "id" FROM "Key" LIMIT 1`))[0]?.id;
  const day = `(date_trunc('day', now() AT TIME ZONE 'America/Los_Angeles') AT TIME ZONE 'America/Los_Angeles')`;
  for (const [model, used] of [
    ["gemini-2.5-pro", 91],
    ["gemini-2.5-flash", 230],
    ["gemini-3-flash", 12],
  ] as const) {
    await q(`INSERT INTO "QuotaLimit" VALUES ($1,$2,$3,'day','requests',250,now()) ON CONFLICT DO NOTHING`, [
      tenantId,
      project ?? `key:${key}`,
      model,
    ]);
    await q(
      `INSERT INTO "QuotaCount" VALUES ($1,$2,$3,'day',${day},$4,$5,0,1000),($1,$2,$3,'hour',date_trunc('hour',now()),$4,$6,0,1000) ON CONFLICT DO NOTHING`,
      [tenantId, project ?? `key:${key}`, model, randomUUID(), used, used > 200 ? 20 : 2],
    );
  }
  await db.end();
  await enter(page, platform, "/main");
  const shot = async (
    name: string,
    path: string,
    size: { width: number; height: number },
    dark: boolean,
    lang: string,
  ) => {
    await page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
    await page.setViewportSize(size);
    await page.context().addCookies([{ name: "locale", value: lang, url: platform.url }]);
    await page.goto(`${platform.url}${path}`);
    await page.waitForTimeout(900);
    await page.screenshot({ path: `/tmp/figshots/${name}.png`, fullPage: true });
  };
  const [laptop, phone] = [
    { width: 1366, height: 768 },
    { width: 360, height: 740 },
  ];
  await shot("an-7d-en", "/main/analytics?range=7d", laptop, false, "en");
  await shot(
    "an-answers-model-dark-ru",
    "/main/analytics?range=30d#show=answers&by=model",
    laptop,
    true,
    "ru",
  );
  await shot("an-failures-uz", "/main/analytics?range=7d#show=failures", laptop, false, "uz");
  await shot("an-people-phone-uz", "/main/analytics?range=7d#show=people", phone, true, "uz");
  await shot("an-cost-bot-phone-ru", "/main/analytics?range=today#by=bot", phone, false, "ru");
  await shot("answers-en", "/main/answers", laptop, false, "en");
  await shot("answers-rare-uz", "/main/answers?class=failed&slow=5", laptop, true, "uz");
  await shot("answers-phone-ru", "/main/answers?rating=bad", phone, false, "ru");
  await shot("overview-en", "/main", laptop, false, "en");
  await page.goto(`${platform.url}/main/analytics?range=7d#show=answers`);
  await page.setViewportSize(laptop);
  await page.getByRole("button", { name: /table|jadval|табл/i }).click();
  await page.waitForTimeout(300);
  await page.screenshot({ path: "/tmp/figshots/an-table.png", fullPage: true });
  await page.goto(`${sandbox.url}/?bot=${bot}`);
  await page.getByRole("button", { name: /User 11/ }).click();
  await page.getByRole("listitem").last().hover();
  await page.getByRole("button", { name: /: 👍$/ }).click();
  await page.waitForTimeout(500);
  await page.screenshot({ path: "/tmp/figshots/sandbox.png" });
});
