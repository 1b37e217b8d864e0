// Metrics for Prometheus: counts and times, never texts, tokens or keys.

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { now } from "#lib/chain-state/shared-clock.ts";
import { one, pool } from "#lib/db.ts";
import type { Walk } from "#lib/fallback/index.ts";
import { workerAlive } from "#lib/worker-alive.ts";

/** Milliseconds between two looks at the event loop's delay. prom-client's 10 alone wake an idle worker a hundred times a second. */
const LOOP_MS = 100;
export const registry = new Registry();
collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOP_MS });
const registers = [registry];

const counter = (name: string, help: string, labelNames: string[] = []) =>
  new Counter({ name: `botfactory_${name}`, help, labelNames, registers });
const gauge = (name: string, help: string, labelNames: string[] = []) =>
  new Gauge({ name: `botfactory_${name}`, help, labelNames, registers });
const seconds = (name: string, help: string, buckets: number[]) =>
  new Histogram({ name: `botfactory_${name}_seconds`, help, buckets, registers });

const whole = [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60];
const ours = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];

export const updates = counter("updates_total", "Updates stored");
const answers = counter("answers_total", "Answers, by how they ended", ["state"]);
export const refusals = counter("refused_messages_total", "Messages beyond what people may ask", [
  "scope",
  "window",
]);
const attempts = counter("attempts_total", "Calls upstream, by what became of them", ["model", "class"]);
const firstText = seconds("first_text", "From storing the question to the first text in the chat", whole);
const answer = seconds("answer", "From storing the question to the whole answer in the chat", whole);
const firstOurs = seconds("first_text_overhead", "The same without the time that Gemini took", ours);
const answerOurs = seconds("answer_overhead", "The same without the time that Gemini took", ours);
export const summaries = counter("summaries_total", "Summaries of conversations, by what became of them", [
  "outcome",
]);
export const readings = counter("readings_total", "Sources read, by what became of them", ["outcome"]);
export const knowledgeSearches = counter(
  "knowledge_searches_total",
  "Questions to bots that know something, by what of it went with them",
  ["outcome"],
);
export const embeddings = counter("embeddings_total", "Texts to be given a vector, by what became of them", [
  "outcome",
]);
export const lanesBusy = gauge("lanes_busy", "Conversations being handled here");
export const botsHeld = gauge("bots_held", "Bots that this worker runs");
const lanesWaiting = gauge(
  "lanes_waiting",
  "Conversations of all workers where something waits for its turn",
);
const oldestWaiting = gauge("oldest_waiting_seconds", "How long the longest of them has been due");
const deadLetters = gauge("dead_letters", "Messages that were given up and that nobody has dealt with");
const workers = gauge("workers", "Workers that are alive");
const bots = gauge("bots", "Bots of all workers, by state", ["state"]);
const parks = gauge("parks", "What rests because of a refusal, by its class", ["class"]);

/** Counts an answer that is complete in its chat. */
export function answered(state: string, walk: Walk, receivedAt: Date, firstTextAt: Date | null): void {
  answers.inc({ state });
  for (const { model, class: kind } of walk.attempts) attempts.inc({ model, class: kind });
  const before = walk.attempts.slice(0, -1).reduce((sum, { ms }) => sum + ms, walk.waitedMs);
  const last = walk.attempts.at(-1);
  const since = receivedAt.getTime();
  const all = now() - since;
  answer.observe(all / 1000);
  answerOurs.observe(Math.max(0, all - before - (last?.ms ?? 0)) / 1000);
  if (!firstTextAt) return;
  const first = firstTextAt.getTime() - since;
  firstText.observe(first / 1000);
  firstOurs.observe(Math.max(0, first - before - (last?.firstTokenMs ?? last?.ms ?? 0)) / 1000);
}

interface Counted {
  waiting: number;
  oldest: number;
  dead: number;
  workers: number;
  states: Record<string, number> | null;
  parked: Record<string, number> | null;
}

const COUNTED = `
  WITH due AS (
    SELECT count(*)::int AS "waiting", coalesce(extract(epoch FROM now() - min("readyAt")), 0)::float8 AS "oldest"
    FROM "Lane" WHERE "readyAt" <= now() AND ("until" IS NULL OR "until" < now()))
  SELECT due.*,
    ((SELECT count(*) FROM "Update" WHERE "state" = 'dead') + (SELECT count(*) FROM "DeadLetter"))::int AS "dead",
    (SELECT count(*)::int FROM "Worker" AS w WHERE ${workerAlive}) AS "workers",
    (SELECT json_object_agg("state", "n")
     FROM (SELECT "state", count(*)::int AS "n" FROM "BotLease" GROUP BY "state") AS each) AS "states",
    (SELECT json_object_agg("class", "n")
     FROM (SELECT "class", count(*)::int AS "n" FROM "Park" WHERE "until" IS NULL OR "until" > now() GROUP BY "class") AS each) AS "parked"
  FROM due`;

/** Replaces the gauge's values; what is no longer there is no longer told. */
function setAll(gauge: Gauge, label: string, counts: Record<string, number> | null): void {
  gauge.reset();
  for (const [name, count] of Object.entries(counts ?? {})) gauge.set({ [label]: name }, count);
}

/** All metrics, in Prometheus' text format. @throws if the database is away */
export async function report(): Promise<string> {
  const { rows } = await pool.query<Counted>(COUNTED);
  const counted = one(rows);
  lanesWaiting.set(counted.waiting);
  oldestWaiting.set(counted.oldest);
  deadLetters.set(counted.dead);
  workers.set(counted.workers);
  setAll(bots, "state", counted.states);
  setAll(parks, "class", counted.parked);
  return registry.metrics();
}
