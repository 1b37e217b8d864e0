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

/**
 * Where the figures can be checked, and as of when they are. Those of Gemini 3.1 and newer were read second hand
 * (apidog.com/jp/blog/gemini-api-free-tier, on that day), those of Gemini 2 on Google's own page (2026-06-01).
 */
export const priceSource = {
  url: "https://ai.google.dev/gemini-api/docs/pricing",
  asOf: "2026-10-22",
} as const;

// No price of gemini-3.7-flash and gemini-3.5-flash is known to us.
const listPrices: Prices = new Map(
  Object.entries({
    // Until 2026-11-30; then 4 and 20.
    "gemini-4-argon": { input: 2, output: 10 },
    // Until 2026-12-31; then 1.5 and 7.5.
    "gemini-3.8-flash": { input: 0.75, output: 3.75 },
    "gemini-3.6-flash": { input: 0.75, output: 3.75 },
    "gemini-3.5-flash-lite": { input: 0.3, output: 2.5 },
    "gemini-3.1-flash-lite": { input: 0.25, output: 1.5 },
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
/** Gemini's API serves open models for nothing. */
const free: Price = { input: 0, output: 0 };

/** A dated or numbered version ("…-001") costs what its model does. */
const familyOf = (model: string) => model.replace(/-(\d{3}|latest)$/, "");

export function listPriceOf(model: string): Price | null {
  return listPrices.get(model) ?? listPrices.get(familyOf(model)) ?? (/^gemma-/.test(model) ? free : null);
}

/** Price of what stood behind an alias, by the version that answered. @returns as `priceOf` */
export function priceOfAnswer(model: string, version: string | null, corrected: Prices): Price | null {
  return priceOf(model, corrected) ?? (version === null ? null : priceOf(version, corrected));
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
