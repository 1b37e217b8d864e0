// What PostgreSQL cannot store of a text: a NUL, and in JSON half of a character, as a program leaves that cuts an emoji in two.

const isPlain = (value: unknown): value is object =>
  typeof value === "object" &&
  value !== null &&
  [Object.prototype, null].includes(Object.getPrototypeOf(value));

/** Text that Postgres accepts: without NUL and halves of characters, which people and models may send. */
export const toText = (text: string): string => text.replaceAll("\0", "").toWellFormed();

/** The same with every text in it changed. Other objects than plain ones and arrays stay as they are. */
export function mapTexts<T>(given: T, to: (text: string) => string): T {
  const mapped = (each: unknown) => mapTexts(each, to);
  let changed: unknown = given;
  if (typeof given === "string") changed = to(given);
  else if (Array.isArray(given)) changed = given.map(mapped);
  else if (isPlain(given))
    changed = Object.fromEntries(Object.entries(given).map(([name, each]) => [to(name), mapped(each)]));
  return changed as T;
}

/** The same with "\ufffd" for halves of characters. */
export const wholeCharacters = <T>(given: T): T => mapTexts(given, (text) => text.toWellFormed());

export function hasNul(given: unknown): boolean {
  if (typeof given === "string") return given.includes("\0");
  if (Array.isArray(given)) return given.some(hasNul);
  return isPlain(given) && Object.entries(given).some(hasNul);
}
