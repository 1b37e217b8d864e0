// Lives through made-up questions: the real walk and board under a virtual clock, so that each trace is a true one.
import { PROMISE_MS } from "#lib/answers/promise.ts";
import {
  type Attempt,
  Board,
  type Chain,
  type Count,
  callsLeft,
  type Limit,
  nextWalkAt,
  type Park,
  Quotas,
  VirtualClock,
  type Walk,
  walk,
} from "#lib/fallback/index.ts";
import { spanOf } from "#lib/gemini/clocks.ts";
import type { Dice } from "./dice.ts";
import { type BadHours, madeUpGoogle } from "./google.ts";
import type { MadeUpQuestion } from "./traffic.ts";

/** A question and what became of it, over all its walks. Epoch milliseconds. */
export interface Lived {
  question: MadeUpQuestion;
  state: "answered" | "refused" | "apologised" | "cancelled";
  startedAt: number;
  /** When the first text was shown. */
  firstTextAt: number;
  finishedAt: number;
  /** When the person was told to wait; null: never. */
  apologisedAt: number | null;
  walks: number;
  attempts: Attempt[];
  /** The walk that ended it. */
  last: Walk;
  /** What was shown of the answer before the person stopped it. */
  textSoFar: string;
}

export interface Life {
  lived: Lived[];
  /** Parks that hold at the end, and what is known and used of quotas then. */
  parks: Park[];
  limits: Limit[];
  counts: Count[];
}

export interface LifeOptions {
  dice: Dice;
  /** In order of arrival. */
  questions: readonly MadeUpQuestion[];
  chainOf(botId: string): Chain;
  badHours: readonly BadHours[];
  paying?: ReadonlySet<string>;
  to: number;
}

const states = {
  answered: "answered",
  refused: "refused",
  exhausted: "apologised",
  cancelled: "cancelled",
} as const;

/** From Telegram's delivery to the walk, and from the walk to the reply's end. */
const TURN_MS = 25;
const quiet = new AbortController().signal;

/** Questions that are not settled by `to` are left out. Takes about a third of a millisecond per question. */
export async function live({ dice, questions, chainOf, badHours, paying, to }: LifeOptions): Promise<Life> {
  const clock = new VirtualClock(questions[0]?.at ?? to);
  const provider = madeUpGoogle({ clock, dice, badHours, paying: paying ?? new Set() });
  const board = new Board({ random: () => dice.next(), quotas: new Quotas({ spanOf }) });
  const lived: Lived[] = [];

  async function walkOnce(question: MadeUpQuestion, calls: number) {
    const stop = new AbortController();
    const { stopsAfterMs } = question;
    if (stopsAfterMs !== null) void clock.sleep(stopsAfterMs, stop.signal).then(() => stop.abort());
    let [textSoFar, firstTextAt] = ["", null as number | null];
    const last = await walk({
      ...{ chain: chainOf(question.botId), board, provider, clock, request: question, message: question },
      limits: { attempts: calls },
      signal: stop.signal,
      onText(text) {
        textSoFar = text;
        firstTextAt ??= clock.now();
      },
    });
    // Ends the timer.
    stop.abort();
    return { last, textSoFar, firstTextAt };
  }

  async function ask(question: MadeUpQuestion): Promise<void> {
    await clock.sleep(TURN_MS, quiet);
    const startedAt = clock.now();
    const attempts: Attempt[] = [];
    const spent = { walks: 0, calls: 0 };
    let apologisedAt: number | null = null;
    let shownAt: number | null = null;
    for (;;) {
      const { last, textSoFar, firstTextAt } = await walkOnce(question, callsLeft(spent));
      attempts.push(...last.attempts);
      spent.walks++;
      spent.calls += last.attempts.length;
      await clock.sleep(TURN_MS, quiet);
      const finishedAt = clock.now();
      shownAt ??= firstTextAt ?? finishedAt;
      const exhausted = last.outcome === "exhausted";
      if (exhausted) apologisedAt ??= finishedAt;
      const again = exhausted ? nextWalkAt(last.retryAt, spent, finishedAt) : null;
      if (again === null || again - question.at > PROMISE_MS) {
        const state = states[last.outcome];
        const times = { startedAt, firstTextAt: shownAt, finishedAt, apologisedAt };
        if (finishedAt < to)
          lived.push({ question, state, ...times, walks: spent.walks, attempts, last, textSoFar });
        return;
      }
      await clock.sleep(again - finishedAt, quiet);
    }
  }

  async function everything(): Promise<void> {
    const asked: Promise<void>[] = [];
    for (const question of questions) {
      await clock.sleep(Math.max(0, question.at - clock.now()), quiet);
      asked.push(ask(question));
    }
    await clock.sleep(Math.max(0, to - clock.now()), quiet);
    parks = board.all().filter(({ until }) => until === null || until > to);
    limits = board.quotas.limits();
    counts = board.quotas.counts(to);
    await Promise.all(asked);
  }
  let [parks, limits, counts]: [Park[], Limit[], Count[]] = [[], [], []];
  await clock.run(everything());
  lived.sort((a, b) => a.question.at - b.question.at);
  return { lived, parks, limits, counts };
}
