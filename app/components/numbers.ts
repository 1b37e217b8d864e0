import { useLocale } from "next-intl";
import { numberFormat } from "./formats.ts";

/** Most decimals of a dollar amount: a hundredth of a cent's hundredth is noise. */
const DOLLAR_PLACES_MAX = 6;

/** How many decimals a column of dollar amounts needs, so that its smallest has two digits that matter. */
export function dollarPlacesOf(amounts: readonly (number | null)[]): number {
  const least = Math.min(...amounts.filter((amount) => amount !== null && amount > 0).map(Number));
  if (!Number.isFinite(least)) return 2;
  return Math.min(DOLLAR_PLACES_MAX, Math.max(2, 1 - Math.floor(Math.log10(least))));
}

/**
 * Numbers as the reader writes them, the same on the server and in every browser.
 * Browsers know no Uzbek; it writes numbers as Russian does.
 */
export function useNumbers() {
  const locale = useLocale();
  const format = (value: number, options: Intl.NumberFormatOptions) =>
    numberFormat(locale === "uz" ? "ru" : locale, options).format(value);
  return {
    /** "1,048,576" */
    count: (value: number) => format(value, {}),
    /** "4.1"; `digits` that matter */
    about: (value: number, digits = 2) => format(value, { maximumSignificantDigits: digits }),
    /** "2.0", "12.3": always one place, so that a column of them lines up. */
    tenths: (value: number) => format(value, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
    /** "1.04" */
    hundredths: (value: number) => format(value, { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    /** "0.075", for a field that one types into. */
    plain: (value: number) => format(value, { useGrouping: false, maximumFractionDigits: 6 }),
    /** "25%" */
    percent: (share: number) => format(share, { style: "percent", maximumFractionDigits: 0 }),
    /** "$0.30", "$0.00042": fractions of a cent matter. `places`: exactly so many, where they stand in a column. */
    dollars: (value: number, places?: number) => {
      const digits =
        places !== undefined
          ? { minimumFractionDigits: places, maximumFractionDigits: places }
          : value !== 0 && value < 0.01
            ? { maximumSignificantDigits: 2 }
            : { minimumFractionDigits: 2, maximumFractionDigits: 3 };
      return `$${format(value, digits)}`;
    },
  };
}
