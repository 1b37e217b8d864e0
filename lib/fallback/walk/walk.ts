// One walk: from candidate to candidate until one answers.

import { type Chain, candidateAt } from "../chain.ts";
import type { Board } from "../parks/board.ts";
import { systemClock } from "../system-clock.ts";
import type { Candidate, Clock, ErrorClass, Provider, Usage } from "../types.ts";
import type { Hedging } from "./hedging.ts";
import { Order } from "./order.ts";
import { type Ended, race } from "./race.ts";
import { Requests } from "./requests.ts";
import type { Attempt } from "./trace.ts";
import { Waiting } from "./waiting.ts";

export type { Attempt };

/** Bounds of one walk. */
export interface WalkLimits {
  /** For the whole walk, milliseconds. */
  readonly deadlineMs: number;
  /**
   * Milliseconds to the first sign of life of a model whose pace is not known, and from each sign to the next. A known
   * pace, or thinking, changes the first (pace.ts).
   */
  readonly firstTokenMs: number;
  /** Calls upstream. */
  readonly attempts: number;
}

/** The limits of a walk that sets none. */
export const defaultLimits: WalkLimits = { deadlineMs: 60_000, firstTokenMs: 15_000, attempts: 12 };

/** How a walk ended. */
export interface Walk {
  /**
   * answered: `text` is the answer. refused: two models found fault with the request (`refusal`), or one did and no
   * other could be asked. exhausted: nobody could answer in time; see `retryAt`. cancelled: `signal` was aborted.
   */
  outcome: "answered" | "refused" | "exhausted" | "cancelled";
  /** The answer; empty if there is none. */
  text: string;
  /** The answer ends early: at the model's token limit, at the deadline, or because its stream broke. */
  cut: boolean;
  finishReason: string | null;
  /** Who answered; null: nobody. */
  candidate: Candidate | null;
  /** The class that found fault with the request (bad_request, blocked); null: none. */
  refusal: ErrorClass | null;
  /** In the order in which they began: a hedge that lost may be the last. */
  attempts: Attempt[];
  /** Tokens of the answer; without an answer, of the last call that reported any. */
  usage: Usage | null;
  /** Milliseconds spent waiting for parks, rounds and room. */
  waitedMs: number;
  /**
   * Only if exhausted: epoch milliseconds of the earliest time at which a candidate comes free by itself. null: none
   * does without an admin, or every failure may be the message's own.
   */
  retryAt: number | null;
}

/** How many calls are allowed of candidates that cost somebody's part. Counted before each call. */
export interface CallAllowance {
  /** @returns false: the candidate, and all of its owner, are left out of this walk */
  take(candidate: Candidate): boolean;
  /** The call was not made. */
  giveBack(candidate: Candidate): void;
}

/** One message and what it is asked with. */
export interface WalkOptions<Request> {
  chain: Chain;
  board: Board;
  provider: Provider<Request>;
  request: Request;
  /**
   * Identifies the message: the same value for all its walks. Agreement counts a message once, however often it is
   * asked. Absent: this walk is a message of its own.
   */
  message?: unknown;
  /** Aborting it ends the walk and closes the call upstream. */
  signal?: AbortSignal;
  /** Default: systemClock. */
  clock?: Clock;
  /** Defaults: defaultLimits. */
  limits?: Partial<WalkLimits>;
  /** Classes that an admin gave to unknown errors, by fingerprint. */
  known?: ReadonlyMap<string, ErrorClass>;
  /** The process's budget of hedges. Absent: no hedging. At most one hedge per walk. */
  hedging?: Hedging;
  /** Absent: every call is allowed. */
  allowance?: CallAllowance;
  /** Called with the whole text so far of attempt number `attempt` (from 0). */
  onText?(textSoFar: string, attempt: number): void;
  /** Called when the text shown so far is void: another candidate may start over. */
  onRestart?(): void;
}

/** Time limit for the shared store to answer a claim, milliseconds. */
const claimMs = 1000;

/**
 * Walks the chain for one message. Never calls what is parked, skips what each failure parks, and waits if everything
 * is parked and something opens before the deadline. Rejects only with what onText or onRestart threw, or NotCalled.
 */
export async function walk<Request>(options: WalkOptions<Request>): Promise<Walk> {
  const { chain, board, provider, clock = systemClock, signal = new AbortController().signal } = options;
  const { known, allowance, onText = () => {}, message = {} } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const endsAt = clock.now() + limits.deadlineMs;
  const order = new Order(chain, board);
  const { excluded } = order;
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

  const hedging = options.hedging ?? null;
  hedging?.asked();
  let hedged = false;
  const requests = new Requests(options.request, provider, board, clock);
  const context = {
    ...{ chain, board, provider, message, signal, clock, endsAt, known, excluded, onText },
    requestFor: (candidate: Candidate) => (requests.for(candidate) ?? options).request,
    silenceMs: limits.firstTokenMs,
    attempts: result.attempts,
  };
  const waiting = new Waiting({ chain, board, clock, signal, endsAt, excluded, result });
  chain.candidates.forEach((candidate) => {
    if (requests.for(candidate) === null) order.exclude(candidate.model);
  });
  /** The longest text of a failed attempt: the answer if nobody does better. */
  let best: Ended | null = null;

  while (result.attempts.length < limits.attempts && !signal.aborted && clock.now() < endsAt) {
    const { patient } = waiting;
    const index = order.next(clock.now(), patient);
    if (index < 0) {
      if (await waiting.forOpening()) continue;
      break;
    }
    if (patient && board.isCrowded(chain, index, clock.now())) {
      await waiting.forRoom(index);
      continue;
    }
    const candidate = candidateAt(chain, index);
    if (allowance && !allowance.take(candidate)) {
      order.excludeOwner(candidate.owner);
      continue;
    }
    const outOfTime = () => clock.sleep(Math.min(claimMs, endsAt - clock.now()), signal);
    const probe = await board.claim(chain, index, clock.now(), { message, outOfTime });
    if (!probe) {
      allowance?.giveBack(candidate);
      continue;
    }
    if (signal.aborted || clock.now() >= endsAt) {
      allowance?.giveBack(candidate);
      board.abandoned(probe);
      break;
    }
    const mayHedge = !hedged && result.attempts.length + 1 < limits.attempts;
    const begun = result.attempts.length;
    const lacking = requests.lacking(probe.candidate);
    const ended = await race({ ...context, hedging: mayHedge ? hedging : null }, index, probe);
    hedged ||= result.attempts.length > begun + 1;

    const answer = ended.find(({ called }) => called.outcome === "ok" || called.outcome === "cut");
    if (answer) return answered(result, answer, answer.called.finishReason === "MAX_TOKENS");
    for (const each of ended) {
      const { failure, text } = each.called;
      if (!failure) continue;
      if (each.spoke) options.onRestart?.();
      if (failure.class !== "blocked" && text.length > (best?.called.text.length ?? 0)) best = each;
      if (failure.next === "other") result.refusal = failure.class;
      // Only if the next request leaves out more: a complaint about what the message does not have would repeat for ever.
      const adapted =
        failure.next === "adapted" &&
        requests.lacking(each.candidate) > lacking &&
        requests.for(each.candidate) !== null;
      if (!adapted) order.failed(each.index, failure, each.park);
    }
    if (order.isRefused) break;
  }

  result.usage = result.attempts.findLast(({ usage }) => usage)?.usage ?? null;
  if (signal.aborted) return { ...result, outcome: "cancelled" };
  if (best) {
    onText(best.called.text, best.attempt);
    return answered(result, best, true);
  }
  if (result.refusal) return { ...result, outcome: "refused" };
  return { ...result, retryAt: order.promise(result.attempts, clock.now()) };
}

function answered(result: Walk, { called, candidate }: Ended, cut: boolean): Walk {
  const { text, finishReason, usage, outcome } = called;
  return {
    ...result,
    outcome: "answered",
    text,
    finishReason,
    cut: cut || outcome === "cut",
    candidate,
    usage,
    refusal: null,
  };
}
