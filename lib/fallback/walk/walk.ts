// The attempts of one message: from candidate to candidate until one answers.

import type { Chain } from "../chain.ts";
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

interface Limits {
  /** For the whole message. */
  readonly deadlineMs: number;
  /** To the first text of an attempt, and between one text and the next. */
  readonly firstTokenMs: number;
  readonly attempts: number;
}

/** What one message may cost with all its later re-asks. */
export const budget = { walks: 3, calls: 24 } as const;

export const defaultLimits: Limits = { deadlineMs: 60_000, firstTokenMs: 15_000, attempts: 12 };

export interface Walk {
  /**
   * answered: `text` is the answer. refused: two models found fault with the request (`refusal`), or one did and
   * no other could be asked. exhausted: nobody could answer in time; `retryAt` says when somebody comes free by
   * himself, unless the message itself may be what failed; a key that is only tried now and then does not count.
   */
  outcome: "answered" | "refused" | "exhausted" | "cancelled";
  text: string;
  /** The answer ends early: at the model's limit of tokens, at the message's deadline, or where its stream broke. */
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
  /**
   * Names the message: the same value for all walks of one message. What one message meets parks nothing for
   * others, however often it is asked. Absent: this walk is a message of its own.
   */
  message?: unknown;
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

/** How long the shared store may take to say whether a probe is ours. */
const claimMs = 1000;

/**
 * Walks the chain for one message: never calls what is parked, skips what each failure parks, waits where
 * everything is parked and something opens in time. Rejects only with what onText or onRestart threw.
 */
export async function walk<Request>(options: WalkOptions<Request>): Promise<Walk> {
  const { chain, board, provider, clock = systemClock, signal = new AbortController().signal } = options;
  const { known, onText = () => {}, message = {} } = options;
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
  /** The longest text of an attempt that did not end well: better than none. */
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
    const patience = () => clock.sleep(Math.min(claimMs, endsAt - clock.now()), signal);
    const probe = await board.claim(chain, index, clock.now(), { message, patience });
    if (!probe) continue;
    if (signal.aborted || clock.now() >= endsAt) {
      board.abandoned(probe);
      break;
    }
    const mayHedge = !hedged && result.attempts.length + 1 < limits.attempts;
    const begun = result.attempts.length;
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
      const adapted = failure.next === "adapted" && requests.for(each.candidate) !== null;
      if (!adapted) order.failed(each.index, failure, each.park);
    }
    if (order.isRefused) break;
  }

  result.usage = result.attempts.findLast(({ usage }) => usage)?.usage ?? null;
  if (signal.aborted) return { ...result, outcome: "cancelled" };
  if (result.refusal) return { ...result, outcome: "refused" };
  if (best) {
    onText(best.called.text, best.attempt);
    return answered(result, best, true);
  }
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
