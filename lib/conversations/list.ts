// Lists a tenant's conversations with people, the latest first, in pages.
import type { Context } from "../context.ts";
import { render } from "../markdown/render.ts";
import { authorise, readsTexts } from "../people/can.ts";
import { patternsOf } from "../search/patterns.ts";
import { tenantDb } from "../tenant-db.ts";
import type { ConversationState } from "./states.ts";

export interface ConversationFilter {
  botId?: string | null;
  which?: ConversationState | null;
  tag?: string | null;
  /** Parts of words of the name, the @username, a question or a message. Ignored for those who may not read texts. */
  text?: string | null;
  /** When the person last wrote. */
  from?: Date | null;
  /** Exclusive. */
  to?: Date | null;
}

export interface ListedConversation {
  id: string;
  bot: { id: string; name: string; username: string };
  /** Null if the reader may not read people's texts. */
  person: { name: string; username: string; tags: string[] } | null;
  /** The newest message on one line; likewise. `bot`: the bot's or an operator's. */
  newest: { author: "person" | "bot"; text: string } | null;
  isGroup: boolean;
  /** In a connected account's chat. */
  isBusiness: boolean;
  /** Whose account it is, in a connected account's chat. */
  account: string | null;
  /** Since when somebody waits for an answer. */
  waitingSince: Date | null;
  /** Since when a draft of that answer waits for the account's owner. */
  draftSince: Date | null;
  /** The operator who has it. */
  takenBy: { id: string; name: string } | null;
  /** Blocked by the person, or the bot was removed from the group, or else with a refusal. */
  isClosed: boolean;
  /** Telegram's words, if it refuses messages to this chat for another reason. */
  refusal: string | null;
  lastAt: Date;
}

export const CONVERSATIONS_PAGE = 40;
const NEWEST_CHARACTERS = 140;

interface Position {
  lastAt: Date;
  id: string;
}

const write = ({ lastAt, id }: Position) => `${lastAt.getTime()}_${id}`;

/** Cursors come from URLs; an invalid one means the first page. */
function read(cursor: string | null | undefined): Position | null {
  const [, time, id] = /^(\d{1,13})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(cursor ?? "") ?? [];
  return time && id ? { lastAt: new Date(Number(time)), id } : null;
}

/** SQL: of the conversation `c`, whose account it is, since when somebody waits, and since when for a draft. */
export const WAITS = `(SELECT k."name" FROM "BusinessConnection" AS k
      WHERE k."tenantId" = c."tenantId" AND k."botId" = c."botId" AND k."threadId" = c."threadId") AS "account",
    CASE WHEN botfactory_waits_since(c) IS NOT NULL OR botfactory_draft_since(c) IS NOT NULL
      THEN coalesce(botfactory_waits_since(c), c."waitingSince") END AS "waitingSince",
    botfactory_draft_since(c) AS "draftSince"`;

const LIST = `
  SELECT c."id", c."title", c."username", c."chatId" < 0 AS "isGroup", c."threadId" < 0 AS "isBusiness", c."lastAt", c."closedAt" IS NOT NULL AS "isClosed", c."refusal",
    json_build_object('id', b."id", 'name', b."name", 'username', b."username") AS "bot",
    CASE WHEN c."takenUntil" > now() THEN json_build_object('id', c."takenBy", 'name', c."takenByName") END AS "takenBy",
    ${WAITS}, coalesce(n."tags", '{}') AS "tags",
    CASE WHEN m."at" > a."startedAt" OR a."startedAt" IS NULL THEN m."text"
         WHEN a."text" <> '' THEN a."text" ELSE a."question" END AS "newest",
    CASE WHEN m."at" > a."startedAt" OR a."startedAt" IS NULL THEN m."author"::text
         WHEN a."text" <> '' THEN 'model' ELSE 'person' END AS "author"
  FROM botfactory_find_conversations($2, $3, $4, $5, $6, $7, $8, $9, $10) WITH ORDINALITY AS f("id", "place")
  JOIN "Conversation" AS c ON c."tenantId" = $1 AND c."id" = f."id"
  JOIN "Bot" AS b ON b."tenantId" = $1 AND b."id" = c."botId"
  LEFT JOIN "PersonNote" AS n ON n."tenantId" = $1 AND n."telegramId" = c."chatId"
  LEFT JOIN LATERAL (
    SELECT left("question", 300) AS "question", left("text", 300) AS "text", "startedAt" FROM "Answer"
    WHERE "conversationId" = c."id" ORDER BY "startedAt" DESC LIMIT 1) AS a ON true
  LEFT JOIN LATERAL (
    SELECT "author", coalesce(nullif(left("text", 300), ''), "fileName", '') AS "text", "at" FROM "ChatMessage"
    WHERE "conversationId" = c."id" AND "state" <> 'noted' ORDER BY "at" DESC, "updateId" DESC NULLS LAST LIMIT 1) AS m ON true
  ORDER BY f."place"`;

type Stored = Omit<ListedConversation, "person" | "newest"> & {
  title: string;
  username: string;
  tags: string[];
  newest: string | null;
  /** Of the newest: person, model (which writes Markdown), or as in ChatMessage; null: there is none. */
  author: string | null;
};

const onOneLine = (text: string) => text.replace(/\s+/g, " ").trim().slice(0, NEWEST_CHARACTERS);

/** @param after `next` of the previous page */
export async function listConversations(
  context: Context,
  { botId, which, tag, text, from, to }: ConversationFilter,
  after?: string | null,
): Promise<{ conversations: ListedConversation[]; next: string | null }> {
  authorise(context, "viewAnswers");
  const shown = readsTexts(context);
  const start = read(after);
  const words = shown && text ? await patternsOf(context, text) : null;
  const { rows } = await tenantDb(context).query<Stored>(LIST, [
    ...[context.tenantId, words ?? [], botId, which, shown ? tag : null, from, to],
    ...[start?.lastAt, start?.id, CONVERSATIONS_PAGE + 1],
  ]);
  const page = rows.slice(0, CONVERSATIONS_PAGE);
  const last = page.at(-1);
  return {
    conversations: page.map(({ title, username, tags, newest, author, ...row }) => ({
      ...row,
      person: shown ? { name: title, username, tags } : null,
      newest:
        shown && newest
          ? {
              author: author === "person" ? "person" : "bot",
              text: onOneLine(author === "model" ? render(newest).text : newest),
            }
          : null,
    })),
    next: last && rows.length > CONVERSATIONS_PAGE ? write(last) : null,
  };
}

/** Tags that the tenant's members use, for the filter and the person's page; none for those who may not read texts. */
export async function tagsInUse(context: Context): Promise<string[]> {
  authorise(context, "viewAnswers");
  if (!readsTexts(context)) return [];
  const { rows } = await tenantDb(context).query<{ tag: string }>(
    `SELECT DISTINCT unnest("tags") AS "tag" FROM "PersonNote" WHERE "tenantId" = $1 ORDER BY 1 LIMIT 100`,
    [context.tenantId],
  );
  return rows.map(({ tag }) => tag);
}
