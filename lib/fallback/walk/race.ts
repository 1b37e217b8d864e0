// One step of a walk: calls a candidate and, if hedging is on and it is late, one of another project beside it. The
// first to speak goes on; the other is cancelled.

import { type Chain, candidateAt } from "../chain.ts";
import type { Board } from "../parks/board.ts";
import type { Probe } from "../parks/probes.ts";
import type { Candidate, Clock, ErrorClass, Park, Provider } from "../types.ts";
import { type CallResult, call } from "./attempt.ts";
import type { Hedging } from "./hedging.ts";
import { type Attempt, begun, concluded } from "./trace.ts";

export interface Race<Request> {
  readonly chain: Chain;
  readonly board: Board;
  readonly provider: Provider<Request>;
  /** The request for this candidate: the message, or the part of it that the model takes. */
  readonly requestFor: (candidate: Candidate) => Request;
  /** See Probe.message. */
  readonly message: unknown;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly silenceMs: number;
  readonly endsAt: number;
  readonly known: ReadonlyMap<string, ErrorClass> | undefined;
  /** The trace: each call is added as it begins and completed as it ends. */
  readonly attempts: Attempt[];
  /** null: no second candidate. */
  readonly hedging: Hedging | null;
  /** Non-zero at i: candidate i is not called. */
  readonly excluded: Uint8Array;
  onText(textSoFar: string, attempt: number): void;
}

export interface Ended {
  readonly index: number;
  /** Its index in the trace. */
  readonly attempt: number;
  readonly candidate: Candidate;
  readonly called: CallResult;
  readonly park: Park | null;
  /** Whether its text was shown. */
  readonly spoke: boolean;
}

interface Runner {
  readonly stop: AbortController;
  /** Resolves with the first text, or at the end. */
  readonly heard: Promise<void>;
  readonly ended: Promise<Ended>;
}

/**
 * Calls candidate `index`, and perhaps another. When it resolves, the board knows what the calls proved. Rejects only
 * with what onText threw, or NotCalled. @returns how each call ended, in the order in which they began
 */
export async function race<Request>(context: Race<Request>, index: number, probe: Probe): Promise<Ended[]> {
  const { chain, board, hedging, clock, signal } = context;
  const runners: Runner[] = [];
  let speaker: Runner | null = null;

  const start = (index: number, probe: Probe): Runner => {
    const candidate = candidateAt(chain, index);
    const number = context.attempts.length;
    const attempt = begun(candidate, clock.now());
    context.attempts.push(attempt);
    const stop = new AbortController();
    const { promise: heard, resolve: hear } = Promise.withResolvers<void>();
    const called = call({
      ...context,
      candidate,
      // What one owner's admin made of an error must not park a key that others use.
      known: candidate.owner === chain.owner ? context.known : undefined,
      request: context.requestFor(candidate),
      firstSignMs: board.pace.limit(candidate, context.silenceMs),
      signal: hedging ? AbortSignal.any([signal, stop.signal]) : signal,
      onText(textSoFar) {
        if (!speaker) {
          speaker = runner;
          board.spoke(probe, clock.now());
          for (const other of runners) if (other !== runner) other.stop.abort();
        }
        hear();
        if (speaker === runner) context.onText(textSoFar, number);
      },
    });
    const ended: Promise<Ended> = called.then(
      (called) => {
        hear();
        const { firstSignMs, ms } = called;
        const lost = stop.signal.aborted && !signal.aborted;
        if (firstSignMs !== null || lost) board.pace.heard(candidate, firstSignMs ?? ms);
        else if (called.failure?.silent) board.pace.silent(candidate, ms, context.silenceMs);
        if (called.thought) board.pace.thought(candidate);
        const park = settle(board, chain, probe, called, clock.now());
        Object.assign(attempt, concluded(called, park));
        if (lost && attempt.class === "cancelled") attempt.reason = "another candidate spoke first";
        return { index, attempt: number, candidate, called, park, spoke: speaker === runner };
      },
      (error: unknown) => {
        hear();
        for (const other of runners) if (other !== runner) other.stop.abort();
        board.abandoned(probe);
        throw error;
      },
    );
    ended.catch(() => {}); // awaited below, perhaps after it rejects
    const runner: Runner = { stop, heard, ended };
    runners.push(runner);
    return runner;
  };

  const first = start(index, probe);
  if (hedging) {
    const rival = await rivalOf(context, index, first, hedging);
    if (rival) start(rival.index, rival.probe);
  }
  return Promise.all(runners.map(({ ended }) => ended));
}

/** Waits until the call counts as late. @returns whom to call beside it; null: nobody */
async function rivalOf<Request>(
  { chain, board, clock, signal, excluded, message }: Race<Request>,
  index: number,
  { heard }: Runner,
  hedging: Hedging,
): Promise<{ index: number; probe: Probe } | null> {
  const candidate = candidateAt(chain, index);
  const { model, project } = candidate;
  // Nobody's part of shared keys is spent on being faster.
  const isRival = (each: Candidate) =>
    each.model === model && each.project !== project && each.owner === chain.owner;
  const lateMs = hedging.lateAfter(candidate, board.pace);
  if (lateMs === null) return null;
  const waiting = new AbortController();
  heard.then(() => waiting.abort());
  await clock.sleep(lateMs, waiting.signal);
  if (waiting.signal.aborted || signal.aborted) return null;

  const away = excluded.map((why, i) => (why || !isRival(candidateAt(chain, i)) ? 1 : 0));
  const free = board.pick(chain, clock.now(), away, "free");
  if (free < 0 || !hedging.take()) return null;
  const probe = await board.claim(chain, free, clock.now(), { message, outOfTime: () => heard });
  if (!probe || !(waiting.signal.aborted || signal.aborted)) return probe && { index: free, probe };
  board.abandoned(probe);
  return null;
}

function settle(board: Board, chain: Chain, probe: Probe, called: CallResult, now: number): Park | null {
  if (called.usage) board.spent(probe, called.usage, now);
  if (called.failure) return board.failed(probe, called.failure, chain, now);
  if (called.outcome === "cancelled" && !called.text) board.abandoned(probe);
  else board.succeeded(probe);
  return null;
}
