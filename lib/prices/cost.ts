// Estimates the cost of answers from token counts and prices. Google's bill is authoritative.
import type { AttemptClass, Usage } from "../fallback/index.ts";
import { type Prices, priceOfAnswer } from "./list-prices.ts";

/** The fields of an attempt that determine its cost. */
export interface Used {
  readonly model: string;
  /** The model version that answered, if known. */
  readonly modelVersion?: string | null;
  readonly class: AttemptClass;
  readonly usage: Usage | null;
}

/**
 * Estimated cost in millionths of a US dollar (dollars per million tokens are millionths per token). A failed attempt
 * without token counts costs 0.
 * @returns null if unknown: no price, or an answer without token counts
 */
export function costOf({ model, modelVersion, class: kind, usage }: Used, corrected: Prices): number | null {
  if (!usage) return kind === "ok" ? null : 0;
  const price = priceOfAnswer(model, modelVersion ?? null, corrected);
  return price && Math.round(price.input * usage.inputTokens + price.output * usage.outputTokens);
}

/** Converts stored micro-dollars to US dollars. */
export function dollarsOf(micros: bigint | number): number;
export function dollarsOf(micros: bigint | number | null): number | null;
export function dollarsOf(micros: bigint | number | null): number | null {
  return micros === null ? null : Number(micros) / 1_000_000;
}

/** @returns the sum, or null if any cost is unknown, so that a partial sum is never shown as the total. */
export function sumOf(costs: readonly (number | null)[]): number | null {
  return costs.reduce((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0);
}
