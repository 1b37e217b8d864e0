// What belongs into a conversation's topic. SQL of the conversation `c`, its topic `t` and the group `g`.
import type { AnswerState, ChatMessageKind, ChatMessageState } from "#generated/enums.ts";
import { filesInMessages, type MessageFile, QUESTION_FILES } from "#lib/conversations/message-file.ts";

/** For so long a draft is the account owner's alone to decide. */
const OWNERS_TURN = "interval '30 minutes'";
/** Longer than it takes until a new draft stands in the owner's chat. */
const POSTED_WITHIN = "interval '1 minute'";
const UNDECIDED = `SELECT FROM "BusinessDraft" AS d WHERE d."conversationId" = c."id" AND d."state" IN ('waiting', 'approved')`;
// What an owner of a connected account writes by hand, or is to decide, is none of the group's.
const IS_WITH_OWNER = `c."threadId" < 0 AND CASE WHEN c."takenUntil" > now() THEN c."takenBy" IS NULL
  ELSE EXISTS (${UNDECIDED} AND (d."messageId" IS NOT NULL OR d."at" > now() - ${POSTED_WITHIN}) AND d."at" > now() - ${OWNERS_TURN}) END`;
// A draft counts as an answer until then, so its question does not wait by the rule of the others.
const IS_LEFT_BY_OWNER = `c."threadId" < 0 AND EXISTS (${UNDECIDED} AND d."at" BETWEEN greatest(g."linkedAt", now() - interval '1 day')
  AND now() - ${OWNERS_TURN})`;

/** Whether somebody asked for a person, was not answered since the group was linked, or is with an operator. */
export const NEEDS_STAFF = `((coalesce(botfactory_waits_since(c) >= g."linkedAt" OR c."takenUntil" > now(), false) OR ${IS_LEFT_BY_OWNER})
  AND NOT (${IS_WITH_OWNER}) OR EXISTS (
  SELECT FROM "ChatMessage" AS o WHERE o."conversationId" = c."id" AND o."author" = 'operator' AND o."state" = 'waiting'
    AND o."at" > now() - interval '1 day'))`;

/** What is posted once of an entry: each state of it, and each change. */
const MESSAGE_PART = `m."state"::text || coalesce(' ' || extract(epoch FROM m."editedAt")::text, '')`;
const notPosted = (id: string, part: string) =>
  `NOT EXISTS (SELECT FROM "StaffPost" AS p WHERE p."conversationId" = t."conversationId" AND p."entryId" = ${id} AND p."part" = ${part})`;

// What was written in the group stands there already, unless it was not delivered.
const MESSAGES = `FROM "ChatMessage" AS m
  WHERE m."conversationId" = t."conversationId" AND m."at" >= t."openedAt"
    AND (m."state" IN ('heard', 'failed') OR m."staffMessageId" IS NULL AND (m."state" = 'sent' OR m."kind" IN ('taken', 'returned')))
    AND ${notPosted('m."id"', MESSAGE_PART)}`;
// A question that an operator heard stands among the messages, and so does what is sent of a draft.
const ANSWERS = `FROM "Answer" AS a
  WHERE a."conversationId" = t."conversationId" AND a."startedAt" >= t."openedAt" AND a."state" <> 'running'
    AND NOT EXISTS (SELECT FROM "ChatMessage" AS h WHERE h."updateId" = a."updateId" AND h."state" = 'heard')
    AND NOT EXISTS (SELECT FROM "BusinessDraft" AS d WHERE d."updateId" = a."updateId")
    AND ${notPosted('a."id"', 'a."state"::text')}`;

export const UNPOSTED = `SELECT ${MESSAGES} UNION ALL SELECT ${ANSWERS}`;

const MOST = 30;
/** As JSON, oldest first. */
export const ENTRIES = `(SELECT json_agg(e ORDER BY e."at", e."updateId" NULLS FIRST) FROM (
  (SELECT 'message' AS "kind", m."id", ${MESSAGE_PART} AS "part", m."at", m."author"::text, m."kind"::text AS "of", m."state"::text,
     NULL AS "question", m."text", m."memberName", m."error", m."fileId", m."fileName", m."editedAt" IS NOT NULL AS "changed", NULL AS "files",
     m."updateId"
   ${MESSAGES} ORDER BY m."at", m."updateId" NULLS FIRST LIMIT ${MOST})
  UNION ALL
  (SELECT 'answer', a."id", a."state"::text, a."startedAt", NULL, NULL, a."state"::text,
     CASE WHEN EXISTS (SELECT FROM "StaffPost" AS q WHERE q."conversationId" = t."conversationId" AND q."entryId" = a."id") THEN NULL
       ELSE a."question" END,
     a."text", NULL, NULL, NULL, NULL, false, ${QUESTION_FILES}, a."updateId"
   ${ANSWERS} ORDER BY a."startedAt" LIMIT ${MOST})
  ORDER BY "at", "updateId" NULLS FIRST LIMIT ${MOST}) AS e)`;

interface Unposted {
  id: string;
  part: string;
}

export interface UnpostedMessage extends Unposted {
  kind: "message";
  author: "person" | "operator";
  of: ChatMessageKind;
  state: ChatMessageState;
  text: string;
  memberName: string | null;
  error: string | null;
  fileId: string | null;
  fileName: string | null;
  changed: boolean;
}

export interface UnpostedAnswer extends Unposted {
  kind: "answer";
  state: AnswerState;
  /** Null: it stands in the topic already. */
  question: string | null;
  text: string;
  files: MessageFile[];
}

export type UnpostedEntry = UnpostedMessage | UnpostedAnswer;

type Stored = UnpostedMessage | (Omit<UnpostedAnswer, "files"> & { files: object[] | null });

/** @param stored what ENTRIES selects */
export const entriesFrom = (stored: readonly Stored[] | null): UnpostedEntry[] =>
  (stored ?? []).map((entry) =>
    entry.kind === "answer" ? { ...entry, files: filesInMessages(entry.files) } : entry,
  );
export type StoredEntries = readonly Stored[] | null;
