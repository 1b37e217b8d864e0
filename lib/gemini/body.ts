// The error in the body of a failed call, in whatever shape it comes: JSON, JSON in a string, an array around it, quoted
// in a gateway's own error, HTML, cut off, or nothing.

export type Fields = Record<string, unknown>;
export const fields = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const text = (value: unknown): string =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : "";

/** Proxies quote a body once or twice; more levels are not worth the time. */
const maxQuoting = 3;

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** The content of a JSON string that may be cut off. */
const unescaped = (text: string): string =>
  text.replace(/\\(?:u([0-9a-fA-F]{4})|(["\\/nrt]))/g, (_, unit, character) =>
    unit ? String.fromCharCode(Number.parseInt(unit, 16)) : (escapes[character] ?? character),
  );

/** Text without the JSON strings around it, cut-off ones included. */
function unquoted(text: string): string {
  let inner = text.trim();
  for (let i = 0; i < maxQuoting && inner.startsWith('"'); i++) {
    try {
      inner = String(JSON.parse(inner)).trim();
    } catch {
      inner = unescaped(inner.slice(1));
    }
  }
  return inner;
}

/** The first object of a body, with strings parsed and arrays unwrapped; {} if there is none. */
function unwrap(body: unknown): Fields {
  if (Array.isArray(body)) return unwrap(body.find((item) => "error" in fields(item)) ?? body[0]);
  if (typeof body !== "string") return fields(body);
  try {
    const parsed: unknown = JSON.parse(unquoted(body));
    return typeof parsed === "string" ? {} : unwrap(parsed);
  } catch {
    return {};
  }
}

/** The value of `"name": "value"` in incomplete JSON. */
const salvaged = (raw: string, name: string): string =>
  unescaped(raw.match(new RegExp(`"${name}"\\s*:\\s*"((?:[^"\\\\]|\\\\.)*)`))?.[1] ?? "");

/** Reads what it can from a cut-off body. */
function salvage(raw: string): Fields {
  const quotaIds = raw.matchAll(/"(?:quotaId|quota_limit)"\s*:\s*"([^"]+)/g);
  // ErrorInfo's reasons are in capitals; the older list of `errors` has others.
  const reason = raw.match(/"reason"\s*:\s*"([A-Z][A-Z\d_]*)/)?.[1];
  const metadata = {
    consumer: salvaged(raw, "consumer"),
    quota_limit_value: salvaged(raw, "quota_limit_value"),
  };
  return {
    code: raw.match(/"code"\s*:\s*"?(\d{1,3})\b/)?.[1],
    status: salvaged(raw, "status"),
    message: salvaged(raw, "message"),
    details: [
      { reason, metadata },
      { violations: Array.from(quotaIds, ([, quotaId]) => ({ quotaId })) },
      { retryDelay: salvaged(raw, "retryDelay") },
    ],
  };
}

/** Only the fields that have a value. */
const known = (error: Fields): Fields =>
  Object.fromEntries(Object.entries(error).filter(([, value]) => value !== undefined && value !== ""));

/**
 * The error's fields; `message` is the whole text if the body is no JSON, or a page's title. If the message is itself a
 * body, cut off or not, that inner error is Google's, and the outer one fills its gaps.
 * @returns `html`: the body is a page of Google's front end, or of a proxy
 */
export function errorIn(body: unknown, levels = maxQuoting): { error: Fields; html: boolean } {
  const raw = typeof body === "string" ? unquoted(body) : "";
  const whole = unwrap(body);
  const isReadable = Object.keys(whole).length > 0;
  const html = !isReadable && /^<|<html|<!doctype/i.test(raw);
  if (html) return { error: { message: raw.match(/<title>([^<]*)/i)?.[1]?.trim() ?? "HTML" }, html };
  const error = isReadable ? fields(whole.error ?? whole) : salvage(raw);
  const message = text(error.message) || text(whole.error);
  if (levels > 0 && /^\s*"?\s*[[{]/.test(message)) {
    const { code, status, message: words, ...rest } = known(errorIn(message, levels - 1).error);
    if (code ?? status ?? words)
      return { error: { ...error, ...known({ code, status }), ...rest, message: words }, html };
  }
  const isJson = isReadable || /^[[{"]/.test(raw);
  return { error: { ...error, message: message || (isJson ? "" : raw) }, html };
}
