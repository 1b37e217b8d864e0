// What answers cost, as far as one can tell from tokens and prices. Google's bill says the last word.
import type { AttemptClass, Usage } from "../fallback/index.ts";
import { type Prices, priceOfAnswer } from "./list-prices.ts";

/** What the cost of an attempt hangs on. */
export interface Used {
  readonly model: string;
  /** The version that answered, where it is known. */
  readonly modelVersion?: string | null;
  readonly class: AttemptClass;
  readonly usage: Usage | null;
}

/**
 * Estimated cost in millionths of a US dollar: dollars per million tokens are millionths per token.
 * An attempt that failed without a word of tokens counts as nothing.
 * @returns null where it is not known: no price, or an answer that did not say how many tokens it took
 */
export function costOf({ model, modelVersion, class: kind, usage }: Used, corrected: Prices): number | null {
  if (!usage) return kind === "ok" ? null : 0;
  const price = priceOfAnswer(model, modelVersion ?? null, corrected);
  return price && Math.round(price.input * usage.inputTokens + price.output * usage.outputTokens);
}

/** As stored, in US dollars. */
export function dollarsOf(micros: bigint | number): number;
export function dollarsOf(micros: bigint | number | null): number | null;
export function dollarsOf(micros: bigint | number | null): number | null {
  return micros === null ? null : Number(micros) / 1_000_000;
}

/** @returns the sum, or null where one of them is not known: half a sum would pass for a whole one. */
export function sumOf(costs: readonly (number | null)[]): number | null {
  return costs.reduce((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0);
}
