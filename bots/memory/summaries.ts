// Makes summaries of long conversations in the background, through the bots' own chains, from quota that is to spare. No
// answer waits for one: without it the newest messages go with a question as before.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { now, sharedClock } from "#lib/chain-state/shared-clock.ts";
import { type Attempt, type Board, type Provider, walk } from "#lib/fallback/index.ts";
import type { GeminiRequest } from "#lib/gemini/request.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { log } from "#lib/log.ts";
import type { TokenCorrection } from "#lib/memory/correction.ts";
import { ABOUT_SUMMARY, talkOf } from "#lib/memory/notes.ts";
import {
  claimSummary,
  dropClaim,
  type EndedExchange,
  type SummaryPlace,
  storeSummary,
  unsummed,
  wholeMoments,
} from "#lib/memory/summary.ts";
import { foldable, summaryTokens, talkTokens } from "#lib/memory/window.ts";
import { summaries } from "../metrics.ts";
import { spareChain } from "./spare.ts";

/** Characters of a token at most, for a bound on what a model writes. */
const CHARACTERS_PER_TOKEN = 4;
/** A tenant's summaries: each question earns a part of one, so that they stay a small share of its calls. */
const PER_QUESTION = 0.2;
const SAVED_AT_MOST = 5;
/** Under way at once in this worker, and of a tenant. */
const AT_ONCE = 4;
const WAITING_AT_MOST = 1_000;
/** After the answer, so that its own statements come first. */
const PAUSE_MS = 500;
const WALK = { attempts: 2, deadlineMs: 40_000 };
const TENANTS_AT_MOST = 10_000;

interface Options {
  board: Board;
  provider: Provider<GeminiRequest>;
  correction: TokenCorrection;
  /** The bot's present configuration; undefined: it is disabled or deleted. */
  botOf(botId: string): BotConfig | undefined;
  /** Keeps what the calls' errors tell. */
  learn(tenantId: string, attempts: readonly Attempt[]): void;
  /** Replaced in tests. */
  pauseMs?: number;
}

type Wanted = SummaryPlace & { botId: string };

/** Of the oldest exchanges, so many that a model reads them at once. */
function chunkOf(exchanges: readonly EndedExchange[], most: number): EndedExchange[] {
  let characters = 0;
  return exchanges.filter(({ question = "", answer = "" }, i) => {
    characters += question.length + answer.length;
    return i === 0 || characters <= most;
  });
}
const CHUNK_CHARACTERS = 60_000;

export class Summaries {
  readonly #options: Options;
  readonly #waiting = new Map<string, Wanted>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #tenants = new Set<string>();
  /** What a tenant's questions have earned. */
  readonly #earned = new Map<string, number>();
  readonly #stop = new AbortController();

  constructor(options: Options) {
    this.#options = options;
  }

  /** A question was answered. */
  earn(tenantId: string): void {
    if (this.#earned.size >= TENANTS_AT_MOST && !this.#earned.has(tenantId)) this.#earned.clear();
    this.#add(tenantId, PER_QUESTION);
  }

  #add(tenantId: string, part: number): void {
    this.#earned.set(tenantId, Math.min(SAVED_AT_MOST, (this.#earned.get(tenantId) ?? 1) + part));
  }

  /** The conversation's older messages are many: sums them up soon, if there is quota. If not, its next question asks again. */
  want(wanted: Wanted): void {
    if (this.#stop.signal.aborted || this.#waiting.size >= WAITING_AT_MOST) return;
    this.#waiting.set(wanted.conversationId, wanted);
    this.#next();
  }

  /** Ends what is under way; its claims are given back. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#waiting.clear();
    await Promise.all(this.#running.values());
  }

  /** Resolves when nothing is under way or waits: for tests. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  #next(): void {
    for (const [id, wanted] of this.#waiting) {
      if (this.#running.size >= AT_ONCE) return;
      const { tenantId } = wanted;
      if (this.#tenants.has(tenantId) || this.#running.has(id)) continue;
      this.#waiting.delete(id);
      const earned = this.#earned.get(tenantId) ?? 1;
      // Too many for its questions: the conversation's next question asks again.
      if (earned < 1) continue;
      this.#add(tenantId, -1);
      this.#tenants.add(tenantId);
      const done = this.#make(wanted)
        .then((outcome) => {
          summaries.inc({ outcome });
          // Nothing was called.
          if (outcome === "no quota" || outcome === "not due") this.#add(tenantId, 1);
        })
        .catch((error: Error) => {
          if (!this.#stop.signal.aborted) log.warn({ reason: error.message }, "a summary could not be made");
        })
        .finally(() => {
          this.#running.delete(id);
          this.#tenants.delete(tenantId);
          this.#next();
        });
      this.#running.set(id, done);
    }
  }

  async #make(wanted: Wanted): Promise<"made" | "not due" | "no quota" | "failed" | "begun anew"> {
    const { board } = this.#options;
    const { signal } = this.#stop;
    await sleep(this.#options.pauseMs ?? PAUSE_MS, undefined, { signal });
    const bot = this.#options.botOf(wanted.botId);
    if (!bot?.enabled || !bot.memory.summary) return "not due";
    const chain = spareChain(bot.chain, board, now());
    if (!chain) return "no quota";
    const claim = randomUUID();
    const before = await claimSummary(wanted, claim);
    if (before === null) return "not due";
    let rest = true;
    let isStored = false;
    try {
      const exchanges = await unsummed(wanted, claim);
      const { tokens, idleHours } = bot.memory;
      const size = { tokens: talkTokens(tokens), factor: this.#options.correction.factorOf(bot.id) };
      const count = foldable(exchanges, { ...size, idleMs: idleHours * 3_600_000, now: now() });
      const chunk = chunkOf(exchanges.slice(0, count), CHUNK_CHARACTERS);
      const folded = wholeMoments(exchanges, chunk.length);
      const last = folded.at(-1);
      if (!last) {
        rest = false;
        return "not due";
      }
      const allowed = summaryTokens(tokens);
      const walked = await walk({
        chain,
        board,
        provider: this.#options.provider,
        clock: sharedClock,
        limits: WALK,
        known: bot.known,
        signal,
        request: {
          system: ABOUT_SUMMARY(allowed),
          history: [{ role: "user", parts: [{ text: talkOf(before, folded) }] }],
        },
      });
      this.#options.learn(bot.tenantId, walked.attempts);
      const text = walked.text.trim().slice(0, allowed * CHARACTERS_PER_TOKEN);
      // One that was cut off lacks what stood at its end.
      if (walked.outcome !== "answered" || walked.cut || !text) {
        rest = walked.outcome !== "cancelled";
        return "failed";
      }
      const { inputTokens = 0, outputTokens = 0 } = walked.usage ?? {};
      isStored = await storeSummary(wanted, claim, { text, upTo: last.endedAt, inputTokens, outputTokens });
      return isStored ? "made" : "begun anew";
    } finally {
      if (!isStored) await dropClaim(wanted, claim, rest).catch(() => undefined);
    }
  }
}
