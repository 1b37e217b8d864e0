// Answers a question in a connected account's chat: at once, or as a draft for its owner. What cannot be answered is heard.
import { randomUUID } from "node:crypto";
import type { AnswerRecord } from "../../queue/settlement.ts";
import type { Asked } from "../asked.ts";
import type { Handled } from "../decide.ts";
import type { Display } from "../display.ts";
import { heardOf } from "../heard.ts";
import type { Unit } from "../units.ts";
import type { BusinessTurn } from "./business-turn.ts";
import { hasDraft, recordDraft } from "./drafts.ts";
import { type BusinessQuestion, heardInBusiness } from "./handle.ts";

/** Keeps the answer instead of showing it. */
class DraftDisplay implements Display {
  text = "";
  readonly begun = false;
  readonly sent: readonly number[] = [];
  readonly firstTextAt: Date | null = null;
  show(): void {}
  close(): void {}
  async finish(markdown: string): Promise<void> {
    this.text = markdown;
  }
}

export interface BusinessAnswer {
  asked: Asked["business"];
  /** @param answer asks the chain @param record what came of it */
  handled(answer: () => Promise<void>, record: () => AnswerRecord | undefined): Promise<Handled>;
}

async function keepDraft(
  turn: BusinessTurn,
  unit: Unit,
  asks: BusinessQuestion,
  record: AnswerRecord,
  { updateId, text }: { updateId: number; text: string },
) {
  const { claim, chat, bot } = turn;
  // What is asked anew is kept already.
  const heard = asks.anew
    ? { conversationId: asks.conversation.id, messages: [] }
    : heardOf(bot, unit, asks.conversation.id);
  if (!heard) return;
  const kept = await recordDraft(
    claim,
    {
      ...{ id: randomUUID(), updateId, heard, text },
      ...{ question: record.question, chatId: asks.account.userChatId },
    },
    chat.signal,
  );
  if (!kept) throw new Error("The lane was lost.");
  turn.engine.wake?.(bot.id);
}

/** @param unit what is left of the question @param first the first message of it, which a next try has too */
export function answersInBusiness(
  turn: BusinessTurn,
  unit: Unit,
  asks: BusinessQuestion,
  first: Unit[0],
): BusinessAnswer {
  const { claim } = turn;
  const heard = () => (asks.anew ? {} : { heard: heardInBusiness(turn, unit, asks.conversation) });
  if (asks.way === "answer")
    return {
      asked: {},
      async handled(answer, record) {
        await answer();
        const made = record();
        return made ? { answer: made } : heard();
      },
    };
  const display = new DraftDisplay();
  return {
    asked: { display },
    async handled(answer, record) {
      // A try before has stored it, and died before it ended.
      if (first.tries > 1 && (await hasDraft(claim, first.id))) return {};
      await answer();
      const made = record();
      if (!made) return heard();
      if (made.state !== "answered" || !display.text) return { answer: made };
      await keepDraft(turn, unit, asks, made, { updateId: first.id, text: display.text });
      // The conversation remembers what is said to the person, which is not known yet.
      return { answer: { ...made, text: "" } };
    },
  };
}
