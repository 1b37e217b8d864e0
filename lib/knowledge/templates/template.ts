// What a kind of business begins with. Examples are shown in forms, and never stored: a bot says nothing made-up.
import type { Locale } from "../../messages/locales.ts";

export const templateKinds = ["shop", "clinic", "school", "restaurant", "delivery", "hotel"] as const;
export type TemplateKind = (typeof templateKinds)[number];

export interface TemplateText {
  prompt: string;
  /** What people ask, with an answer as it might be. */
  questions: readonly (readonly [question: string, example: string])[];
  /** Products or services as they might be, with a price. */
  products: readonly (readonly [name: string, price: string])[];
}

export type BusinessTemplate = Readonly<Record<Locale, TemplateText>>;
