// The owner of a connected account in their chat with the bot: drafts are posted there with buttons, and decided.
import type { Update } from "telegraf/types";
import { draftWords } from "#lib/business/words.ts";
import type { Rendered } from "#lib/markdown/entities.ts";
import { render } from "#lib/markdown/render.ts";
import { split } from "#lib/markdown/split.ts";
import { localeAmong } from "#lib/messages/translate.ts";
import { isUuid } from "#lib/uuid.ts";
import { draftErrandOf } from "../../queue/business-update.ts";
import { callIfKnown } from "../../telegram/call.ts";
import { ChatClosed, editText, NO_PREVIEW, sendText, withdraw } from "../../telegram/send.ts";
import { messageOf } from "../question.ts";
import { joined } from "../staff/lines.ts";
import type { BusinessTurn } from "./business-turn.ts";
import { heal, keepOwnerTrouble } from "./by-hand.ts";
import { decideDraft, draftAt, keepPosted, type PendingDraft, takeDraft } from "./drafts.ts";

/** Of the person's question and of the draft, in the owner's message; the draft itself is sent whole. */
const QUESTION_MAX = 600;
const SHOWN_MAX = 2_800;
/** Telegram's limit, of words that the owner writes in a draft's place. */
const OWN_MAX = 4_096;

const BUTTON = /^draft:(send|change|drop):([0-9a-f-]{36})$/;

type Words = ReturnType<typeof draftWords>;

/** In the language of whoever presses, or the bot's where nobody does. */
const wordsFor = ({ bot }: BusinessTurn, languageCode?: string): Words =>
  draftWords(localeAmong(bot.speech.languages, languageCode, bot.locale));

const cut = (text: string, most: number) => (text.length > most ? `${text.slice(0, most)}…` : text);

function stateLine({ state, own, error, outdatedAt }: PendingDraft, t: Words): string {
  if (outdatedAt) return t("outdated");
  if (state === "waiting") return t("waiting");
  if (state === "sent") return own ? t("sentOwn") : t("sent");
  if (state === "failed") return t("failed", { reason: error ?? "" });
  return t(state);
}

/** The message in the owner's chat. */
function shownOf(draft: PendingDraft, t: Words): Rendered {
  const name = draft.name || t("nameless");
  const asked: Rendered = {
    text: `👤 ${name}: ${cut(draft.question, QUESTION_MAX)}`,
    entities: [{ type: "bold", offset: 3, length: name.length }],
  };
  const [text = { text: "…", entities: [] }] = split(render(cut(draft.text, SHOWN_MAX)));
  const line = stateLine(draft, t);
  const state: Rendered = { text: line, entities: [{ type: "italic", offset: 0, length: line.length }] };
  return joined(joined(asked, text), state);
}

const buttonsOf = ({ id }: PendingDraft, t: Words) => ({
  reply_markup: {
    inline_keyboard: [
      [{ text: t("send"), callback_data: `draft:send:${id}` }],
      [
        { text: t("change"), callback_data: `draft:change:${id}` },
        { text: t("drop"), callback_data: `draft:drop:${id}` },
      ],
    ],
  },
});

/** Posts the draft, or shows what has become of it. */
async function showDraft(turn: BusinessTurn, id: string): Promise<void> {
  const { claim, chat } = turn;
  const draft = await takeDraft(claim, id);
  if (!draft) return;
  const t = wordsFor(turn);
  const shown = shownOf(draft, t);
  if (draft.messageId !== null) {
    const buttons = draft.state === "waiting" ? buttonsOf(draft, t) : {};
    await editText(chat, draft.messageId, shown, { ...buttons, ...NO_PREVIEW });
    return;
  }
  if (draft.state !== "waiting") return;
  const messageId = await sendText(chat, shown, { ...buttonsOf(draft, t), ...NO_PREVIEW });
  if (await keepPosted(claim, chat.signal, id, messageId)) return;
  await withdraw(chat, messageId);
  throw new Error("The lane was lost.");
}

function pressedIn(update: Update) {
  const query = "callback_query" in update ? update.callback_query : undefined;
  const [, what, id] = BUTTON.exec((query && "data" in query && query.data) || "") ?? [];
  return query && what && id && isUuid(id) ? { query, what, id } : null;
}

async function pressed(turn: BusinessTurn, { query, what, id }: NonNullable<ReturnType<typeof pressedIn>>) {
  const { claim, chat, bot } = turn;
  const t = wordsFor(turn, query.from.language_code);
  let text = t("howToChange");
  if (what !== "change") {
    const state = what === "send" ? "approved" : "dismissed";
    const decided = await decideDraft(claim, chat.signal, { id, state, own: null });
    turn.engine.wake?.(bot.id);
    const draft = await takeDraft(claim, id);
    text = draft
      ? decided
        ? t(draft.state === "waiting" ? "waiting" : "noted")
        : stateLine(draft, t)
      : t("gone");
    await showDraft(turn, id);
  }
  const answer = { callback_query_id: query.id, text: cut(text, 190), show_alert: what === "change" };
  void callIfKnown(chat.telegram, "answerCallbackQuery", answer, chat.signal);
}

/** A reply to a draft is sent in its place. @returns false: it replies to none */
async function changed(turn: BusinessTurn, update: Update): Promise<boolean> {
  const { claim, chat } = turn;
  const message = messageOf(update);
  const own = message?.text?.trim();
  const replied = message?.reply_to_message;
  if (!own || own.startsWith("/") || !replied || own.length > OWN_MAX) return false;
  const id = await draftAt(claim, replied.message_id);
  if (!id) return false;
  const decided = await decideDraft(claim, chat.signal, { id, state: "approved", own });
  if (decided) {
    turn.engine.wake?.(turn.bot.id);
    await showDraft(turn, id);
    return true;
  }
  const draft = await takeDraft(claim, id);
  // A try before has decided it with the same words, and died before it showed so.
  if (draft?.own && draft.text === own) await showDraft(turn, id);
  else if (draft) {
    const t = wordsFor(turn, message?.from?.language_code);
    await sendText(chat, { text: stateLine(draft, t), entities: [] });
  }
  return true;
}

/** @returns false: it is about no draft, so the owner talks to the bot like anybody */
export async function handleOwner(turn: BusinessTurn, update: Update): Promise<boolean> {
  const { bot, claim, chat } = turn;
  const errand = draftErrandOf(update);
  if (errand) {
    await showDraft(turn, errand.draftId).catch(async (error: unknown) => {
      if (!(error instanceof ChatClosed)) throw error;
      // It waits until the owner writes to the bot; the page says so.
      await keepOwnerTrouble(claim, error.message);
    });
    return true;
  }
  if (claim.threadId !== 0 || !bot.business.accounts.some(({ userChatId }) => userChatId === claim.chatId))
    return false;
  const button = pressedIn(update);
  if (button) {
    await pressed(turn, button);
    return true;
  }
  // Written to the bot, or not blocked any more.
  if (messageOf(update) || "my_chat_member" in update) await heal(claim, chat.signal);
  return changed(turn, update);
}
