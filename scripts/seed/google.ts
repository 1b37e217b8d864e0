// A made-up Google for the walk: its pace, its bad hours, the limits of the free plan, keys that die. Failures are worded
// as Google words them, and understood by the real rules.
import {
  type Candidate,
  type Clock,
  type Provider,
  type ProviderEvent,
  UpstreamError,
} from "#lib/fallback/index.ts";
import { spanOf } from "#lib/gemini/clocks.ts";
import { understand } from "#lib/gemini/understand.ts";
import type { Dice } from "./dice.ts";
import type { MadeUpQuestion } from "./traffic.ts";

/** Calls that fail for a while. */
export interface BadHours {
  from: number;
  to: number;
  /** null: the model says nothing, until the walk gives up. */
  fails: (() => UpstreamError) | null;
  covers(candidate: Candidate): boolean;
}

interface Pace {
  firstTokenMs: number;
  /** Milliseconds for each piece of text. */
  pieceMs: number;
}
const usual: Pace = { firstTokenMs: 1_000, pieceMs: 140 };
const paces: Readonly<Record<string, Pace>> = {
  "gemini-2.5-flash": { firstTokenMs: 900, pieceMs: 120 },
  "gemini-2.0-flash": { firstTokenMs: 550, pieceMs: 110 },
  "gemini-2.5-flash-lite": { firstTokenMs: 420, pieceMs: 90 },
  "gemini-2.5-pro": { firstTokenMs: 4_200, pieceMs: 260 },
};

/** Requests of the free plan; a project that pays is not limited. */
const free: Readonly<Record<string, { perMinute: number; perDay: number }>> = {
  "gemini-2.5-flash": { perMinute: 10, perDay: 250 },
  "gemini-2.0-flash": { perMinute: 15, perDay: 200 },
  "gemini-2.5-flash-lite": { perMinute: 15, perDay: 1_000 },
  "gemini-2.5-pro": { perMinute: 5, perDay: 100 },
};

const failure = (httpStatus: number, status: string, message: string, details: unknown[] = []) =>
  new UpstreamError({ httpStatus, body: { error: { code: httpStatus, status, message, details } } });
const info = (reason: string) => ({
  "@type": "type.googleapis.com/google.rpc.ErrorInfo",
  ...{ reason, domain: "googleapis.com", metadata: { service: "generativelanguage.googleapis.com" } },
});

export const failures = {
  overloaded: () => failure(503, "UNAVAILABLE", "The model is overloaded. Please try again later."),
  internal: () => failure(500, "INTERNAL", "An internal error has occurred. Please retry."),
  vague: () => failure(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."),
  leaked: () =>
    failure(403, "PERMISSION_DENIED", "Your API key was reported as leaked. Please use another API key."),
  expired: () =>
    failure(400, "INVALID_ARGUMENT", "API key expired. Please renew the API key.", [info("API_KEY_INVALID")]),
  unpaid: () =>
    failure(
      429,
      "RESOURCE_EXHAUSTED",
      "Your prepayment credits are depleted. Please go to AI Studio to buy more.",
    ),
  reset: () => new UpstreamError({ networkCode: "ECONNRESET" }),
  odd: () => failure(418, "TEAPOT", "The kettle is on."),
  tooLong: () =>
    failure(400, "INVALID_ARGUMENT", "The input token count exceeds the maximum number of tokens allowed."),
};

function overQuota(
  model: string,
  window: "PerMinute" | "PerDay",
  limit: number,
  retryMs: number,
): UpstreamError {
  const quotaMetric = "generativelanguage.googleapis.com/generate_content_free_tier_requests";
  const seconds = Math.ceil(retryMs / 1_000);
  const message = [
    "You exceeded your current quota, please check your plan and billing details.",
    `* Quota exceeded for metric: ${quotaMetric}, limit: ${limit}, model: ${model}`,
    `Please retry in ${seconds}s.`,
  ].join("\n");
  const quotaId = `GenerateRequests${window}PerProjectPerModel-FreeTier`;
  const dimensions = { location: "global", model };
  return failure(429, "RESOURCE_EXHAUSTED", message, [
    {
      "@type": "type.googleapis.com/google.rpc.QuotaFailure",
      violations: [{ quotaMetric, quotaId, quotaDimensions: dimensions, quotaValue: String(limit) }],
    },
    { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: `${seconds}s` },
  ]);
}

/** What a hundred thousand calls meet at any hour. */
const mishaps = [
  [900, failures.overloaded],
  [250, failures.internal],
  [120, failures.reset],
  [60, failures.vague],
  [8, failures.odd],
] as const;
const OF = 100_000;
const SILENT = 90;
const EMPTY = 160;

export interface GoogleOptions {
  clock: Clock;
  dice: Dice;
  badHours: readonly BadHours[];
  /** Ids of projects that pay: without limits. */
  paying: ReadonlySet<string>;
}

export function madeUpGoogle({ clock, dice, badHours, paying }: GoogleOptions): Provider<MadeUpQuestion> {
  /** Calls let through, by project, model and window; only the present windows. */
  const used = new Map<string, { startsAt: number; calls: number }>();

  function refusedByQuota({ project, model }: Candidate): UpstreamError | null {
    const limits = free[model];
    if (paying.has(project) || !limits) return null;
    const now = clock.now();
    const windows = (["minute", "day"] as const).map((window) => {
      const { startsAt, endsAt } = spanOf(window, now);
      const name = `${project} ${model} ${window}`;
      const kept = used.get(name);
      const counter = kept?.startsAt === startsAt ? kept : { startsAt, calls: 0 };
      used.set(name, counter);
      const limit = window === "day" ? limits.perDay : limits.perMinute;
      return { counter, limit, window, leftMs: endsAt - now };
    });
    const over = windows.findLast(({ counter, limit }) => counter.calls >= limit);
    if (over) {
      const day = over.window === "day";
      return overQuota(model, day ? "PerDay" : "PerMinute", over.limit, day ? 12_000 : over.leftMs);
    }
    for (const { counter } of windows) counter.calls++;
    return null;
  }

  async function* answer(
    { model }: Candidate,
    { answer: text, inputTokens, outputTokens }: MadeUpQuestion,
    signal: AbortSignal,
  ): AsyncGenerator<ProviderEvent> {
    const pace = paces[model] ?? usual;
    await clock.sleep(dice.skewed(pace.firstTokenMs, 0.35), signal);
    const usage = { inputTokens, outputTokens };
    if (dice.below(OF) < EMPTY) {
      yield { type: "end", finishReason: "STOP", blockReason: null, usage: { inputTokens, outputTokens: 0 } };
      return;
    }
    const pieces = text.match(/[\s\S]{1,24}/g) ?? [];
    for (const piece of pieces) {
      yield { type: "text", text: piece };
      await clock.sleep(dice.skewed(pace.pieceMs, 0.3), signal);
    }
    const cut = dice.chance(0.004);
    const finishReason = cut ? "MAX_TOKENS" : "STOP";
    yield { type: "end", finishReason, blockReason: null, usage, modelVersion: `${model}-001` };
  }

  return {
    understand,
    async *stream(candidate, question, signal) {
      const now = clock.now();
      const bad = badHours.find(({ from, to, covers }) => from <= now && now < to && covers(candidate));
      const luck = dice.below(OF);
      if (bad ? !bad.fails : luck < SILENT) {
        await clock.sleep(Number.MAX_SAFE_INTEGER, signal);
        return;
      }
      const refused = bad?.fails?.() ?? refusedByQuota(candidate);
      if (refused) {
        await clock.sleep(dice.between(90, 320), signal);
        throw refused;
      }
      if (question.tooLong) throw failures.tooLong();
      if (question.improper) {
        await clock.sleep(dice.between(300, 900), signal);
        const usage = { inputTokens: question.inputTokens, outputTokens: 0 };
        yield { type: "end", finishReason: null, blockReason: "PROHIBITED_CONTENT", usage };
        return;
      }
      let upTo = SILENT;
      for (const [share, fails] of mishaps) {
        upTo += share;
        if (luck >= upTo) continue;
        await clock.sleep(dice.between(120, 1_500), signal);
        throw fails();
      }
      yield* answer(candidate, question, signal);
    },
  };
}
