// Vectors of what bots know, from the simulated Gemini, and what they find.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { after } from "node:test";
import { db } from "#lib/db.ts";
import { Board } from "#lib/fallback/index.ts";
import { EMBEDDER, embeddingProvider } from "#lib/gemini/embeddings.ts";
import { geminiProvider } from "#lib/gemini/provider.ts";
import { createKnown } from "#lib/knowledge/fixtures/known.ts";
import { traceFrom } from "#lib/knowledge/trace.ts";
import { loadTenant } from "#lib/live-config/snapshot.ts";
import { startSandbox } from "#test/processes.ts";
import { until } from "#test/until.ts";
import { makeTurns } from "../fixtures/turns.ts";
import { Embedding } from "./embed.ts";
import { Knowledge } from "./know.ts";
import { QuestionVectors } from "./question-vectors.ts";

const sandbox = await startSandbox();
after(() => sandbox.end());
await sandbox.control("PUT", "/gemini/keys", { "AQ.embeds": { project: "embeds" } });
const options = { baseUrl: sandbox.url, secretOf: () => "AQ.embeds" };
const gemini = { provider: geminiProvider(options), model: "gemini-2.5-flash" };

/** A machine that is slow finds as much. */
const PATIENT_MS = 600_000;

const filler = Array.from({ length: 60 }, (_, i) => ({
  heading: `Modda ${i}`,
  text: `Umumiy qoida ${i}: ${"hujjat tartib asosida belgilanadi va rasmiy ravishda tasdiqlanadi. ".repeat(60)}`,
}));

async function makeKnowing() {
  const turns = await makeTurns({ gemini });
  const { tenantId, id: botId } = turns.config;
  await createKnown(turns.config, {
    ...{ name: "Qoidalar", botId },
    texts: [
      ...filler,
      { heading: "Qaytarish", text: "Tovarni oʻn kun ichida qaytarish mumkin, chek kerak." },
    ],
  });
  const board = new Board();
  const meaning = new QuestionVectors({
    board,
    provider: embeddingProvider(options),
    learn: () => undefined,
    questionMs: PATIENT_MS,
  });
  const knowledge = new Knowledge({ meaning, deadlineMs: PATIENT_MS });
  turns.engine.knowledge = knowledge;
  const bot = async () => {
    const loaded = (await loadTenant(tenantId))?.bots.get(botId);
    assert.ok(loaded);
    return { ...turns.config, knowledge: loaded.knowledge };
  };
  let now = await bot();
  const live = {
    bots: () => [now],
    tenant: () => ({ tenantId, chain: now.chain, known: now.known }) as never,
  };
  const embedding = () => new Embedding({ live, meaning, workerId: randomUUID(), lookMs: 20 });
  const refresh = async () => {
    now = await bot();
  };
  const unembedded = () => db.piece.count({ where: { tenantId, vector: null } });
  const ask = async (question: string, switches = {}) => {
    await turns.write(question);
    const asked = { ...now, knowledge: { ...now.knowledge, ...switches } };
    await turns.turn(() => asked);
    return String(turns.said().at(-1));
  };
  return { turns, board, meaning, bot, embedding, refresh, unembedded, ask, tenantId };
}

test("pieces get their vectors in the background, and a question whose words find nothing is then found by its meaning", async () => {
  const { embedding, refresh, unembedded, ask, bot, turns, tenantId } = await makeKnowing();
  const only = { only: true };
  const question = "Могу ли я вернуть покупку?";
  await ask("vozvrat refund", only);
  const before = await db.tenant.findUniqueOrThrow({ where: { id: tenantId } });
  const one = embedding();
  await until("all have a vector", async () => (await unembedded()) === 0);
  await until("announced", async () => {
    const { configVersion } = await db.tenant.findUniqueOrThrow({ where: { id: tenantId } });
    return configVersion > before.configVersion;
  });
  await one.stop();
  await refresh();
  const [source] = (await bot()).knowledge.sources;
  assert.equal(source?.embedded, source?.pieces, "workers hear of it");
  const models = await db.piece.groupBy({ by: ["embedder"], where: { tenantId } });
  assert.deepEqual(
    models.map(({ embedder }) => embedder),
    [EMBEDDER],
  );
  await ask(question, only);
  const trace = traceFrom((await turns.answers()).at(-1)?.knowledge);
  assert.equal(trace?.pieces[0]?.heading, "Qaytarish");
});

test("vectors take no quota that questions may need, and none from the answers' models", async () => {
  const { board, embedding, meaning, bot, unembedded, turns } = await makeKnowing();
  const { chain } = await bot();
  const at = Date.now();
  for (const { owner, project } of chain.candidates)
    for (const [window, limit] of [
      ["day", 20],
      ["minute", 1_000],
    ] as const)
      board.quotas.mergeLimits([{ owner, project, model: EMBEDDER, window, metric: "requests", limit, at }]);
  assert.equal(meaning.room(chain), 10, "half of the least limit");
  const all = await unembedded();
  const one = embedding();
  await until("some have a vector", async () => (await unembedded()) < all);
  await until("no room", () => meaning.room(chain) === 0);
  await one.stop();
  const used = all - (await unembedded());
  assert.ok(used >= 10 && used <= 10 * chain.candidates.length, `${used}`);
  for (const candidate of turns.config.chain.candidates)
    assert.equal(board.quotas.meterOf(candidate).day.used("requests", Date.now()), 0);
});

test("a refusal parks the model that embeds, and no answer's", async () => {
  const { board, meaning, bot } = await makeKnowing();
  const config = await bot();
  await sandbox.control("PUT", "/gemini/models", { [EMBEDDER]: { state: "exhausted_vaguely" } });
  const signal = new AbortController().signal;
  const request = { task: "RETRIEVAL_DOCUMENT", texts: ["a", "b"] } as const;
  assert.equal(await meaning.embed(config, request, { signal }), null);
  await sandbox.control("PUT", "/gemini/models", { [EMBEDDER]: { state: "ok" } });
  assert.equal(meaning.room(config.chain), 0);
  for (let i = 0; i < config.chain.candidates.length; i++)
    assert.deepEqual(board.standing(config.chain, i, Date.now()).parks, []);
});

test("two workers embed no piece twice", async () => {
  const { embedding, unembedded } = await makeKnowing();
  const calls = async () => {
    const { calls } = await sandbox.control<{ calls: { method: string; contents: number }[] }>(
      "GET",
      "/gemini/calls?after=0",
    );
    return calls
      .filter(({ method }) => method === "batchEmbedContents")
      .reduce((sum, { contents }) => sum + contents, 0);
  };
  const before = await calls();
  const all = await unembedded();
  const workers = [embedding(), embedding()];
  await until("all have a vector", async () => (await unembedded()) === 0);
  await Promise.all(workers.map((worker) => worker.stop()));
  assert.equal((await calls()) - before, all);
});
