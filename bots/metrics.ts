// What Prometheus may know: counts and times, never texts, tokens or keys.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Attempt } from "#lib/fallback/walk.ts";

export const registry = new Registry();
collectDefaultMetrics({ register: registry });
const registers = [registry];

export const updates = new Counter({ name: "botfactory_updates_total", help: "Updates stored", registers });
const answers = new Counter({
  name: "botfactory_answers_total",
  help: "Answers",
  labelNames: ["state"],
  registers,
});
const attempted = new Counter({
  name: "botfactory_attempts_total",
  help: "Calls upstream",
  labelNames: ["model", "class"],
  registers,
});
const buckets = [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60];
const firstText = new Histogram({
  name: "botfactory_first_text_seconds",
  help: "From storing the question to the first text in the chat",
  buckets,
  registers,
});
const whole = new Histogram({
  name: "botfactory_answer_seconds",
  help: "From storing the question to the whole answer",
  buckets,
  registers,
});
export const lanesBusy = new Gauge({ name: "botfactory_lanes_busy", help: "Lanes being handled", registers });
export const botsHeld = new Gauge({
  name: "botfactory_bots_held",
  help: "Bots that this worker runs",
  registers,
});

export function answered(
  state: string,
  attempts: readonly Attempt[],
  receivedAt: Date,
  firstTextAt: Date | null,
): void {
  answers.inc({ state });
  for (const { model, class: kind } of attempts) attempted.inc({ model, class: kind });
  const since = receivedAt.getTime();
  if (firstTextAt) firstText.observe((firstTextAt.getTime() - since) / 1000);
  whole.observe((Date.now() - since) / 1000);
}
