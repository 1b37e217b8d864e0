// The attempts of one message: from candidate to candidate until one answers.
import { type CallResult, call } from "./attempt.ts";
import type { Board, Probe } from "./board.ts";
import type { Chain } from "./chain.ts";
import type { Candidate, Clock, ErrorClass, Park, Provider, Quota, Scope, Usage } from "./types.ts";

export interface Limits {
  /** For the whole message. */
  readonly deadlineMs: number;
  /** To the first text of an attempt, and between one text and the next. */
  readonly firstTokenMs: number;
  readonly attempts: number;
}

export const defaultLimits: Limits = { deadlineMs: 60_000, firstTokenMs: 15_000, attempts: 12 };

/** One call upstream as the trace keeps it. Holds no secret. */
export interface Attempt {
  model: string;
  key: { id: string; label: string; last4: string };
  class: "ok" | "cancelled" | ErrorClass;
  httpStatus: number | null;
  reason: string | null;
  /** The widest park that it led to. */
  parks: { scope: Scope; id: string; until: number | null } | null;
  startedAt: number;
  firstTokenMs: number | null;
  ms: number;
  usage: Usage | null;
  /** What the error told besides: for projects, counting ahead and the list of unknown errors. */
  learned: { consumer: string | null; quotas: readonly Quota[]; fingerprint: string | null } | null;
}

export interface Walk {
  /**
   * answered: `text` is the answer. refused: two models found fault with the request (`refusal`), or one did and
   * no other could be asked. exhausted: nobody could answer in time; `retryAt` says when it may be worth a try.
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
  attempts: Attempt[];
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
  /** The whole text so far of attempt number `attempt` (from 0). */
  onText?(textSoFar: string, attempt: number): void;
  /** The text shown so far is void: another candidate starts over. */
  onRestart?(): void;
}

export const systemClock: Clock = {
  now: Date.now,
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      };
      // setTimeout takes no more than 2^31 - 1
      const timer = setTimeout(done, Math.min(ms, 2 ** 31 - 1));
      signal.addEventListener("abort", done);
    }),
};

/** Why a candidate is left out of this walk. */
const failedHere = 1;
const wrongModel = 2;
/** Before candidates that failed without a park are tried again; doubles with each round. */
const roundPauseMs = 1000;
/** While others probe what we wait for, look again at least this often. */
const probePollMs = 1000;

/**
 * Walks the chain for one message: never calls what is parked, skips what each failure parks, waits where
 * everything is parked and something opens in time. Rejects only with what onText or onRestart threw.
 */
export async function walk<Request>(options: WalkOptions<Request>): Promise<Walk> {
  const { chain, board, clock = systemClock, signal = new AbortController().signal } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const endsAt = clock.now() + limits.deadlineMs;
  const excluded = new Uint8Array(chain.candidates.length);
  const result: Walk = {
    outcome: "exhausted",
    text: "",
    cut: false,
    finishReason: null,
    candidate: null,
    refusal: null,
    attempts: [],
    waitedMs: 0,
    retryAt: null,
  };
  let faults = 0;
  let rounds = 0;

  const exclude = (model: string) =>
    chain.candidates.forEach((candidate, i) => {
      if (candidate.model === model) excluded[i] = wrongModel;
    });
  const giveUp = (): Walk => {
    if (signal.aborted) result.outcome = "cancelled";
    else if (result.refusal) result.outcome = "refused";
    else {
      const open = excluded.map((why) => (why === wrongModel ? 1 : 0));
      const soonest = board.soonest(chain, open);
      result.retryAt = soonest === null ? null : Math.max(soonest, clock.now());
    }
    return result;
  };

  /** @returns false where nothing opens in time */
  const waitForOpening = async (): Promise<boolean> => {
    const now = clock.now();
    const parked = board.soonest(chain, excluded) ?? Infinity;
    const round = excluded.includes(failedHere) ? now + roundPauseMs * 2 ** rounds : Infinity;
    const until = Math.min(parked <= now ? now + probePollMs : parked, round);
    if (until >= endsAt) return false;
    await pause(board, clock, until - now, signal);
    result.waitedMs += clock.now() - now;
    if (clock.now() >= round) {
      rounds++;
      for (let i = 0; i < excluded.length; i++) if (excluded[i] === failedHere) excluded[i] = 0;
    }
    return true;
  };

  while (result.attempts.length < limits.attempts && !signal.aborted && clock.now() < endsAt) {
    const index = board.pick(chain, clock.now(), excluded);
    if (index < 0) {
      if (await waitForOpening()) continue;
      break;
    }
    const probe = await board.claim(chain, index, clock.now());
    if (!probe) continue;
    if (signal.aborted) {
      board.abandoned(probe);
      break;
    }
    const { candidate } = probe;
    const number = result.attempts.length;
    const startedAt = clock.now();
    const { provider, request, known } = options;
    let spoke = false;
    const called = await call({
      candidate,
      provider,
      request,
      signal,
      clock,
      silenceMs: limits.firstTokenMs,
      endsAt,
      known,
      onText(textSoFar) {
        if (!spoke) board.spoke(probe, clock.now());
        spoke = true;
        options.onText?.(textSoFar, number);
      },
    }).catch((error: unknown) => {
      board.abandoned(probe);
      throw error;
    });
    const park = settle(board, chain, probe, called, clock.now());
    result.attempts.push(attemptOf(candidate, called, park, startedAt));

    if (called.outcome === "ok" || called.outcome === "cut") {
      result.outcome = "answered";
      result.text = called.text;
      result.finishReason = called.finishReason;
      result.cut = called.outcome === "cut" || called.finishReason === "MAX_TOKENS";
      result.candidate = candidate;
      result.refusal = null;
      return result;
    }
    if (called.outcome === "cancelled") break;
    if (called.text) options.onRestart?.();

    const failure = called.failure!;
    if (failure.next === "refusal") {
      result.refusal = failure.class;
      if (++faults === 2) break;
    }
    if (failure.next !== "candidate") exclude(candidate.model);
    else if (!park) excluded[index] = failedHere;
  }
  return giveUp();
}

function settle(board: Board, chain: Chain, probe: Probe, called: CallResult, now: number): Park | null {
  if (called.usage) board.spent(probe, called.usage, now);
  if (called.outcome === "failed") return board.failed(probe, called.failure!, chain, now);
  if (called.outcome === "cancelled" && !called.text) board.abandoned(probe);
  else board.succeeded(probe);
  return null;
}

function attemptOf(candidate: Candidate, called: CallResult, park: Park | null, startedAt: number): Attempt {
  const { id, label, last4 } = candidate.key;
  const { failure, firstTokenMs, ms, usage, outcome } = called;
  return {
    model: candidate.model,
    key: { id, label, last4 },
    class: failure ? failure.class : outcome === "cancelled" ? "cancelled" : "ok",
    httpStatus: failure ? failure.httpStatus : outcome === "cancelled" ? null : 200,
    reason: failure?.reason ?? null,
    parks: park && { scope: park.scope, id: park.id, until: park.until },
    startedAt,
    firstTokenMs,
    ms,
    usage,
    learned: failure && {
      consumer: failure.consumer,
      quotas: failure.quotas,
      fingerprint: failure.fingerprint,
    },
  };
}

/** Sleeps, but wakes when a park closes or a probe is given up, and when the signal aborts. */
async function pause(board: Board, clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  const woken = new AbortController();
  const wake = () => woken.abort();
  const unsubscribe = board.subscribe(({ kind }) => kind !== "parked" && wake());
  signal.addEventListener("abort", wake, { once: true });
  await clock.sleep(ms, woken.signal);
  signal.removeEventListener("abort", wake);
  unsubscribe();
}
