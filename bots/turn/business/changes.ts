// A customer changes or deletes a message in a connected account's chat. A draft that answers the old words is outdated at once, so that
// a late press sends nothing, and what the shop has not answered is asked anew.
import { changeHeard } from "#lib/conversations/change-heard.ts";
import type { Conversation } from "#lib/conversations/conversations.ts";
import { FILES_MAX } from "#lib/gemini/files.ts";
import { toText } from "#lib/storable.ts";
import { tenantDb } from "#lib/tenant-db.ts";
import { patiently } from "../../queue/database.ts";
import { MESSAGE_OF } from "../../queue/reasked.ts";
import type { AnyMessage } from "../content.ts";
import { type AskedAnew, askedAnew, saysAnother, without } from "../edits.ts";
import { wordsOf } from "../heard.ts";
import { questionOf } from "../question.ts";
import type { Unit } from "../units.ts";
import type { BusinessTurn } from "./business-turn.ts";
import { forgetMessages } from "./by-hand.ts";
import { hasDraft } from "./drafts.ts";
import { ERRANDS, LANE, toOwner, writeHeld } from "./errands.ts";

/** A draft that was outdated before counts too: the worker that outdated it may have died before it asked anew. */
const CHANGEABLE = `(d."state" IN ('waiting', 'approved') AND d."sent" = '{}' OR d."outdatedAt" IS NOT NULL)`;

/** The newest draft, and the messages that the shop has not answered, as they were before the change. */
const UNANSWERED = `
  SELECT d."id" AS "draftId", d."updateId" = $2 AS "isMade", d."outdatedAt" IS NOT NULL AS "isOutdated", (
    SELECT json_agg(u."message" ORDER BY m."at", m."updateId") FROM (
      SELECT "at", "updateId", "telegramId" FROM "ChatMessage"
      WHERE "tenantId" = c."tenantId" AND "conversationId" = c."id" AND "author" = 'person' AND "state" = 'heard'
        AND "at" > greatest(now() - interval '1 day', c."since",
          (SELECT max(o."at") FROM "ChatMessage" AS o
           WHERE o."tenantId" = c."tenantId" AND o."conversationId" = c."id" AND o."author" = 'operator' AND o."state" = 'sent'),
          (SELECT max(a."finishedAt") FROM "Answer" AS a
           WHERE a."tenantId" = c."tenantId" AND a."conversationId" = c."id" AND a."text" <> '' AND a."state" = 'answered'))
      ORDER BY "at" DESC, "updateId" DESC LIMIT ${FILES_MAX}) AS m,
      LATERAL (
        SELECT ${MESSAGE_OF} AS "message" FROM "Update" AS u
        WHERE u."laneId" = $1 AND u."state" IN ('waiting', 'done', 'dead') AND u."id" >= m."updateId" AND u."id" < $2
          AND (${MESSAGE_OF} ->> 'message_id')::bigint = m."telegramId"
        ORDER BY u."id" DESC LIMIT 1) AS u) AS "messages"
  FROM "Conversation" AS c, LATERAL (
    SELECT * FROM "BusinessDraft" AS b WHERE b."tenantId" = c."tenantId" AND b."conversationId" = c."id"
    ORDER BY b."at" DESC LIMIT 1) AS d
  WHERE c."tenantId" = $3 AND c."botId" = $4 AND c."chatId" = $5 AND c."threadId" = $6 AND ${CHANGEABLE}`;

const OUTDATE = `
  WITH ${LANE},
  gone AS (
    UPDATE "BusinessDraft" AS d SET "state" = 'expired', "outdatedAt" = now(), "decidedAt" = now() FROM lane
    WHERE d."tenantId" = lane."tenantId" AND d."id" = $3 AND ${CHANGEABLE}
    RETURNING d."id", d."chatId"),
  due AS (${toOwner("gone")}), ${ERRANDS}
  SELECT 1 FROM gone`;

interface Unanswered {
  draftId: string;
  /** Of this change: a try before has stored it, and died before it ended. */
  isMade: boolean;
  isOutdated: boolean;
  messages: AnyMessage[] | null;
}

/** @param change the messages as they are now; null: nothing is new @returns what to ask in the draft's place; null: the draft stays */
async function outdated(
  turn: BusinessTurn,
  [{ id: update, tries }]: Unit,
  change: (messages: AnyMessage[]) => AnyMessage[] | null,
): Promise<AnyMessage[] | null> {
  const { claim, chat, bot, engine } = turn;
  const { laneId, tenantId, botId, chatId, threadId } = claim;
  const values = [laneId, update, tenantId, botId, chatId, threadId];
  const { rows } = await patiently(
    () => tenantDb({ tenantId }).query<Unanswered>(UNANSWERED, values),
    chat.signal,
  );
  const [found] = rows;
  if (!found || found.isMade) return null;
  const messages = found.messages ?? [];
  // A try before has outdated it, and died before it asked.
  const current = change(messages) ?? (found.isOutdated && tries > 1 ? messages : null);
  // It may have been sent, or decided by its owner, meanwhile.
  if (!current || !(await writeHeld(claim, chat.signal, OUTDATE, [found.draftId]))) return null;
  engine.wake?.(bot.id);
  // What was read with the claim has the old words.
  delete claim.opened;
  return current.filter((each) => questionOf([each], bot)?.unread === null);
}

/** The conversation without these messages, which it remembers and which are asked now. */
function withoutHeard(conversation: Conversation, messages: readonly AnyMessage[]): Conversation {
  const history = [...conversation.history];
  for (const message of messages) {
    const words = toText(wordsOf(message));
    const at = history.findLastIndex(({ author, text }) => author === "user" && text === words);
    if (at >= 0) history.splice(at, 1);
  }
  return { ...conversation, history };
}

export interface Changed {
  /** What to ask, and whether as a draft. */
  anew: AskedAnew;
  as: "draft" | "answer";
  /** The conversation as the question finds it. */
  of(opened: Conversation): Conversation;
}

function asDraft([{ id: updateId }]: Unit, messages: AnyMessage[]): Changed {
  const anew = { answerId: "", sent: [], updateId, question: "", messages };
  return { anew, as: "draft", of: (opened) => withoutHeard(opened, messages) };
}

/** @returns null: nothing is to be asked anew */
export async function changedQuestion(
  turn: BusinessTurn,
  unit: Unit,
  edited: AnyMessage,
): Promise<Changed | null> {
  const { claim } = turn;
  await changeHeard(claim, { telegramId: edited.message_id, text: toText(wordsOf(edited)) });
  const messages = await outdated(turn, unit, (unanswered) => {
    const before = unanswered.find(({ message_id }) => message_id === edited.message_id);
    if (!before || !saysAnother(before, edited)) return null;
    return unanswered.map((each) => (each === before ? edited : each));
  });
  if (messages) return messages.length > 0 ? asDraft(unit, messages) : null;
  const anew = await askedAnew(turn, unit[0], edited);
  // The owner has decided about its draft.
  if (!anew || (await hasDraft(claim, anew.updateId))) return null;
  return { anew, as: "answer", of: (opened) => without(opened, anew) };
}

/** Likewise, of what is left when messages are deleted. */
export async function shortenedQuestion(
  turn: BusinessTurn,
  unit: Unit,
  deleted: readonly number[],
): Promise<Changed | null> {
  const messages = await outdated(turn, unit, (unanswered) => {
    const left = unanswered.filter(({ message_id }) => !deleted.includes(message_id));
    return left.length < unanswered.length ? left : null;
  });
  await forgetMessages(turn.claim, deleted);
  return messages && messages.length > 0 ? asDraft(unit, messages) : null;
}
