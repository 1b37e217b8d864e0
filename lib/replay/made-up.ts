// A made-up day: a number of questions, with chosen outages and limits.
import { z } from "zod";
import {
  type Candidate,
  type Chain,
  errorClasses,
  type Limit,
  meanings,
  nameOf,
  scopeOf,
} from "../fallback/index.ts";
import { spanOf } from "../gemini/clocks.ts";
import { MESSAGES_AT_MOST } from "./day.ts";
import type { History, Outage, RecordedQuestion } from "./history.ts";

const HOUR_MS = 3_600_000;
const count = z.int().min(1).max(1_000_000);

/** Hours count from the day's start, midnight Pacific. `key` is a label; without `key` or `model`: every key, or model. */
export const Schedule = z.strictObject({
  messages: z.int().min(1).max(MESSAGES_AT_MOST),
  inputTokens: count.default(600),
  outputTokens: count.default(200),
  limits: z
    .array(
      z.strictObject({
        key: z.string().optional(),
        model: z.string().optional(),
        perMinute: count.optional(),
        perDay: count.optional(),
      }),
    )
    .max(1000)
    .default([]),
  troubles: z
    .array(
      z.strictObject({
        class: z.enum(errorClasses),
        key: z.string().optional(),
        model: z.string().optional(),
        fromHour: z.number().min(0).max(25).default(0),
        hours: z.number().min(0).max(25).default(25),
      }),
    )
    .max(1000)
    .default([]),
});
export type Schedule = z.output<typeof Schedule>;

/** Percentage of questions in each hour of the Pacific day, which starts at about noon in Tashkent. */
const busy = [8, 8, 7, 7, 7, 7, 8, 8, 7, 5, 3, 1, 0, 0, 0, 0, 0, 1, 2, 3, 4, 4, 5, 5];

function questions({ messages, inputTokens, outputTokens }: Schedule, from: number, bots: readonly string[]) {
  const all = busy.reduce((sum, share) => sum + share, 0);
  const asked: RecordedQuestion[] = [];
  let before = 0;
  busy.forEach((share, hour) => {
    const upTo = (part: number) => Math.round((messages * part) / all);
    for (let i = upTo(before); i < upTo(before + share); i++) {
      // Scattered but deterministic: steps of the golden ratio.
      const at = from + (hour + ((i * 0.618034) % 1)) * HOUR_MS;
      asked.push({ at, botId: bots[i % bots.length] ?? "", inputTokens, outputTokens, faults: [] });
    }
    before += share;
  });
  return asked.toSorted((a, b) => a.at - b.at);
}

const meant = (
  candidate: Candidate,
  { key, model }: { key?: string | undefined; model?: string | undefined },
) => (key === undefined || candidate.key.label === key) && (model === undefined || candidate.model === model);

function troubles({ troubles: wanted }: Schedule, from: number, { candidates }: Chain): Outage[] {
  const all = wanted.flatMap((trouble) =>
    candidates
      .filter((candidate) => meant(candidate, trouble))
      .map((candidate): Outage => {
        const scope = meanings[trouble.class].parks ?? "key_model";
        const begins = from + trouble.fromHour * HOUR_MS;
        const to = begins + trouble.hours * HOUR_MS;
        return { class: trouble.class, ...scopeOf(scope, candidate), from: begins, to, mended: true };
      }),
  );
  return [...new Map(all.map((each) => [`${nameOf(each)} ${each.from}`, each])).values()];
}

function limits({ limits: wanted }: Schedule, at: number, { candidates }: Chain): Limit[] {
  return wanted.flatMap((limit) =>
    candidates
      .filter((candidate) => meant(candidate, limit))
      .flatMap(({ owner, project, model }) =>
        (
          [
            ["minute", limit.perMinute],
            ["day", limit.perDay],
          ] as const
        ).flatMap(([window, value]): Limit[] =>
          value ? [{ owner, project, model, window, metric: "requests", limit: value, at }] : [],
        ),
      ),
  );
}

/**
 * The Pacific day in which `recorded` ends, with made-up questions. Outages that last until now stay, paces are the
 * recorded ones, and limits are the known ones unless the schedule names others.
 * @param bots ids of the bots that are asked, in turn @param chain resolves the schedule's keys and models
 */
export function madeUp(
  schedule: Schedule,
  recorded: History,
  bots: readonly string[],
  chain: Chain,
): History {
  const { startsAt: from, endsAt: to } = spanOf("day", recorded.to);
  const still = recorded.troubles.filter((trouble) => trouble.to === Infinity || trouble.from === -Infinity);
  return {
    ...recorded,
    from,
    to,
    questions: questions(schedule, from, bots),
    troubles: [
      ...still.map((trouble) => ({ ...trouble, from: -Infinity })),
      ...troubles(schedule, from, chain),
    ],
    limits: [...recorded.limits, ...limits(schedule, recorded.to, chain)],
    counts: [],
  };
}
