// What an error's body says, in whatever shape it comes: JSON, JSON in a string, an array around it, HTML, cut off, or
// nothing.

import type { Quota } from "../fallback/index.ts";
import { parseDuration, parseRetryAfter } from "./clocks.ts";

/** What a rule may look at. */
export interface Facts {
  /** HTTP status; the body's own code if the failure came inside a 200; null: no answer. */
  readonly httpStatus: number | null;
  /** The network's error code; null: the connection did not fail. */
  readonly network: string | null;
  /** Google's status name ("RESOURCE_EXHAUSTED"). */
  readonly status: string;
  readonly message: string;
  /** ErrorInfo.reason ("API_KEY_INVALID"). */
  readonly reason: string;
  /** Google's project number; null: not named. */
  readonly consumer: string | null;
  readonly quotas: readonly Quota[];
  /** A limit of zero is named: this tier has no access to the model. */
  readonly zeroLimit: boolean;
  /** When Google says to retry: RetryInfo, else the message, else Retry-After; milliseconds from now. */
  readonly retryMs: number | null;
  /** The body is an HTML page: of Google's front end, or of a proxy. */
  readonly html: boolean;
  /** What the model does not take ("system", "image"…), if the message is exactly Google's sentence about it. */
  readonly unfit: string | null;
  /** The replacement that Google names for a retired model. */
  readonly successor: string | null;
  /** How a 200 ended; null: the failure is no ended 200. */
  readonly end: {
    readonly hasText: boolean;
    readonly finishReason: string | null;
    readonly blockReason: string | null;
  } | null;
}

/** What came back from a failed call, or the network's error code. */
export interface Failed {
  httpStatus: number | null;
  body: unknown;
  networkCode: string | null;
  headers?: Readonly<Record<string, string>>;
}

type Fields = Record<string, unknown>;
const fields = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : "";

/** Proxies quote a body once or twice; more levels are not worth the time. */
const maxQuoting = 3;

/** Text without the JSON strings around it, cut-off ones included. */
function unquoted(text: string): string {
  let inner = text.trim();
  for (let i = 0; i < maxQuoting && inner.startsWith('"'); i++) {
    try {
      inner = String(JSON.parse(inner)).trim();
    } catch {
      const escapes: Record<string, string> = { n: "\n", r: "\r", t: "\t" };
      inner = inner.slice(1).replace(/\\(["\\/nrt])/g, (_, character) => escapes[character] ?? character);
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

/** The body, or the one of Google's that a gateway or an SDK put into the message of its own. */
function innermost(whole: Fields): Fields {
  const message = text(fields(whole.error).message);
  if (!/^\s*"?\s*[[{]/.test(message)) return whole;
  const inner = unwrap(message);
  return Object.keys(fields(inner.error)).length > 0 ? inner : whole;
}

/** HTTP status of each of Google's status names, for errors inside a 200 without a code. */
const codes: Record<string, number> = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  RESOURCE_EXHAUSTED: 429,
  INTERNAL: 500,
  UNAUTHENTICATED: 401,
  CANCELLED: 499,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
};

const windowOf = (quotaId: string): Quota["window"] =>
  /per_?day/i.test(quotaId) ? "day" : /per_?minute/i.test(quotaId) ? "minute" : null;

function quota(id: unknown, metric: unknown, value: unknown, model: unknown): Quota {
  const [quotaId, quotaMetric, amount] = [text(id), text(metric), text(value)];
  const number = amount === "" ? Number.NaN : Number(amount);
  return {
    quotaId,
    quotaMetric,
    value: Number.isFinite(number) ? number : null,
    window: windowOf(quotaId) ?? windowOf(quotaMetric),
    model: text(model) || null,
  };
}

/** The value of `"name": "value"` in incomplete JSON. */
function salvaged(raw: string, name: string): string {
  const match = raw.match(new RegExp(`"${name}"\\s*:\\s*"((?:[^"\\\\]|\\\\.)*)`));
  return match?.[1]?.replace(/\\n/g, "\n").replace(/\\(["\\/])/g, "$1") ?? "";
}

/** Reads what it can from a cut-off body. */
function salvage(raw: string): Fields {
  const quotaIds = raw.matchAll(/"(?:quotaId|quota_limit)"\s*:\s*"([^"]+)/g);
  const [reason, retryDelay] = [salvaged(raw, "reason"), salvaged(raw, "retryDelay")];
  const metadata = {
    consumer: salvaged(raw, "consumer"),
    quota_limit_value: salvaged(raw, "quota_limit_value"),
  };
  return {
    code: Number(raw.match(/"code"\s*:\s*(\d{3})/)?.[1]),
    status: salvaged(raw, "status"),
    message: salvaged(raw, "message"),
    details: [
      { reason, metadata },
      { violations: Array.from(quotaIds, ([, quotaId]) => ({ quotaId })) },
      { retryDelay },
    ],
  };
}

/** What each of Google's phrases is about. The whole sentence is matched, so that it quotes nothing of the request. */
const unfit: Record<string, string> = {
  "developer instruction": "system",
  "system instruction": "system",
  "image input modality": "image",
  "audio input modality": "audio",
  "video input modality": "video",
  "image input": "image",
  "audio input": "audio",
  "video input": "video",
};

/** A model that cannot answer with text, or not by this method: never the request's fault. */
const textless =
  /^(This model only supports Interactions API\b|The requested combination of response modalities \(TEXT\) is not supported by the model\b)/;

function unfitOf(message: string): string | null {
  if (textless.test(message)) return "text";
  const [, what] =
    /^([A-Z][\w -]{2,40}?) is not (?:enabled|supported) for models\/[\w.-]+\.?$/.exec(message) ?? [];
  return unfit[what?.toLowerCase() ?? ""] ?? null;
}

/** The last model named in a message about retirement; the first is the one asked for. */
function successorOf(message: string): string | null {
  if (!/no longer available|deprecated|shut ?down|retired/i.test(message)) return null;
  const named = [...message.matchAll(/(?:models\/)?\b(gem(?:ini|ma)-[a-z0-9][\w.-]*\w)/g)].map(
    ([, name = ""]) => name,
  );
  const [asked, ...others] = named;
  return others.findLast((name) => name !== asked) ?? null;
}

/**
 * Reads the body of a failed call: parsed JSON, raw text, or null. Never throws.
 * @param now epoch milliseconds, for a Retry-After that is a date
 */
export function readFacts(
  { httpStatus, body, networkCode: network, headers = {} }: Failed,
  now = Date.now(),
): Facts {
  const raw = typeof body === "string" ? unquoted(body) : "";
  const whole = innermost(unwrap(body));
  const readable = Object.keys(whole).length > 0;
  const html = !readable && /^<|<html|<!doctype/i.test(raw);
  const error = readable ? fields(whole.error ?? whole) : html ? {} : salvage(raw);
  const details = list(error.details).map(fields);
  const info = details.find((detail) => text(detail.reason)) ?? {};
  const metadata = fields(details.find((detail) => Object.keys(fields(detail.metadata)).length)?.metadata);
  const message = text(error.message) || text(whole.error);

  const plain = html ? (raw.match(/<title>([^<]*)/i)?.[1]?.trim() ?? "HTML") : /^[[{"]/.test(raw) ? "" : raw;

  const violations = details.flatMap((detail) => list(detail.violations)).map(fields);
  const quotas = violations.map(({ quotaId, quotaMetric, quotaValue, quotaDimensions }) =>
    quota(quotaId, quotaMetric, quotaValue, fields(quotaDimensions).model),
  );
  if (text(metadata.quota_limit)) {
    quotas.push(quota(metadata.quota_limit, metadata.quota_metric, metadata.quota_limit_value, null));
  }
  const named = Number(error.code);
  // Below 100 it is a code of gRPC, which the status names too.
  const code = named >= 100 ? named : (codes[text(error.status)] ?? codes[text(error.code)] ?? 0);
  const failedInside = httpStatus === null || (httpStatus >= 200 && httpStatus < 300);
  const consumer = text(metadata.consumer).match(/^projects\/(.+)$/)?.[1];
  return {
    httpStatus: failedInside && code >= 400 ? code : httpStatus,
    network,
    status: text(error.status),
    message: message || plain,
    reason: text(info.reason),
    // In Google's own sentence about a service that is off; elsewhere the request may be quoted.
    consumer: consumer ?? message.match(/^[\w ]+ has not been used in project (\d+) before/)?.[1] ?? null,
    quotas,
    zeroLimit:
      /\blimit: 0(?![\d.])/.test(message) ||
      text(metadata.quota_limit_value) === "0" ||
      quotas.some(({ value }) => value === 0),
    retryMs:
      details.map((detail) => parseDuration(detail.retryDelay)).find((delay) => delay !== null) ??
      parseDuration(message.match(/retry in ([\d.]+[\dhms.]*[hms])/)?.[1]) ??
      parseRetryAfter(headers["retry-after"], now),
    html,
    unfit: unfitOf(message),
    successor: successorOf(message),
    end: null,
  };
}

/** The facts of a 200 that ended without being an answer. */
export function endFacts(end: NonNullable<Facts["end"]>): Facts {
  return { ...readFacts({ httpStatus: 200, body: null, networkCode: null }), end };
}
