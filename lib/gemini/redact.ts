// Removes keys from texts: Google echoes them in some messages, and none may reach a trace or a log.

/** Older keys start with AIza, new ones with AQ. */
const keyShapes = /\b(?:AIza[\w-]{6,}|AQ\.[\w-]{6,}(?:\.[\w-]+)*)/g;

/** Replaces everything shaped like a Gemini key, and the `known` secrets, by "[key]". */
export function redact(text: string, known: readonly string[] = []): string {
  let clean = text;
  for (const secret of known) if (secret) clean = clean.replaceAll(secret, "[key]");
  return clean.replace(keyShapes, "[key]");
}

/** `redact` for every string inside a parsed body. */
export function redactDeep(value: unknown, known: readonly string[]): unknown {
  if (typeof value === "string") return redact(value, known);
  if (Array.isArray(value)) return value.map((item) => redactDeep(item, known));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, redactDeep(item, known)]));
}
