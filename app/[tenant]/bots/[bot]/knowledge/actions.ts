"use server";
import { z } from "zod";
import { PROMPT_MAX } from "#lib/bots/prompt.ts";
import { removeAnswer, saveAnswer } from "#lib/knowledge/answers.ts";
import { ANSWER_MAX, NAME_MAX, QUESTION_MAX } from "#lib/knowledge/lengths.ts";
import { removeProduct, saveProduct } from "#lib/knowledge/products.ts";
import { setKnowledge } from "#lib/knowledge/settings.ts";
import * as sources from "#lib/knowledge/sources.ts";
import { KnowledgeInput } from "#lib/knowledge/switches.ts";
import { tryQuestion } from "#lib/knowledge/try.ts";
import { untilLive } from "#lib/live-config/acks.ts";
import { locales } from "#lib/messages/locales.ts";
import { answerOpenQuestion, dismissOpenQuestions } from "#lib/open-questions/open-questions.ts";
import { templateKinds } from "#lib/templates/template.ts";
import { fillTemplate, readTemplate } from "#lib/templates/templates.ts";
import { tenantAction } from "../../../../action.ts";

const id = z.uuid();
const name = z.string().trim().min(1).max(NAME_MAX);
/** Null: never by itself. */
const everyHours = z.int().min(1).max(8_760).nullable();
const url = z.url({ protocol: /^https?$/ }).max(2_000);

/** Questions with answers, or products: without any yet. */
export const addWrittenSource = tenantAction({
  may: "runBots",
  schema: z.object({ id, kind: z.enum(["answers", "products"]), name }),
  handler: (context, { id: bot, kind, name }) =>
    (kind === "answers" ? sources.addAnswers : sources.addProducts)(context, bot, name),
});

export const addWebSource = tenantAction({
  may: "runBots",
  schema: z.object({
    ...{ id, url, site: z.boolean(), shared: z.boolean() },
    name: z.string().trim().max(NAME_MAX),
    everyHours,
  }),
  handler: (context, { id: bot, shared, ...page }) => sources.addPage(context, shared ? null : bot, page),
});

export const nameSource = tenantAction({
  may: "runBots",
  schema: z.object({ id, name }),
  handler: (context, input) => sources.renameSource(context, input.id, input.name),
});

/** Null: to all bots of the workspace. */
export const giveSource = tenantAction({
  may: "runBots",
  schema: z.object({ id, botId: id.nullable() }),
  handler: (context, input) => sources.shareSource(context, input.id, input.botId),
});

export const setSchedule = tenantAction({
  may: "runBots",
  schema: z.object({ id, everyHours }),
  handler: (context, input) => sources.scheduleSource(context, input.id, input.everyHours),
});

export const readSourceAgain = tenantAction({
  may: "runBots",
  schema: z.object({ id }),
  handler: (context, input) => sources.readAgain(context, input.id),
});

export const dropSource = tenantAction({
  may: "runBots",
  schema: z.object({ id }),
  handler: (context, input) => sources.deleteSource(context, input.id),
});

export const writeAnswer = tenantAction({
  may: "runBots",
  schema: z.object({
    ...{ source: id, id: id.optional() },
    question: z.string().trim().min(1).max(QUESTION_MAX),
    answer: z.string().trim().min(1).max(ANSWER_MAX),
  }),
  handler: (context, { source, ...answer }) => saveAnswer(context, source, answer),
});

export const dropAnswer = tenantAction({
  may: "runBots",
  schema: z.object({ source: id, id }),
  handler: (context, input) => removeAnswer(context, input.source, input.id),
});

const text = z.string().trim().max(NAME_MAX).nullable();
const link = url.nullable();

export const writeProduct = tenantAction({
  may: "runBots",
  schema: z.object({
    ...{ source: id, id: id.optional(), name, article: text, link, picture: link },
    price: z.number().min(0).max(1e15).nullable(),
    stock: z.int().min(0).max(2_000_000_000).nullable(),
    more: z.record(z.string().trim().min(1).max(NAME_MAX), z.string().trim().max(ANSWER_MAX)),
  }),
  handler: (context, { source, ...product }) => saveProduct(context, source, product),
});

export const dropProduct = tenantAction({
  may: "runBots",
  schema: z.object({ source: id, id }),
  handler: (context, input) => removeProduct(context, input.source, input.id),
});

/** Sends nothing to anybody. */
export const askKnowledge = tenantAction({
  may: "viewBots",
  schema: z.object({ id, question: z.string().trim().min(1).max(QUESTION_MAX) }),
  handler: (context, input) => tryQuestion(context, input.id, input.question),
});

/** `source` null: a new one of this name. */
export const answerOpen = tenantAction({
  may: "runBots",
  schema: z.object({
    ...{ id, group: z.string().max(2_000), source: id.nullable(), name, tell: z.boolean() },
    question: z.string().trim().min(1).max(QUESTION_MAX),
    answer: z.string().trim().min(1).max(ANSWER_MAX),
  }),
  async handler(context, { id: botId, source, name, ...given }) {
    const sourceId = source ?? (await sources.addAnswers(context, botId, name)).id;
    await answerOpenQuestion(context, { botId, sourceId, ...given });
  },
});

export const dismissOpen = tenantAction({
  may: "runBots",
  schema: z.object({ id, group: z.string().max(2_000) }),
  handler: (context, input) => dismissOpenQuestions(context, input.id, input.group),
});

export const setHowKnown = tenantAction({
  may: "runBots",
  schema: KnowledgeInput.extend({ id }),
  async handler(context, { id: bot, ...given }) {
    return { live: untilLive(context, await setKnowledge(context, bot, given)) };
  },
});

export const showTemplate = tenantAction({
  may: "viewBots",
  schema: z.object({ kind: z.enum(templateKinds), locale: z.enum(locales) }),
  handler: async (context, { kind, locale }) => readTemplate(context, kind, locale),
});

export const applyTemplate = tenantAction({
  may: "runBots",
  schema: z.object({
    ...{
      id,
      prompt: z.string().max(PROMPT_MAX).nullable(),
      names: z.object({ answers: name, products: name }),
    },
    answers: z
      .array(
        z.object({
          question: z.string().trim().min(1).max(QUESTION_MAX),
          answer: z.string().trim().min(1).max(ANSWER_MAX),
        }),
      )
      .max(20),
    products: z.array(z.object({ name, price: z.number().min(0).max(1e15).nullable() })).max(20),
  }),
  handler: (context, { id: bot, ...filled }) => fillTemplate(context, bot, filled),
});
