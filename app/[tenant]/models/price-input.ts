import { PRICE_AT_MOST } from "#lib/prices/list-prices.ts";

/** Dollars as people type them, with a comma or a point; null where it is no price. Pure. */
export function dollarsTyped(typed: string): number | null {
  const text = typed.trim().replace(",", ".");
  const dollars = Number(text);
  return text && dollars >= 0 && dollars <= PRICE_AT_MOST ? dollars : null;
}
