// What PostgreSQL cannot store of a text: a NUL, and in JSON half of a character, as a program leaves that cuts an emoji in two.

const isPlain = (value: unknown): value is object =>
  typeof value === "object" &&
  value !== null &&
  [Object.prototype, null].includes(Object.getPrototypeOf(value));

/** The same with "\ufffd" for halves of characters. Other objects than plain ones and arrays stay as they are. */
export function wholeCharacters<T>(given: T): T {
  let whole: unknown = given;
  if (typeof given === "string") whole = given.toWellFormed();
  else if (Array.isArray(given)) whole = given.map(wholeCharacters);
  else if (isPlain(given)) whole = Object.fromEntries(Object.entries(given).map(wholeCharacters));
  return whole as T;
}

export function hasNul(given: unknown): boolean {
  if (typeof given === "string") return given.includes("\0");
  if (Array.isArray(given)) return given.some(hasNul);
  return isPlain(given) && Object.entries(given).some(hasNul);
}
