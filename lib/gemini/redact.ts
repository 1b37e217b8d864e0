// Google echoes keys in some of its messages. None may reach a trace or a log.

/** Older keys start with AIza, new ones with AQ. */
const keyShapes = /\b(?:AIza[\w-]{6,}|AQ\.[\w-]{6,})/g;

/** @returns the text without anything shaped like a Gemini key and without the `known` secrets. */
export function redact(text: string, known: readonly string[] = []): string {
  let clean = text;
  for (const secret of known) if (secret) clean = clean.replaceAll(secret, "[key]");
  return clean.replace(keyShapes, "[key]");
}

/** Like `redact`, for every string inside a parsed body. */
export function redactDeep(value: unknown, known: readonly string[]): unknown {
  if (typeof value === "string") return redact(value, known);
  if (Array.isArray(value)) return value.map((item) => redactDeep(item, known));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, redactDeep(item, known)]));
}
