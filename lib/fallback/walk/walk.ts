// The attempts of one message: from candidate to candidate until one answers.

import type { Chain } from "../chain.ts";
import type { Board } from "../parks/board.ts";
import { systemClock } from "../system-clock.ts";
import type { Candidate, Clock, ErrorClass, Provider, Usage } from "../types.ts";
import type { Hedging } from "./hedging.ts";
import { race } from "./race.ts";
import type { Attempt } from "./trace.ts";
import { failedHere, Waiting } from "./waiting.ts";

export type { Attempt };

interface Limits {
  /** For the whole message. */
  readonly deadlineMs: number;
  /** To the first text of an attempt, and between one text and the next. */
  readonly firstTokenMs: number;
  readonly attempts: number;
}

const defaultLimits: Limits = { deadlineMs: 60_000, firstTokenMs: 15_000, attempts: 12 };

export interface Walk {
  /**
   * answered: `text` is the answer. refused: two models found fault with the request (`refusal`), or one did and
   * no other could be asked. exhausted: nobody could answer in time; `retryAt` says when somebody comes
   * free by himself; a blocked key, which is only tried now and then, does not count.
   */
  outcome: "answered" | "refused" | "exhausted" | "cancelled";
  text: string;
  /** The answer ends early: at the model's limit of tokens, or at the message's deadline. */
  cut: boolean;
  finishReason: string | null;
  /** Who answered. */
  candidate: Candidate | null;
  /** The class that found fault with the request (bad_request, blocked). */
  refusal: ErrorClass | null;
  /** In the order of their beginning: a hedge that lost may be the last. */
  attempts: Attempt[];
  /** What the answer cost; where there is none, the last call that cost anything. */
  usage: Usage | null;
  /** Spent waiting for parks to end. */
  waitedMs: number;
  /** Only where exhausted; null: not without an admin. */
  retryAt: number | null;
}

export interface WalkOptions<Request> {
  chain: Chain;
  board: Board;
  provider: Provider<Request>;
  request: Request;
  /** Aborting it ends the walk and closes the call upstream. */
  signal?: AbortSignal;
  clock?: Clock;
  limits?: Partial<Limits>;
  /** Classes that an admin gave to unknown errors, by fingerprint. */
  known?: ReadonlyMap<string, ErrorClass>;
  /** The worker's, where a late candidate may get a rival; at most once for a message. */
  hedging?: Hedging;
  /** The whole text so far of attempt number `attempt` (from 0). */
  onText?(textSoFar: string, attempt: number): void;
  /** The text shown so far is void: another candidate starts over. */
  onRestart?(): void;
}

/** Why a candidate is left out of this walk, beside `failedHere`. */
const wrongModel = 2;
/** How long the shared store may take to say whether a probe is ours. */
const claimMs = 1000;

/**
 * Walks the chain for one message: never calls what is parked, skips what each failure parks, waits where
 * everything is parked and something opens in time. Rejects only with what onText or onRestart threw.
 */
export async function walk<Request>(options: WalkOptions<Request>): Promise<Walk> {
  const { chain, board, clock = systemClock, signal = new AbortController().signal } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const endsAt = clock.now() + limits.deadlineMs;
  const excluded = new Uint8Array(chain.candidates.length);
  /** Who failed here, or is known not to work by who did: asked again only where nobody else is left. */
  const tried = new Uint8Array(chain.candidates.length);
  const result: Walk = {
    outcome: "exhausted",
    text: "",
    cut: false,
    finishReason: null,
    candidate: null,
    refusal: null,
    attempts: [],
    usage: null,
    waitedMs: 0,
    retryAt: null,
  };
  /** Models that found fault with the request. */
  const faults = new Set<string>();

  const hedging = options.hedging ?? null;
  hedging?.asked();
  let hedged = false;
  const { provider, request, known, onText = () => {} } = options;
  const context = {
    ...{ chain, board, provider, request, signal, clock, endsAt, known, excluded, onText },
    silenceMs: limits.firstTokenMs,
    attempts: result.attempts,
  };
  const waiting = new Waiting({ chain, board, clock, signal, endsAt, excluded, result });

  const exclude = (model: string) =>
    chain.candidates.forEach((candidate, i) => {
      if (candidate.model === model) excluded[i] = tried[i] = wrongModel;
    });
  const giveUp = (): Walk => {
    result.usage = result.attempts.findLast(({ usage }) => usage)?.usage ?? null;
    if (signal.aborted) result.outcome = "cancelled";
    else if (result.refusal) result.outcome = "refused";
    else {
      const open = excluded.map((why) => (why === wrongModel ? 1 : 0));
      const soonest = board.soonest(chain, open, true);
      result.retryAt = soonest === null ? null : Math.max(soonest, clock.now());
    }
    return result;
  };

  while (result.attempts.length < limits.attempts && !signal.aborted && clock.now() < endsAt) {
    const { patient } = waiting;
    const untried = board.pick(chain, clock.now(), tried, patient ? "patient" : "free");
    const index = untried < 0 ? board.pick(chain, clock.now(), excluded) : untried;
    if (index < 0) {
      if (await waiting.forOpening()) continue;
      break;
    }
    if (patient && board.isCrowded(chain, index, clock.now())) {
      await waiting.forRoom(index);
      continue;
    }
    const patience = () => clock.sleep(Math.min(claimMs, endsAt - clock.now()), signal);
    const probe = await board.claim(chain, index, clock.now(), patience);
    if (!probe) continue;
    if (signal.aborted || clock.now() >= endsAt) {
      board.abandoned(probe);
      break;
    }
    const mayHedge = !hedged && result.attempts.length + 1 < limits.attempts;
    const begun = result.attempts.length;
    const ended = await race({ ...context, hedging: mayHedge ? hedging : null }, index, probe);
    hedged ||= result.attempts.length > begun + 1;

    for (const { called, candidate } of ended) {
      if (called.outcome !== "ok" && called.outcome !== "cut") continue;
      result.outcome = "answered";
      result.text = called.text;
      result.finishReason = called.finishReason;
      result.cut = called.outcome === "cut" || called.finishReason === "MAX_TOKENS";
      result.candidate = candidate;
      result.usage = called.usage;
      result.refusal = null;
      return result;
    }
    for (const { called, candidate, index, park, spoke } of ended) {
      const { failure } = called;
      if (!failure) continue;
      if (spoke) options.onRestart?.();
      if (failure.next === "refusal") {
        result.refusal = failure.class;
        faults.add(candidate.model);
      }
      if (failure.next !== "candidate") exclude(candidate.model);
      else if (!park) excluded[index] = failedHere;
      tried.forEach((_, i) => {
        if (i === index || (park && board.covering(chain, i).includes(park))) tried[i] = failedHere;
      });
    }
    if (faults.size > 1) break;
  }
  return giveUp();
}
