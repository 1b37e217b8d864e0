// Whatever a model writes arrives: through rendering, sending and the sandbox's Telegram, which refuses what the real
// one refuses. ARRIVAL_RUNS sets how many answers are generated.
import assert from "node:assert/strict";
import test, { before, type TestContext } from "node:test";
import { tests as commonmark } from "commonmark-spec";
import fc from "fast-check";
import { Telegraf } from "telegraf";
import { anyAnswer, goodAnswer, type ToRead } from "#lib/markdown/fixtures/answers.ts";
import { render } from "#lib/markdown/render.ts";
import { split } from "#lib/markdown/split.ts";
import { hasInk } from "#lib/markdown/telegram-text.ts";
import { serveSandbox, type TestSandbox, token } from "../../sandbox/testing.ts";
import { Hold } from "../queue/hold.ts";
import { Pacer } from "./pacer.ts";
import { Reply } from "./reply.ts";

const numRuns = Number(process.env.ARRIVAL_RUNS ?? 300);
const seed = 20_261_125;
const CHAT = 7;

/** A pacer whose clock runs so fast that no call waits. */
function unpaced(): Pacer {
  let at = 0;
  return new Pacer(() => (at += 1e6));
}

/** A chat with a person, in which each answer is checked as it arrives. */
function chatIn({ sandbox, url }: TestSandbox) {
  const { telegram } = new Telegraf(token, { telegram: { apiRoot: url } });
  const bot = sandbox.telegram.bots.get(token);
  const { calls } = sandbox.telegram;
  const pacer = unpaced();
  const hold = new Hold(Number.POSITIVE_INFINITY);
  const signal = new AbortController().signal;
  let sent: readonly number[] = [];

  /** Shows an answer, in place of the one before it if `edits`. @returns what a person sees, message by message */
  return async (markdown: string, edits: boolean): Promise<string[]> => {
    const before = calls.last;
    const reply = new Reply({
      ...{ telegram, pacer, chatId: CHAT, threadId: 0, signal, hold, replyTo: null, draftId: null },
      sent: edits ? sent : [],
      onSent: async () => undefined,
    });
    await reply.finish(markdown);
    reply.close();
    sent = [...reply.sent];
    const refusals = calls.after(before, ({ error }) => error !== null && !/not modified/.test(error));
    assert.deepEqual(refusals, [], "Telegram refused nothing");
    const messages = bot?.chats.get(CHAT)?.messages;
    const seen = sent.map((id) => messages?.get(id)?.message.text ?? "");
    const parts = split(render(markdown)).map(({ text }) => text);
    const shown = markdown !== "" && parts.length === 0 ? ["…"] : parts;
    assert.deepEqual(seen, shown, "what is seen is what was rendered");
    assert.ok(seen.every(hasInk), "each message shows something");
    return seen;
  };
}

const visible = (text: string) => text.replace(/\s/g, "");

/** Fails if a word that a person has to read is missing or out of order. */
function assertWords(seen: readonly string[], words: readonly ToRead[]): void {
  const text = visible(seen.join(""));
  let at = 0;
  for (const next of words) {
    const ends = [next].flat().map((word) => {
      const found = text.indexOf(word, at);
      assert.ok(found >= 0, `${word} is missing`);
      return found + word.length;
    });
    at = Math.max(...ends);
  }
}

let show: ReturnType<typeof chatIn>;
before(async (t) => {
  const at = await serveSandbox(t as TestContext);
  await at.control("PUT", "telegram/faults", { flood: false });
  await at.write("/start");
  show = chatIn(at);
});

test("any text that a model may write arrives as it was rendered", async () => {
  await fc.assert(
    fc.asyncProperty(anyAnswer, fc.boolean(), async (answer, edits) => void (await show(answer, edits))),
    { numRuns, seed },
  );
});

test("of an answer in Markdown every word arrives, in order", async () => {
  await fc.assert(
    fc.asyncProperty(goodAnswer, fc.boolean(), async ({ markdown, words }, edits) =>
      assertWords(await show(markdown, edits), words),
    ),
    { numRuns, seed },
  );
});

test("all examples of the CommonMark specification arrive", async () => {
  assert.ok(commonmark.length > 600);
  for (const { markdown } of commonmark) await show(markdown.replaceAll("→", "\t"), false);
});
