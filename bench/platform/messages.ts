// The process of hot-path.ts: on each word of the parent it puts messages through the inbox, as a worker does.
import { randomUUID } from "node:crypto";
import pg from "pg";
import type { Update } from "telegraf/types";
import { openConversation } from "#lib/conversations/conversations.ts";
import { db, one, pool } from "#lib/db.ts";
import { TenantQuery } from "#lib/tenant-query.ts";
import { answerRecord } from "../../bots/fixtures/answer-record.ts";
import { storeAndClaim } from "../../bots/queue/inbox.ts";
import { recordSent } from "../../bots/queue/record-sent.ts";
import { settle } from "../../bots/queue/settle.ts";

const [mode = "", count = ""] = process.argv.slice(2);
const TENANTS = 20;
const CHATS = 10;
const AT_ONCE = 4;

// Without the second lock no statement names its tenant.
if (mode === "open") {
  const { query } = pg.Pool.prototype;
  pg.Pool.prototype.query = function (this: pg.Pool, config: unknown, ...rest: unknown[]) {
    const { name, text, values } = config as TenantQuery & pg.QueryConfig;
    const plain = config instanceof TenantQuery ? { name, text, values } : config;
    return Reflect.apply(query, this, [plain, ...rest]);
  } as typeof query;
}

const workerId = randomUUID();
const { signal } = new AbortController();
const bots: { tenantId: string; botId: string }[] = [];
for (let i = 0; i < TENANTS; i++) {
  const [tenantId, id] = [randomUUID(), randomUUID()];
  await db.tenant.create({ data: { id: tenantId, slug: tenantId, name: "Bench" } });
  const sealed = { token: "", tokenIndex: id, tokenLast4: "", webhookPath: id, webhookSecret: "" };
  await db.bot.create({
    data: { id, tenantId, telegramId: i, username: `bench_${i}_bot`, name: "Bench", ...sealed },
  });
  await db.botLease.create({ data: { botId: id, tenantId, workerId, fence: 1 } });
  bots.push({ tenantId, botId: id });
}

const question = "sotuvda qolganmi, narxi qancha? ".repeat(2);
const attempt = {
  ...{ model: "gemini-2.5-flash", modelVersion: "gemini-2.5-flash", httpStatus: null, reason: null },
  ...{ key: { id: randomUUID(), label: "Key 1", last4: "abcd", project: "one" }, class: "ok", parks: [] },
  ...{ startedAt: Date.now(), firstTokenMs: 400, ms: 900, costMicros: 4 },
};

let last = 0;
async function message(): Promise<void> {
  const n = ++last;
  const { botId } = bots[n % bots.length] ?? { botId: "" };
  const chat = 1 + (Math.floor(n / bots.length) % CHATS);
  const from = { id: chat, is_bot: false, first_name: "Dilnoza", language_code: "uz" };
  const text = `Savol ${n}: ${question}`;
  const about = { message_id: n, date: 1_764_000_000, chat: { ...from, type: "private" }, from, text };
  const update = { update_id: n, message: about } as unknown as Update;
  const [claim] = (await storeAndClaim(botId, [update], { workerId, fence: 1 }, workerId)) ?? [];
  const waiting = claim?.waiting[0];
  if (!claim || !waiting) throw new Error("The lane was not claimed.");
  const { id: conversationId } = await openConversation(claim, "Dilnoza", waiting.id);
  const record = answerRecord({ conversationId, updateId: waiting.id, question: text, text: question });
  await recordSent(claim, record, signal);
  const answer = { ...record, attempts: [attempt as unknown as (typeof record.attempts)[number]] };
  const cost = { id: waiting.id, walks: 1, calls: 1 };
  const held = await settle(claim, { done: [waiting.id], answer, cost, release: { again: null } }, signal);
  if (!held) throw new Error("The lane was lost.");
}

process.on("message", async () => {
  let left = Number(count);
  const person = async () => {
    while (left-- > 0) await message();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, person));
  process.send?.("done");
});
process.once("disconnect", () => process.exit(0));
const { rows } = await pool.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
const { readFileSync } = await import("node:fs");
const stat = readFileSync(`/proc/${one(rows).pid}/stat`, "utf8").replace(/^.*\) /, "");
console.log(`ready ${stat.split(" ")[1]}`);
