// Beginning with a template: what a member has answered becomes sources, and its prompt the bot's, if they want.
import { publishPrompt } from "../../bots/prompt-versions.ts";
import type { Context } from "../../context.ts";
import { AppError } from "../../errors.ts";
import type { Locale } from "../../messages/locales.ts";
import { authorise } from "../../people/can.ts";
import { tenantDb } from "../../tenant-db.ts";
import { saveAnswer } from "../answers.ts";
import { saveProduct } from "../products.ts";
import { addAnswers, addProducts } from "../sources.ts";
import { clinic } from "./clinic.ts";
import { delivery } from "./delivery.ts";
import { hotel } from "./hotel.ts";
import { restaurant } from "./restaurant.ts";
import { school } from "./school.ts";
import { shop } from "./shop.ts";
import type { BusinessTemplate, TemplateKind, TemplateText } from "./template.ts";

const templates: Readonly<Record<TemplateKind, BusinessTemplate>> = {
  ...{ shop, clinic, school, restaurant, delivery, hotel },
};

export function readTemplate(context: Context, kind: TemplateKind, locale: Locale): TemplateText {
  authorise(context, "viewBots");
  return templates[kind][locale];
}

export interface FilledTemplate {
  /** The bot's new prompt; null: it keeps its own. */
  prompt: string | null;
  answers: readonly { question: string; answer: string }[];
  products: readonly { name: string; price: number | null }[];
  /** Of sources that are made for them. */
  names: { answers: string; products: string };
}

/** The bot's own source of this kind, which may be there already; else a new one. @returns its id */
async function ownSource(
  context: Context,
  botId: string,
  kind: "answers" | "products",
  name: string,
): Promise<string> {
  const { tenantId } = context;
  const known = await tenantDb(context).source.findFirst({
    where: { tenantId, botId, kind },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    select: { id: true },
  });
  if (known) return known.id;
  return (await (kind === "answers" ? addAnswers : addProducts)(context, botId, name)).id;
}

/** @throws AppError "not_found", "conflict" (the prompt has just been changed), "limit_reached" */
export async function fillTemplate(context: Context, botId: string, filled: FilledTemplate): Promise<void> {
  authorise(context, "runBots");
  const { tenantId } = context;
  const bot = await tenantDb(context).bot.findFirst({
    where: { tenantId, id: botId },
    select: { prompt: true },
  });
  if (!bot) throw new AppError("not_found");
  const { prompt, answers, products, names } = filled;
  if (answers.length > 0) {
    const source = await ownSource(context, botId, "answers", names.answers);
    for (const answer of answers) await saveAnswer(context, source, answer);
  }
  if (products.length > 0) {
    const source = await ownSource(context, botId, "products", names.products);
    const none = { article: null, stock: null, link: null, picture: null, more: {} };
    for (const product of products) await saveProduct(context, source, { ...none, ...product });
  }
  if (prompt !== null && prompt !== bot.prompt)
    await publishPrompt(context, botId, { text: prompt, basedOn: bot.prompt });
}
