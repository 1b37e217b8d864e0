// Formatters cost a hundred times more to make than to use, and a page shows hundreds of times and numbers: each is kept.

/** Zones come from a cookie, in any spelling that JavaScript takes. */
const KEPT_AT_MOST = 200;

function kept<Options, Format>(make: (locale: string, options: Options) => Format) {
  const known = new Map<string, Format>();
  return (locale: string, options: Options): Format => {
    const name = locale + JSON.stringify(options);
    const found = known.get(name);
    if (found !== undefined) return found;
    if (known.size >= KEPT_AT_MOST) known.clear();
    const made = make(locale, options);
    known.set(name, made);
    return made;
  };
}

// Looked up when one is made: app/uzbek-numbers.ts puts another in its place in the browser.
export const numberFormat = kept(
  (locale, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options),
);

const dateFormat = kept(
  (locale, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options),
);

/** The parts of a moment by their type, in British English. @param options what to write of it, and in which zone */
export const momentParts = (at: Date, options: Intl.DateTimeFormatOptions): Record<string, string> =>
  Object.fromEntries(
    dateFormat("en-GB", options)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
