// Conversations with what was said in them.
import { z } from "zod";
import { AnswerState, ChatAuthor, ChatMessageKind, ChatMessageState } from "#generated/enums.ts";
import { listConversations } from "../conversations/list.ts";
import { conversationStates } from "../conversations/states.ts";
import { readThread } from "../conversations/thread.ts";
import { BotName, Cursor, endpoint, Id, instant, Moment, NextCursor } from "./endpoint.ts";

const Operator = z.object({ id: Id, name: z.string() }).nullable().describe("The operator who has it");

const Refusal = z
  .string()
  .nullable()
  .describe("Telegram's words, if it is closed for another reason than a block or a removal");

const Listed = z.object({
  id: Id,
  bot: BotName,
  person: z.object({ name: z.string(), username: z.string(), tags: z.array(z.string()) }).nullable(),
  newest: z.object({ author: z.enum(["person", "bot"]), text: z.string() }).nullable(),
  isGroup: z.boolean(),
  isBusiness: z.boolean().describe("In a connected account's chat"),
  account: z.string().nullable().describe("Whose account it is"),
  waitingSince: Moment.nullable().describe("Since when somebody waits for an answer"),
  draftSince: Moment.nullable().describe("Since when a draft of it waits for the account's owner"),
  takenBy: Operator,
  isClosed: z.boolean(),
  refusal: Refusal,
  lastAt: Moment,
});

const File = z.object({
  kind: z.string(),
  name: z.string().nullable().optional(),
  size: z.number().nullable().optional(),
});
const Entry = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("answer").describe("A question, and what the bot made of it"),
    id: Id,
    at: Moment,
    state: z.enum(AnswerState),
    question: z.string().nullable(),
    text: z.string().nullable().describe("Markdown"),
    model: z.string().nullable(),
    liked: z.int(),
    disliked: z.int(),
    files: z.array(File),
  }),
  z.object({
    kind: z.literal("message").describe("Written without a model"),
    id: Id,
    at: Moment,
    author: z.enum(ChatAuthor),
    of: z.enum(ChatMessageKind),
    state: z.enum(ChatMessageState),
    text: z.string().nullable(),
    memberName: z.string().nullable(),
    fileName: z.string().nullable(),
    changed: z.boolean(),
  }),
]);

const Thread = z.object({
  id: Id,
  bot: BotName.extend({ enabled: z.boolean() }),
  person: z
    .object({
      name: z.string(),
      username: z.string(),
      note: z.string(),
      tags: z.array(z.string()),
      summary: z.string().describe("What older messages come to"),
      facts: z.array(z.string()).describe("What the person asked the bot to remember"),
    })
    .nullable(),
  isGroup: z.boolean(),
  isClosed: z.boolean(),
  refusal: Refusal,
  account: z.string().nullable().describe("Whose account it is, in a connected account's chat"),
  waitingSince: Moment.nullable(),
  draftSince: Moment.nullable(),
  draft: z.string().nullable().describe("What waits for the account's owner; Markdown"),
  takenBy: Operator,
  takenUntil: Moment.nullable(),
  createdAt: Moment,
  questions: z.int(),
  entries: z.array(Entry).describe("Oldest first"),
  earlier: z.string().nullable().describe("`before` of the entries before these; null: there are none"),
});

export const conversationEndpoints = [
  endpoint({
    method: "GET",
    path: "/conversations",
    scope: "conversations:read",
    tag: "Conversations",
    summary: "Conversations, the latest first, 40 a page",
    query: z.strictObject({
      bot: Id.optional(),
      which: z
        .enum(conversationStates)
        .optional()
        .describe(
          "waiting: somebody was not answered. draft: of those, whose draft waits for an account's owner",
        ),
      tag: z.string().max(30).optional(),
      q: z.string().max(200).optional().describe("Parts of words of the name or of what was said"),
      from: z.iso.datetime({ offset: true }).optional().describe("When the person last wrote"),
      to: z.iso.datetime({ offset: true }).optional().describe("Not included"),
      after: Cursor.optional(),
    }),
    answer: z.object({ conversations: z.array(Listed), next: NextCursor }),
    handle: ({ context, query: { bot, which, tag, q, from, to, after } }) =>
      listConversations(
        context,
        {
          ...{ botId: bot ?? null, which: which ?? null, tag: tag ?? null, text: q ?? null },
          ...{ from: instant(from), to: instant(to) },
        },
        after ?? null,
      ),
  }),
  endpoint({
    method: "GET",
    path: "/conversations/{conversation}",
    scope: "conversations:read",
    tag: "Conversations",
    summary: "One conversation with its latest messages",
    query: z.strictObject({ before: z.string().max(100).optional().describe("`earlier` of a page") }),
    answer: Thread,
    handle: ({ context, params, query: { before } }) =>
      readThread(context, params.conversation ?? "", before ?? null),
  }),
];
