// One conversation as its members read it: what was said, by whom, and what became of it.
import type { AnswerState, ChatAuthor, ChatMessageKind, ChatMessageState } from "#generated/enums.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { knownValue } from "../newer-values.ts";
import { FIRST_PAGE_CHAT } from "../page-chat/place.ts";
import { authorise, readsTexts } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { isUuid } from "../uuid.ts";
import { WAITS } from "./list.ts";
import { filesInMessages, type MessageFile, QUESTION_FILES } from "./message-file.ts";

/** A question and what the bot made of it. Texts are null if the reader may not read them. */
interface BotEntry {
  kind: "answer";
  id: string;
  at: Date;
  state: AnswerState;
  question: string | null;
  /** Markdown. */
  text: string | null;
  model: string | null;
  /** People with a 👍 and a 👎 on it. */
  liked: number;
  disliked: number;
  /** Of the question. */
  files: MessageFile[];
}

/** Written without a model. */
interface MessageEntry {
  kind: "message";
  id: string;
  at: Date;
  author: ChatAuthor;
  of: ChatMessageKind;
  state: ChatMessageState;
  text: string | null;
  memberName: string | null;
  fileName: string | null;
  /** Null: it has none, or Telegram does not have it yet. */
  file: MessageFile | null;
  /** Whether its author has changed it. */
  changed: boolean;
  /** Telegram's words. */
  error: string | null;
}

export type ThreadEntry = BotEntry | MessageEntry;

export interface Thread {
  id: string;
  bot: { id: string; name: string; username: string; enabled: boolean };
  /** Null if the reader may not read people's texts. */
  person: (Pick<Head, "username" | "note" | "tags" | "summary" | "facts"> & { name: string }) | null;
  isGroup: boolean;
  isClosed: boolean;
  /** As in ListedConversation. */
  refusal: string | null;
  /** The person wants no broadcasts. */
  isUnsubscribed: boolean;
  /** Whose account it is, in a connected account's chat. */
  account: string | null;
  waitingSince: Date | null;
  /** Since when a draft waits for the account's owner. */
  draftSince: Date | null;
  /** Its text, in Markdown. Null: none waits, or the reader may not read people's texts. */
  draft: string | null;
  takenBy: { id: string; name: string } | null;
  takenUntil: Date | null;
  /** Of the bot: after so much silence of the operator it answers again. */
  takeoverMinutes: number;
  createdAt: Date;
  /** Questions that the bot was asked. */
  questions: number;
  /** Oldest first. */
  entries: ThreadEntry[];
  /** Cursor of the entries before; null: these are the first ones. */
  earlier: string | null;
}

export const THREAD_PAGE = 50;
const NIL = "00000000-0000-0000-0000-000000000000";

const HEAD = `
  SELECT c."id", c."title", c."username", c."chatId" < 0 AS "isGroup", c."closedAt" IS NOT NULL AS "isClosed", c."refusal",
    c."unsubscribedAt" IS NOT NULL AS "isUnsubscribed", c."createdAt",
    json_build_object('id', b."id", 'name', b."name", 'username', b."username", 'enabled', b."enabled") AS "bot",
    b."takeoverMinutes", ${WAITS}, (
      SELECT d."text" FROM "BusinessDraft" AS d
      WHERE d."tenantId" = c."tenantId" AND d."conversationId" = c."id" AND d."at" = botfactory_draft_since(c) LIMIT 1) AS "draft",
    CASE WHEN c."takenUntil" > now() THEN json_build_object('id', c."takenBy", 'name', c."takenByName") END AS "takenBy",
    CASE WHEN c."takenUntil" > now() THEN c."takenUntil" END AS "takenUntil",
    coalesce(n."note", '') AS "note", coalesce(n."tags", '{}') AS "tags",
    (SELECT count(*)::int FROM "Answer" WHERE "conversationId" = c."id") AS "questions", coalesce(s."text", '') AS "summary",
    ARRAY(SELECT f."text" FROM "PersonFact" AS f WHERE f."tenantId" = c."tenantId" AND f."botId" = c."botId" AND f."personId" = c."chatId"
          ORDER BY f."at", f."id") AS "facts"
  FROM "Conversation" AS c JOIN "Bot" AS b ON b."tenantId" = c."tenantId" AND b."id" = c."botId"
  LEFT JOIN "PersonNote" AS n ON n."tenantId" = c."tenantId" AND n."telegramId" = c."chatId"
  LEFT JOIN "Summary" AS s ON s."tenantId" = c."tenantId" AND s."conversationId" = c."id"
  WHERE c."tenantId" = $1 AND c."id" = $2 AND c."chatId" < ${FIRST_PAGE_CHAT}`;

/** SQL: of a message among those of the same moment, as what Telegram gives at once is. */
const NTH = `coalesce("updateId", 0)`;
// A question that an operator heard stands among the messages, and so does what is sent of a draft.
const ENTRIES = `
  SELECT * FROM (
    (SELECT 'answer' AS "kind", "id", "startedAt" AS "at", ${NTH} AS "nth", "state"::text, "question", "text", "model", NULL AS "author",
       NULL AS "of", NULL AS "memberName", NULL AS "fileName", NULL AS "error", "liked", "disliked", false AS "changed", ${QUESTION_FILES} AS "given"
     FROM "Answer" AS a
     WHERE a."tenantId" = $1 AND a."conversationId" = $2 AND (a."startedAt", ${NTH}, a."id") < ($3, $4, $5)
       AND NOT EXISTS (SELECT FROM "ChatMessage" AS h WHERE h."updateId" = a."updateId" AND h."state" = 'heard')
       AND NOT EXISTS (SELECT FROM "BusinessDraft" AS d WHERE d."updateId" = a."updateId")
     ORDER BY a."startedAt" DESC, "nth" DESC, a."id" DESC LIMIT ${THREAD_PAGE + 1})
    UNION ALL
    (SELECT 'message', "id", "at", ${NTH} AS "nth", "state"::text, NULL, "text", NULL, "author"::text, "kind"::text, "memberName", "fileName", "error", 0, 0,
       "editedAt" IS NOT NULL, CASE WHEN "fileId" IS NOT NULL THEN json_build_object('kind', "kind"::text, 'fileId', "fileId", 'name', "fileName",
         'type', "fileType", 'size', "fileSize") END
     FROM "ChatMessage" WHERE "tenantId" = $1 AND "conversationId" = $2 AND ("at", ${NTH}, "id") < ($3, $4, $5)
     ORDER BY "at" DESC, "nth" DESC, "id" DESC LIMIT ${THREAD_PAGE + 1})) AS e
  ORDER BY "at" DESC, "nth" DESC, "id" DESC LIMIT ${THREAD_PAGE + 1}`;

type Head = Omit<Thread, "person" | "entries" | "earlier"> & {
  title: string;
  username: string;
  note: string;
  tags: string[];
  /** What older messages come to. */
  summary: string;
  /** What the person asked the bot to remember. */
  facts: string[];
};
/** Of both kinds; a column that the kind lacks is null. */
type Row = Omit<BotEntry, "kind" | "state" | "files"> &
  Omit<MessageEntry, "kind" | "state" | "file"> &
  Pick<ThreadEntry, "kind" | "state"> & { nth: string; given: MessageFile | object[] | null };

const withFiles = ({ given, nth: _, ...row }: Row, shown: boolean): ThreadEntry => {
  const messages = Array.isArray(given) ? given : null;
  const files = { files: shown ? filesInMessages(messages) : [], file: shown && !messages ? given : null };
  const known =
    row.kind === "answer"
      ? { state: knownValue("AnswerState", row.state as AnswerState) }
      : {
          state: knownValue("ChatMessageState", row.state as ChatMessageState),
          author: knownValue("ChatAuthor", row.author),
          of: knownValue("ChatMessageKind", row.of),
        };
  return { ...row, ...files, ...known } as ThreadEntry;
};

/** The moment, place and id of the entry that the cursor was made of; else what comes after all. Earlier ones were a moment alone. */
function endOf(cursor: string | null | undefined): [Date, string, string] {
  const [, at, nth = "0", id = NIL] = /^(\d{1,14})(?:_(\d{1,18})_([\da-f-]{36}))?$/.exec(cursor ?? "") ?? [];
  return [at && isUuid(id) ? new Date(Number(at)) : new Date("9999-01-01"), nth, isUuid(id) ? id : NIL];
}

/** @param before `earlier` of a page @throws AppError "not_found" */
export async function readThread(context: Context, id: string, before?: string | null): Promise<Thread> {
  authorise(context, "viewAnswers");
  if (!isUuid(id)) throw new AppError("not_found");
  const { tenantId } = context;
  const shown = readsTexts(context);
  const [heads, found] = await Promise.all([
    tenantDb(context).query<Head>(HEAD, [tenantId, id]),
    tenantDb(context).query<Row>(ENTRIES, [tenantId, id, ...endOf(before)]),
  ]);
  const [head] = heads.rows;
  if (!head) throw new AppError("not_found");
  const { title, username, note, tags, summary, facts, ...rest } = head;
  const page = found.rows.slice(0, THREAD_PAGE).reverse();
  const [first] = page;
  const hidden = shown ? {} : { question: null, text: null, fileName: null, error: null };
  return {
    ...rest,
    draft: shown ? rest.draft : null,
    person: shown ? { name: title, username, note, tags, summary, facts } : null,
    entries: page.map((row) => withFiles({ ...row, ...hidden }, shown)),
    earlier:
      first && found.rows.length > THREAD_PAGE ? `${first.at.getTime()}_${first.nth}_${first.id}` : null,
  };
}
