// What people asked during a fault, and the verdict on how it was answered. Its oracle is the sandbox's record.
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { db } from "#lib/db.ts";
import { until } from "#test/until.ts";
import { within } from "#test/within.ts";
import { quantile } from "../bench/figures.ts";
import { BOT, type makeWorld } from "../bots/fixtures/world.ts";
import { written } from "./figures.ts";

interface Question {
  bot: string;
  chat: number;
  /** What the bot must answer, without the name of the model, which may be any. */
  answer: string | RegExp;
  askedAt: number;
}

interface ShownAt {
  text: string;
  at: number;
}

export interface FaultVerdict {
  questions: number;
  /** Never answered, or not wholly. */
  lost: string[];
  /** Answered before an earlier question of the chat. */
  disordered: string[];
  /** Shown beside the one whole answer: the same again, or the beginning of it. One entry each. */
  repeated: string[];
  /** Shown, and no answer to any question. */
  strange: string[];
  /** Milliseconds from the fault's end, or from the question if it came later, to the whole answer. */
  delays: number[];
}

/** The verdict on several faults of one kind. */
export const together = (verdicts: readonly FaultVerdict[]): FaultVerdict => ({
  questions: verdicts.reduce((sum, { questions }) => sum + questions, 0),
  lost: verdicts.flatMap(({ lost }) => lost),
  disordered: verdicts.flatMap(({ disordered }) => disordered),
  repeated: verdicts.flatMap(({ repeated }) => repeated),
  strange: verdicts.flatMap(({ strange }) => strange),
  delays: verdicts.flatMap(({ delays }) => delays),
});

interface Expected {
  /** The person may hear an apology before the answer. */
  apologies?: boolean;
}

const isAnswer = ({ answer }: Question, text: string) =>
  typeof answer === "string" ? answer === text : answer.test(text);
const begins = ({ answer }: Question, text: string) => typeof answer === "string" && answer.startsWith(text);
/** The sandbox echoes "MODEL: TEXT". */
const withoutModel = (text: string) => text.replace(/^gemini-[\w.-]+:( |$)/, "");
const named = ({ chat, answer }: Question) => `${chat}: ${answer}`;

export class Questions {
  readonly #world: ReturnType<typeof makeWorld>;
  readonly #asked: Question[] = [];
  readonly #apologies: boolean;

  constructor(world: ReturnType<typeof makeWorld>, { apologies = false }: Expected = {}) {
    this.#world = world;
    this.#apologies = apologies;
  }

  #ignored(text: string): boolean {
    return this.#apologies && text.startsWith("Kechirasiz");
  }

  get count(): number {
    return this.#asked.length;
  }

  /**
   * A person asks, with a text that nobody else asks. Questions that one group is asked are questions of their own; in
   * a private chat, those that wait together become one.
   * @param chat negative: a group
   */
  async ask(chat: number, text: string, bot = BOT): Promise<void> {
    await this.write(chat, text, text, bot);
  }

  /** The same with any message. @param answer what the bot must answer */
  async write(chat: number, text: string, answer: string | RegExp, bot = BOT): Promise<void> {
    this.#asked.push({ bot, chat, answer, askedAt: Date.now() });
    const place = { bot, chat: { id: chat } };
    const said = {
      text: `@${bot} ${text}`,
      from: { id: Math.abs(chat), first_name: "Dilnoza", language_code: "uz" },
    };
    await this.#world.telegram("POST", "/messages", { ...place, ...(chat < 0 ? said : { text }) });
  }

  /** Three questions in each of these groups, in turn. */
  async askGroups(...groups: number[]): Promise<void> {
    for (const word of ["bir", "ikki", "uch"])
      for (const group of groups) await this.ask(group, `${word} ${-group}`);
  }

  /** Whether nothing waits, neither at Telegram nor in the inbox, of these bots, and every promised answer was given. */
  async isSettled(): Promise<boolean> {
    // Before the inbox, which it goes to.
    if (this.#apologies && (await db.answer.count({ where: { againAt: { not: null } } })) > 0) return false;
    const bots = [...new Set(this.#asked.map(({ bot }) => bot))];
    for (const bot of bots) {
      const { pending } = await this.#world.telegram<{ pending: number }>("GET", `/bots/${bot}`);
      if (pending > 0) return false;
    }
    const waiting = { state: "waiting", bot: { username: { in: bots } } } as const;
    return (await db.update.count({ where: waiting })) === 0;
  }

  settled(): Promise<unknown> {
    return until("every message is settled", () => this.isSettled());
  }

  /** What the chat shows now, with the time of the call that made it show it. */
  async #shown(bot: string, chat: number): Promise<ShownAt[]> {
    const { messages } = await this.#world.telegram<{ messages: { text: string; out: boolean }[] }>(
      "GET",
      `/chats/${bot}/${chat}`,
    );
    const { calls } = await this.#world.telegram<{
      calls: { time: string; status: number; params: object }[];
    }>("GET", `/calls?bot=${bot}&chat=${chat}&limit=20000`);
    const timeOf = (text: string) =>
      calls.find(({ status, params }) => status === 200 && "text" in params && params.text === text)?.time;
    return messages
      .filter(({ out, text }) => out && !this.#ignored(text))
      .map(({ text }) => ({ text: withoutModel(text), at: Date.parse(timeOf(text) ?? "") }));
  }

  /** Waits until everything is settled. @param endedAt when the fault ended, epoch milliseconds */
  async verdict(endedAt = 0): Promise<FaultVerdict> {
    await this.settled();
    const verdict: FaultVerdict = {
      questions: this.count,
      lost: [],
      disordered: [],
      repeated: [],
      strange: [],
      delays: [],
    };
    const chats = Map.groupBy(this.#asked, ({ bot, chat }) => `${bot} ${chat}`);
    for (const questions of chats.values()) {
      const [{ bot, chat }] = questions as [Question];
      const shown = await this.#shown(bot, chat);
      let last = -1;
      const whole = new Set<number>();
      for (const question of questions) {
        const place = shown.findIndex(({ text }) => isAnswer(question, text));
        if (place < 0) verdict.lost.push(named(question));
        // What an apology promised comes after what was asked and answered meanwhile.
        else if (place < last && !this.#apologies) verdict.disordered.push(named(question));
        last = Math.max(last, place);
        whole.add(place);
        verdict.delays.push((shown[place]?.at ?? Number.NaN) - Math.max(question.askedAt, endedAt));
      }
      for (const [i, { text }] of shown.entries()) {
        if (whole.has(i)) continue;
        // The beginning of an answer was left over; it may be the beginning of several.
        const to = questions.filter((each) => isAnswer(each, text) || begins(each, text)).map(named);
        const [first] = to;
        if (first === undefined) verdict.strange.push(`${chat}: ${text}`);
        else verdict.repeated.push(to.find((each) => !verdict.repeated.includes(each)) ?? first);
      }
    }
    return verdict;
  }
}

/** What a fault may cost. */
interface Allowed {
  /** Whether a reply of Telegram was lost or a worker died in the send window: then each answer may be there twice. */
  repeats?: boolean;
  /** How many deaths one message may have met. */
  deaths?: number;
  /** By default 15 s. */
  backWithinMs?: number;
}

/** Those that occur more than `most` times. */
const moreThan = (most: number, names: readonly string[]) =>
  [...Map.groupBy(names, (name) => name)].filter(([, same]) => same.length > most).map(([name]) => name);

/**
 * The promise: no message is lost, none is out of order, at most one repeat of each and only where the fault allows it,
 * no message is given up, and answers come within 15 s of the fault's end.
 */
export async function assertPromise(
  t: TestContext,
  fault: string,
  verdict: FaultVerdict,
  { repeats = false, deaths = 1, backWithinMs = 15_000 }: Allowed = {},
): Promise<void> {
  const { questions, lost, disordered, repeated, strange, delays } = verdict;
  const ms = (p: number) => Math.max(0, Math.round(quantile(delays, p)));
  const counts = { lost: lost.length, disordered: disordered.length, repeated: repeated.length };
  const times = { medianMs: ms(0.5), p95Ms: ms(0.95), maxMs: ms(1) };
  t.diagnostic(written({ fault, sent: questions, ...counts, ...times }));
  const broken = { lost, disordered, strange, repeated: repeats ? moreThan(deaths, repeated) : repeated };
  assert.deepEqual(broken, { lost: [], disordered: [], strange: [], repeated: [] }, fault);
  assert.deepEqual(await db.update.findMany({ where: { state: "dead" } }), []);
  assert.deepEqual(await db.deadLetter.findMany(), []);
  assert.ok(questions > 0, "the fault met a message");
  assert.ok(ms(1) <= within(backWithinMs), `${fault}: back after ${ms(1)} ms`);
}
