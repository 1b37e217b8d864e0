// Answers with the calls that led to them. What people wrote is there only with the scope conversations:read.
import { z } from "zod";
import { AnswerState, AttemptClass } from "#generated/enums.ts";
import type { AnswerFilter } from "../answers/conditions.ts";
import { listAnswers } from "../answers/list.ts";
import { getAnswer } from "../answers/trace.ts";
import { BotName, Cursor, endpoint, Id, instant, Moment, NextCursor } from "./endpoint.ts";

const ms = z.number().nullable();
const hidden = "Null without the scope conversations:read";
const dollars = z.number().nullable().describe("US dollars, estimated; null: not known");

const Answer = z.object({
  id: Id,
  bot: BotName,
  state: z.enum(AnswerState),
  question: z.string().nullable().describe(`Its beginning. ${hidden}`),
  asker: z.object({ conversationId: Id, name: z.string() }).nullable().describe(hidden),
  model: z.string().nullable(),
  keyName: z.string().nullable().describe("Null without the scope keys:read or models:read"),
  attempts: z.int(),
  failure: z.enum(AttemptClass).nullable().describe("Of the last call that failed"),
  liked: z.int(),
  disliked: z.int(),
  receivedAt: Moment,
  firstTextMs: ms,
  totalMs: ms,
  cost: dollars,
});

const Attempt = z.object({
  model: z.string(),
  modelVersion: z.string().nullable(),
  key: z
    .object({ id: Id, label: z.string(), last4: z.string(), deleted: z.boolean() })
    .nullable()
    .describe("Null without the scope keys:read or models:read"),
  class: z.enum(AttemptClass),
  httpStatus: z.int().nullable(),
  reason: z.string().nullable(),
  offsetMs: z.number().describe("From receiving the question"),
  firstTokenMs: ms,
  ms: z.number(),
  inputTokens: z.int().nullable(),
  outputTokens: z.int().nullable(),
  cost: dollars,
});

const AnswerWithAttempts = z.object({
  id: Id,
  bot: BotName,
  conversationId: Id,
  state: z.enum(AnswerState),
  exchange: z
    .object({ asker: z.string(), question: z.string(), text: z.string() })
    .nullable()
    .describe(hidden),
  cut: z.boolean().describe("The model stopped at its limit"),
  receivedAt: Moment,
  finishedAt: Moment.nullable(),
  firstTextMs: ms,
  totalMs: ms,
  waitedMs: z.number(),
  againAt: Moment.nullable(),
  inputTokens: z.int().nullable(),
  outputTokens: z.int().nullable(),
  cost: dollars,
  liked: z.int(),
  disliked: z.int(),
  attempts: z.array(Attempt),
  attemptsKept: z.boolean().describe("False: they were deleted after the time for which they are kept"),
});

const figure = z.string().regex(/^\d{1,6}(\.\d{1,6})?$/);
const Filters = z.strictObject({
  bot: Id.optional(),
  state: z
    .enum(["given", ...Object.values(AnswerState)])
    .optional()
    .describe("given: the person got something"),
  model: z.string().max(200).optional().describe("The one that answered; none: no model did"),
  tried: z.string().max(200).optional().describe("A model that was called"),
  key: Id.optional(),
  class: z
    .enum(["failed", ...Object.values(AttemptClass)])
    .optional()
    .describe("Of some call"),
  by: z.enum(["first", "later"]).optional().describe("Answered at the first call, or at a later one"),
  slow: figure.optional().describe("Seconds: the first text came later"),
  cost: z
    .union([z.literal("unknown"), figure])
    .optional()
    .describe("US dollars: it cost more"),
  rating: z.enum(["good", "bad"]).optional(),
  q: z
    .string()
    .max(200)
    .optional()
    .describe("Parts of words of the question or the name. Needs conversations:read"),
  conversation: Id.optional().describe("Needs conversations:read"),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional().describe("Not included"),
  after: Cursor.optional(),
});

const filterOf = (given: z.infer<typeof Filters>): AnswerFilter => ({
  botId: given.bot ?? null,
  state: given.state ?? null,
  model: given.model === "none" ? "" : (given.model ?? null),
  tried: given.tried ?? null,
  keyId: given.key ?? null,
  class: given.class ?? null,
  by: given.by ?? null,
  slowerMs: given.slow === undefined ? null : Number(given.slow) * 1_000,
  dearer: given.cost === undefined ? null : given.cost === "unknown" ? "unknown" : Number(given.cost),
  rating: given.rating ?? null,
  text: given.q ?? null,
  conversationId: given.conversation ?? null,
  from: instant(given.from),
  to: instant(given.to),
});

export const answerEndpoints = [
  endpoint({
    method: "GET",
    path: "/answers",
    scope: "answers:read",
    tag: "Answers",
    summary: "Answers, the newest first, 50 a page",
    query: Filters,
    answer: z.object({ answers: z.array(Answer), next: NextCursor }),
    handle: ({ context, query }) => listAnswers(context, filterOf(query), query.after ?? null),
  }),
  endpoint({
    method: "GET",
    path: "/answers/{answer}",
    scope: "answers:read",
    tag: "Answers",
    summary: "One answer with its calls",
    answer: AnswerWithAttempts,
    handle: ({ context, params }) => getAnswer(context, params.answer ?? ""),
  }),
];
