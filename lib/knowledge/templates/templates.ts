// Beginning with a template: what a member has answered becomes sources, and the prompt the bot's, if they want.
import { randomUUID } from "node:crypto";
import { publishPrompt } from "../../bots/prompt.ts";
import type { Context } from "../../context.ts";
import type { Locale } from "../../messages/locales.ts";
import { authorise } from "../../people/can.ts";
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

export function templateOf(context: Context, kind: TemplateKind, locale: Locale): TemplateText {
  authorise(context, "viewBots");
  return templates[kind][locale];
}
