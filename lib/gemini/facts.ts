// What a failed call's status, body and headers say.

import type { Quota } from "../fallback/index.ts";
import { errorIn, type Fields, fields, list, text } from "./body.ts";
import { parseDuration, parseRetryAfter } from "./clocks.ts";
import { unfitOf } from "./unfit.ts";

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
  /** What the model does not take, in the words of `needsOf`, if the message is exactly Google's sentence about it. */
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

/** Google's status names by their gRPC codes, each with its HTTP status (google.rpc.Code). */
const statuses: readonly (readonly [name: string, httpStatus: number])[] = [
  ["OK", 200],
  ["CANCELLED", 499],
  ["UNKNOWN", 500],
  ["INVALID_ARGUMENT", 400],
  ["DEADLINE_EXCEEDED", 504],
  ["NOT_FOUND", 404],
  ["ALREADY_EXISTS", 409],
  ["PERMISSION_DENIED", 403],
  ["RESOURCE_EXHAUSTED", 429],
  ["FAILED_PRECONDITION", 400],
  ["ABORTED", 409],
  ["OUT_OF_RANGE", 400],
  ["UNIMPLEMENTED", 501],
  ["INTERNAL", 500],
  ["UNAVAILABLE", 503],
  ["DATA_LOSS", 500],
  ["UNAUTHENTICATED", 401],
];
const httpStatuses = new Map(statuses);

/** Google's status name: as written, else that of the code, which gRPC gives as a number from 1 to 16. */
function statusOf({ status, code }: Fields): string {
  const written = text(status);
  const number = Number(code);
  const named = number > 0 ? statuses[number]?.[0] : text(code);
  return named !== undefined && httpStatuses.has(named) && !httpStatuses.has(written) ? named : written;
}

const windowOf = (quotaId: string): Quota["window"] =>
  /per_?day/i.test(quotaId) ? "day" : /per_?minute/i.test(quotaId) ? "minute" : null;

function quota(id: unknown, metric: unknown, value: unknown): Quota {
  const [quotaId, quotaMetric, amount] = [text(id), text(metric), text(value)];
  const number = amount === "" ? Number.NaN : Number(amount);
  return {
    quotaId,
    quotaMetric,
    value: Number.isFinite(number) ? number : null,
    window: windowOf(quotaId) ?? windowOf(quotaMetric),
  };
}

/** In Google's own sentences about a service or billing that is off; elsewhere the request may be quoted. */
const ownProject =
  /^(?:[\w ]+ has not been used in project |This API method requires billing to be enabled\. Please enable billing on project #)(\d+)\b/;

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
  const { error, html } = errorIn(body);
  const details = list(error.details).map(fields);
  const info = details.find((detail) => text(detail.reason)) ?? {};
  const metadata = fields(details.find((detail) => Object.keys(fields(detail.metadata)).length)?.metadata);
  const message = text(error.message);

  const violations = details.flatMap((detail) => list(detail.violations)).map(fields);
  const quotas = violations.map(({ quotaId, quotaMetric, quotaValue }) =>
    quota(quotaId, quotaMetric, quotaValue),
  );
  if (text(metadata.quota_limit)) {
    quotas.push(quota(metadata.quota_limit, metadata.quota_metric, metadata.quota_limit_value));
  }
  const status = statusOf(error);
  // Below 100 it is a code of gRPC.
  const code = Number(error.code) >= 100 ? Number(error.code) : (httpStatuses.get(status) ?? 0);
  const failedInside = httpStatus === null || (httpStatus >= 200 && httpStatus < 300);
  const consumer = text(metadata.consumer).match(/^projects\/(.+)$/)?.[1];
  return {
    httpStatus: failedInside && code >= 400 ? code : httpStatus,
    network,
    status,
    message,
    reason: text(info.reason),
    consumer: consumer ?? message.match(ownProject)?.[1] ?? null,
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
