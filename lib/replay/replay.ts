// Plays a history with another chain: real walk and board, virtual clock.

import {
  Board,
  type Chain,
  callsLeft,
  nextWalkAt,
  Quotas,
  VirtualClock,
  type Walk,
  walk,
} from "../fallback/index.ts";
import { spanOf } from "../gemini/clocks.ts";
import { costOf, sumOf } from "../prices/cost.ts";
import type { Prices } from "../prices/list-prices.ts";
import { recordedGoogle } from "./google.ts";
import type { History, RecordedQuestion } from "./history.ts";

/** How many questions a model and key answered. */
interface Served {
  model: string;
  key: { id: string; label: string; last4: string };
  answers: number;
}

export interface Replayed {
  asked: number;
  /** Answered within the walk's own time. */
  answered: number;
  /** Answered later, after an apology that promised it. */
  later: number;
  /** Refused by the models. */
  refused: number;
  unanswered: number;
  /** Calls upstream for all questions. */
  attempts: number;
  /** Estimated, in millionths of a US dollar; null: a price is not known. */
  costMicros: number | null;
  /** Milliseconds from question to complete answer, of those answered at once; null: none were. */
  medianMs: number | null;
  p95Ms: number | null;
  /** Most answers first. */
  served: Served[];
}

export interface ReplayOptions {
  history: History;
  chainOf(botId: string): Chain;
  prices: Prices;
  /** Which bots' questions are counted in the result; the others only use up quotas. Default: all. */
  counted?(botId: string): boolean;
  /** Milliseconds after the question within which a promised answer may come. */
  promiseMs: number;
}

const quiet = new AbortController().signal;

/** Deterministic: the same history and chain give the same figures. Takes about 0.1 ms per question. */
export async function replay(options: ReplayOptions): Promise<Replayed> {
  const { history, chainOf, prices, counted = () => true, promiseMs } = options;
  const clock = new VirtualClock(history.from);
  const provider = recordedGoogle(history, clock);
  const board = new Board({ random: () => 0.5, quotas: new Quotas({ spanOf }) });
  for (const park of history.parks) board.merge(park, history.from);
  board.quotas.mergeLimits(history.limits);
  board.quotas.merge(history.counts, history.from);

  const served = new Map<string, Served>();
  const times: number[] = [];
  const costs: (number | null)[] = [];
  const sum = { asked: 0, answered: 0, later: 0, refused: 0, unanswered: 0, attempts: 0 };

  async function ask(question: RecordedQuestion): Promise<void> {
    const chain = chainOf(question.botId);
    const common = { chain, board, provider, clock, request: question, message: question };
    const attempts: Walk["attempts"] = [];
    const spent = { walks: 0, calls: 0 };
    const walkOnce = async () => {
      const walked = await walk({ ...common, limits: { attempts: callsLeft(spent) } });
      attempts.push(...walked.attempts);
      spent.walks++;
      spent.calls += walked.attempts.length;
      return walked;
    };
    let result = await walkOnce();
    const answeredAt = clock.now();
    for (;;) {
      const again = nextWalkAt(result.retryAt, spent, clock.now());
      if (again === null || again - question.at > promiseMs) break;
      await clock.sleep(again - clock.now(), quiet);
      result = await walkOnce();
    }
    if (!counted(question.botId)) return;
    sum.asked++;
    sum.attempts += attempts.length;
    costs.push(...attempts.map((attempt) => costOf(attempt, prices)));
    if (result.outcome === "refused") sum.refused++;
    else if (!result.candidate) sum.unanswered++;
    else {
      if (spent.walks > 1) sum.later++;
      else {
        sum.answered++;
        times.push(answeredAt - question.at);
      }
      const { model, key } = result.candidate;
      const name = `${model} ${key.id}`;
      const known = served.get(name) ?? { model, key, answers: 0 };
      served.set(name, { ...known, answers: known.answers + 1 });
    }
  }

  async function live(): Promise<void> {
    const asked: Promise<void>[] = [];
    for (const question of history.questions) {
      await clock.sleep(Math.max(0, question.at - clock.now()), quiet);
      asked.push(ask(question));
    }
    await Promise.all(asked);
  }
  for (const { scope, id, to, mended } of history.troubles) {
    if (mended) void clock.sleep(to - history.from, quiet).then(() => board.clear(scope, id));
  }
  await clock.run(live());

  times.sort((a, b) => a - b);
  const quantile = (q: number) => times[Math.min(times.length - 1, Math.floor(times.length * q))] ?? null;
  return {
    ...sum,
    costMicros: sumOf(costs),
    medianMs: quantile(0.5),
    p95Ms: quantile(0.95),
    served: [...served.values()].toSorted((a, b) => b.answers - a.answers),
  };
}
