// `node bench/platform/messages.ts [--messages 3000] [--tenants 20]`: the processor time and the wall time that the five
// statements of a message cost, here and in Postgres, without Telegram and Gemini. For comparing two versions of the tree.
import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Update } from "telegraf/types";
import { startPostgres } from "../../scripts/database/postgres.ts";

const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "3000" },
    tenants: { type: "string", default: "20" },
    rounds: { type: "string", default: "5" },
  },
});
const [messages, tenants, rounds] = [Number(values.messages), Number(values.tenants), Number(values.rounds)];
const home = mkdtempSync(join(tmpdir(), "botfactory-messages-"));
chmodSync(home, 0o711);
const directory = join(home, "postgres");
const postgres = await startPostgres(directory, "bench", { flags: ["fsync=off", "autovacuum=off"] });
const key = "b".repeat(64);
Object.assign(process.env, {
  NODE_ENV: "production",
  DATABASE_URL: postgres.url,
  ENCRYPTION_KEY: key,
  LOG_LEVEL: "warn",
});
const { migrate } = await import("../../scripts/database/migrate.ts");
await migrate(postgres.url, key);
const { closeDb, pool } = await import("#lib/db.ts");
const { openConversation } = await import("#lib/conversations/conversations.ts");
const { claimLanes } = await import("../../bots/queue/claims.ts");
const { store } = await import("../../bots/queue/inbox.ts");
const { recordSent } = await import("../../bots/queue/record-sent.ts");
const { settle } = await import("../../bots/queue/settle.ts");

const postmaster = readFileSync(join(directory, "postmaster.pid"), "utf8").split("\n")[0] ?? "";
/** Milliseconds of processor time, by the scheduler's own count, of Postgres' processes that live. */
function postgresMs(): number {
  const pids = readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return (
        readFileSync(`/proc/${pid}/stat`, "utf8")
          .replace(/^.*\) /, "")
          .split(" ")[1] === postmaster
      );
    } catch {
      return false;
    }
  });
  return pids.reduce(
    (sum, pid) => sum + Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1e6,
    0,
  );
}

const bots: string[] = [];
for (let n = 0; n < tenants; n++) {
  const [tenantId, botId] = [randomUUID(), randomUUID()];
  await pool.query(`INSERT INTO "Tenant" ("id", "slug", "name") VALUES ($1, $2, 'Bench')`, [
    tenantId,
    tenantId,
  ]);
  await pool.query(
    `INSERT INTO "Bot" ("id", "tenantId", "telegramId", "username", "name", "token", "tokenIndex", "tokenLast4", "webhookPath", "webhookSecret", "updatedAt")
     VALUES ($1, $2, $3, 'b', 'B', '', $4, '', $4, '', now())`,
    [botId, tenantId, n, botId],
  );
  await pool.query(`INSERT INTO "BotLease" ("botId", "tenantId") VALUES ($1, $2)`, [botId, tenantId]);
  bots.push(botId);
}

const signal = new AbortController().signal;
const workerId = randomUUID();
let updateId = 0;

async function message(botId: string, chatId: number): Promise<void> {
  const text = "Savol: sotuvda qolganmi, narxi qancha? Sotuvda qolganmi, narxi qancha? oxiri.";
  const update = {
    update_id: updateId++,
    message: {
      message_id: updateId,
      date: 0,
      chat: { id: chatId, type: "private" },
      from: { id: chatId },
      text,
    },
  };
  await store(botId, [update as unknown as Update], null);
  const claims = await claimLanes(workerId, 1);
  for (const claim of claims) {
    const [first] = claim.waiting;
    if (!first) continue;
    const conversation = await openConversation(claim, "Dilnoza", first.id);
    const [now, id] = [new Date(), randomUUID()];
    const about = {
      id,
      conversationId: conversation.id,
      updateId: first.id,
      question: text,
      asked: [1],
      receivedAt: now,
      startedAt: now,
      sent: [7],
    };
    await recordSent(claim, about, signal);
    const attempt = {
      model: "m",
      modelVersion: null,
      key: { id: randomUUID(), label: "Key 1", last4: "9f3c", project: null },
      class: "ok",
      httpStatus: 200,
      reason: null,
      parks: null,
      startedAt: Date.now(),
      firstTokenMs: 400,
      ms: 900,
      usage: { inputTokens: 100, outputTokens: 50 },
      costMicros: 10,
    };
    const facts = {
      text,
      state: "answered",
      cut: false,
      model: "m",
      keyId: attempt.key.id,
      keyName: "Key 1 …9f3c",
      waitedMs: 0,
      retryAt: null,
      apologisedAt: null,
      againAt: null,
      inputTokens: 100,
      outputTokens: 50,
      costMicros: 10,
      firstTextAt: now,
    };
    const answer = { ...about, ...facts, attempts: [attempt] };
    await settle(
      claim,
      { done: [first.id], answer, release: { again: null } } as unknown as Parameters<typeof settle>[1],
      signal,
    );
  }
}

async function run(count: number): Promise<void> {
  await Promise.all(
    Array.from({ length: 4 }, async (_, lane) => {
      for (let i = lane; i < count; i += 4) await message(bots[i % bots.length] ?? "", 1 + (i % 50));
    }),
  );
}

await run(1_000);
const measured: [number, number, number][] = [];
for (let round = 0; round < rounds; round++) {
  const [wall, own, theirs] = [performance.now(), process.cpuUsage(), postgresMs()];
  await run(messages);
  const used = process.cpuUsage(own);
  measured.push([
    (performance.now() - wall) / messages,
    (used.user + used.system) / 1000 / messages,
    (postgresMs() - theirs) / messages,
  ]);
}
const least = (of: 0 | 1 | 2) => Math.min(...measured.map((each) => each[of])).toFixed(3);
console.log(
  `ms for a message, the best of ${rounds} rounds: wall ${least(0)}, this process ${least(1)}, Postgres ${least(2)}`,
);
await closeDb();
await postgres.stop();
rmSync(home, { recursive: true });
process.exit();
