// List prices of models. Data, not code: a new model is a new line.

/** List prices of the paid tier, US dollars per million tokens, for prompts up to 200,000 tokens. */
export interface Price {
  input: number;
  output: number;
}

/** By model. */
export type Prices = ReadonlyMap<string, Price>;

/** Beyond it somebody has mistaken the unit. */
export const PRICE_AT_MOST = 10_000;

/** Where the figures come from, and as of when. */
export const priceSource = {
  url: "https://ai.google.dev/gemini-api/docs/pricing",
  asOf: "2026-06-01",
} as const;

const listPrices: Prices = new Map(
  Object.entries({
    "gemini-3.1-pro-preview": { input: 2, output: 12 },
    "gemini-3-pro-preview": { input: 2, output: 12 },
    "gemini-3-flash-preview": { input: 0.5, output: 3 },
    "gemini-3.1-flash-lite-preview": { input: 0.25, output: 1.5 },
    "gemini-2.5-pro": { input: 1.25, output: 10 },
    "gemini-2.5-flash": { input: 0.3, output: 2.5 },
    "gemini-2.5-flash-lite": { input: 0.1, output: 0.4 },
    "gemini-2.0-flash": { input: 0.1, output: 0.4 },
    "gemini-2.0-flash-lite": { input: 0.075, output: 0.3 },
  }),
);

/** A dated or numbered version ("…-001") costs what its model does. */
const familyOf = (model: string) => model.replace(/-(\d{3}|latest)$/, "");

export function listPriceOf(model: string): Price | null {
  return listPrices.get(model) ?? listPrices.get(familyOf(model)) ?? null;
}

/** @returns what the model costs: as the tenant's admins corrected it, else by the list; null: not known */
export function priceOf(model: string, corrected: Prices): Price | null {
  return corrected.get(model) ?? corrected.get(familyOf(model)) ?? listPriceOf(model);
}

/** How many times the cost with `from` the same conversation costs with `to`; null where a price is not known. */
export function costRatio(from: Price | null, to: Price | null): number | null {
  // Chats read about three times as much as they write, history included.
  const cost = ({ input, output }: Price) => 3 * input + output;
  return from && to && cost(from) > 0 ? cost(to) / cost(from) : null;
}
