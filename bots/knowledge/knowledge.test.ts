// What a bot knows, in its answers.

import assert from "node:assert/strict";
import test from "node:test";
import type { Step } from "#lib/fallback/fixtures/world.ts";
import { answers } from "#lib/fallback/fixtures/world.ts";
import type { GeminiRequest } from "#lib/gemini/request.ts";
import { createKnown } from "#lib/knowledge/fixtures/known.ts";
import { markOf } from "#lib/knowledge/prompt.ts";
import { traceFrom } from "#lib/knowledge/trace.ts";
import { loadTenant } from "#lib/live-config/snapshot.ts";
import { makeTurns } from "../fixtures/turns.ts";

type Turns = Awaited<ReturnType<typeof makeTurns>>;

/** The bot as a worker has it now. */
async function botOf({ config }: Turns, switches = {}) {
  const bot = (await loadTenant(config.tenantId))?.bots.get(config.id);
  assert.ok(bot);
  return { ...config, knowledge: { ...bot.knowledge, ...switches } };
}

async function ask(turns: Turns, question: string, switches = {}): Promise<string> {
  const bot = await botOf(turns, switches);
  await turns.write(question);
  await turns.turn(() => bot);
  return String(turns.said().at(-1));
}

const textsOf = ({ history }: GeminiRequest) =>
  history.map(({ parts }) => parts.map((part) => ("text" in part ? part.text : "")).join("\n"));
const lastTrace = async (turns: Turns) => traceFrom((await turns.answers()).at(-1)?.knowledge);
const saying = (text: string) => (): Step[] => answers(text);

test("little knowledge goes whole with the question, its own and the tenant's, and the trace says so", async () => {
  const turns = await makeTurns({ script: saying("25 000 soʻm.\n<used>2</used>") });
  const { tenantId, id: botId } = turns.config;
  const shared = await createKnown(turns.config, {
    name: "Yetkazish",
    botId: null,
    texts: ["Toshkent boʻylab bepul."],
  });
  const own = await createKnown(turns.config, {
    name: "Narxlar",
    botId,
    texts: [{ heading: "Tortlar", text: "Asalli tort 25 000 soʻm", place: "3" }],
  });
  const other = await makeTurns({ tenantId });
  await createKnown(other.config, { botId: other.config.id, texts: ["Boshqa botniki"] });

  assert.equal(await ask(turns, "Asalli tort qancha?"), "25 000 soʻm.");
  const [request] = turns.requests as [GeminiRequest];
  const [knowledge = "", , question] = textsOf(request);
  assert.match(
    knowledge,
    /number="1" name="Yetkazish"[\s\S]*bepul[\s\S]*number="2" name="Narxlar" place="3"[\s\S]*# Tortlar\nAsalli tort/,
  );
  assert.doesNotMatch(knowledge, /Boshqa/);
  assert.equal(question, "Asalli tort qancha?");
  assert.ok(request.system?.includes(`<knowledge-${markOf(botId)}>`));
  const trace = await lastTrace(turns);
  assert.equal(trace?.way, "whole");
  assert.deepEqual(trace?.sources, [
    { id: shared.id, name: "Yetkazish", used: false },
    { id: own.id, name: "Narxlar", used: true },
  ]);
});

test("a bot that knows nothing is asked as before, and its answer has no trace", async () => {
  const turns = await makeTurns({ script: saying("Xoʻp <used>1</used>") });
  assert.equal(await ask(turns, "Salom"), "Xoʻp <used>1</used>");
  assert.doesNotMatch(JSON.stringify(turns.requests), /knowledge|<unknown>/);
  assert.equal((await turns.answers())[0]?.knowledge, null);
});

test("of another tenant nothing is known, whatever its sources are shared with", async () => {
  const [mine, theirs] = [await makeTurns(), await makeTurns()];
  await createKnown(theirs.config, { botId: null, texts: ["Sirli narx 777"] });
  await createKnown(mine.config, { botId: null, texts: ["Ochiq narx 5"] });
  await ask(mine, "Narx?");
  assert.match(JSON.stringify(mine.requests), /Ochiq narx 5/);
  assert.doesNotMatch(JSON.stringify(mine.requests), /777/);
});

test("texts are read once for each change, not for each question", async () => {
  const turns = await makeTurns();
  await createKnown(turns.config, { botId: turns.config.id, texts: ["Birinchi"] });
  for (let i = 0; i < 3; i++) await ask(turns, `Savol ${i}`);
  const parts = turns.requests.map(({ history }) => history[0]?.parts[0]);
  assert.ok(
    parts.every((part) => part === parts[0]),
    "the same object",
  );
  await createKnown(turns.config, { botId: turns.config.id, texts: ["Ikkinchi"] });
  await ask(turns, "Savol");
  assert.match(textsOf(turns.requests.at(-1) as GeminiRequest)[0] ?? "", /Birinchi[\s\S]*Ikkinchi/);
});

test("where sources are to be named, those that were used stand under the answer, not in what the talk remembers", async () => {
  const turns = await makeTurns({ script: saying("Bepul.\n<used>1</used>") });
  await createKnown(turns.config, { name: "Yetkazish_va *narx*", botId: null, texts: ["Bepul"] });
  assert.equal(await ask(turns, "Yetkazasizmi?", { named: true }), "Bepul.\n\n📄 Yetkazish_va *narx*");
  assert.equal((await turns.answers())[0]?.text, "Bepul.");
});

test("only from knowledge: where the model finds no answer, the bot says that it has asked the owner, in the person's language", async () => {
  for (const [question, answer] of [
    ["Велосипед борми, қанча туради?", "Буни билмайман. Саволингизни эгасига етказдим."],
    ["Velosiped bormi, qancha turadi?", "I do not know that. I have asked the owner."],
  ] as const) {
    const turns = await makeTurns({ script: saying("<unknown>") });
    await createKnown(turns.config, { botId: null, texts: ["Tort 25 000"] });
    assert.equal(await ask(turns, question, { only: true }), answer);
    assert.match(turns.requests[0]?.system ?? "", /nothing but this line: <unknown>/);
    assert.equal((await lastTrace(turns))?.unknown, true);
  }
});
