// List prices of models. A new model is a new line.

/** List prices of the paid tier, US dollars per million tokens, for prompts up to 200,000 tokens. */
export interface Price {
  input: number;
  output: number;
}

/** Prices by model. */
export type Prices = ReadonlyMap<string, Price>;

/** Sanity bound; above this the unit is wrong. */
export const PRICE_AT_MOST = 10_000;

/**
 * Source and date of the prices. Those of Gemini 3.1 and newer are from a secondary source
 * (apidog.com/jp/blog/gemini-api-free-tier, on that day), those of Gemini 2 from Google's page (2026-06-01).
 */
export const priceSource = {
  url: "https://ai.google.dev/gemini-api/docs/pricing",
  asOf: "2026-10-22",
} as const;

// The prices of gemini-3.7-flash and gemini-3.5-flash are unknown.
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
/** Open models are free in the Gemini API. */
const free: Price = { input: 0, output: 0 };

/** A numbered version ("…-001") or "-latest" has its model's price. */
const familyOf = (model: string) => model.replace(/-(\d{3}|latest)$/, "");

export function listPriceOf(model: string): Price | null {
  return listPrices.get(model) ?? listPrices.get(familyOf(model)) ?? (/^gemma-/.test(model) ? free : null);
}

/** Price of a model, or else of the version that answered (for an alias). @returns as `priceOf` */
export function priceOfAnswer(model: string, version: string | null, corrected: Prices): Price | null {
  return priceOf(model, corrected) ?? (version === null ? null : priceOf(version, corrected));
}

/** @returns the corrected price, else the list price; null if unknown */
export function priceOf(model: string, corrected: Prices): Price | null {
  return corrected.get(model) ?? corrected.get(familyOf(model)) ?? listPriceOf(model);
}

/** Cost of a conversation with `to` relative to `from`; null if a price is unknown or `from` is free. */
export function costRatio(from: Price | null, to: Price | null): number | null {
  // Chats have about three input tokens per output token, including history.
  const cost = ({ input, output }: Price) => 3 * input + output;
  return from && to && cost(from) > 0 ? cost(to) / cost(from) : null;
}
