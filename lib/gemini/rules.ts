// Which evidence makes which class. The first rule whose `when` holds wins, so order matters. A class may have several
// rules.
//
// Google's messages quote the request, and anybody can write to a bot. So words count only as a whole sentence of
// Google's own, and only where the request does not choose what is quoted (sentences.ts). Two exceptions: model_unfit
// matches a complete sentence and holds for one tenant only; a page of Google's front end has no status and quotes nothing.
import type { Deadline, ErrorClass } from "../fallback/index.ts";
import { nextPacificMonth, spanOf } from "./clocks.ts";
import type { Facts } from "./facts.ts";
import { says } from "./sentences.ts";

export interface Rule {
  readonly class: ErrorClass;
  readonly when: (facts: Facts) => boolean;
  /** How long the class's scope is parked; absent: it parks nothing. */
  readonly until?: (facts: Facts, now: number) => Deadline;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
/** Lower bound, since a call right after "retry in 0s" is refused again. */
const leastRetryMs = second;

const forMs = (ms: number) => (): Deadline => ({ base: ms, cap: ms });
const untilEdited = (): Deadline => ({ at: null });
/** Google's own time, at most an hour, since these windows are minutes long; if it names none, `ms`. */
const retryOr =
  (ms: number) =>
  (f: Facts, now: number): Deadline => ({
    at: now + Math.min(hour, Math.max(leastRetryMs, f.retryMs ?? ms)),
  });
/** Google's midnight and ours differ by what our clock is off. */
const midnightMs = 5 * minute;
/** Midnight Pacific; right after midnight the refusal may be the last of the day before, so until that is out of doubt. */
function dayOver(_: Facts, now: number): Deadline {
  const { startsAt, endsAt } = spanOf("day", now);
  return { at: now < startsAt + midnightMs ? startsAt + midnightMs : endsAt };
}
/** Doubles from 30 s to 15 min; starts at Google's time if that is later. */
function vague(f: Facts): Deadline {
  const base = Math.min(hour, Math.max(30 * second, f.retryMs ?? 0));
  return { base, cap: Math.max(15 * minute, base) };
}

const http =
  (...statuses: number[]) =>
  (f: Facts): boolean =>
    f.end === null && statuses.includes(f.httpStatus ?? 0);
const server = (f: Facts) =>
  f.end === null && ((f.httpStatus ?? 0) >= 500 || [408, 409, 499].includes(f.httpStatus ?? 0));
const window = (f: Facts, name: "minute" | "day") => f.quotas.some((each) => each.window === name);
const refusal = /^(IMAGE_)?(SAFETY|PROHIBITED_CONTENT|BLOCKLIST|SPII|RECITATION)$/;
const projectReasons = new Set([
  "SERVICE_DISABLED",
  "CONSUMER_SUSPENDED",
  "CONSUMER_INVALID",
  "BILLING_DISABLED",
  "USER_PROJECT_DENIED",
  "SECURITY_POLICY_VIOLATED",
]);
const keyReasons = new Set(["SERVICE_ACCOUNT_DISABLED", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"]);

/** Google's front end in plain text, which has no status. */
const frontEnd = /\b(automated queries|unusual traffic)\b/i;

/** The class's first rule: how long it parks by itself. */
export const ruleOf = (kind: ErrorClass | undefined): Rule | undefined =>
  rules.find((rule) => rule.class === kind);

/** For everything that no other rule matches. */
export const lastRule: Rule = { class: "unknown", when: () => true, until: forMs(30 * second) };

/** The error of a call whose key was removed during the walk. */
export const keyRemoved = { error: { status: "KEY_REMOVED", message: "The key was removed." } } as const;

export const rules: readonly Rule[] = [
  { class: "internal", when: (f) => f.httpStatus === null && f.status === keyRemoved.error.status },
  // A 200 that ended without being an answer.
  {
    class: "blocked",
    when: ({ end }) => !!end && (!!end.blockReason || refusal.test(end.finishReason ?? "")),
  },
  { class: "internal", when: ({ end }) => !!end && !end.finishReason },
  { class: "empty", when: ({ end }) => !!end },
  // No answer: the connection failed, or silence.
  { class: "timeout", when: (f) => f.network !== null, until: forMs(10 * second) },
  // A page: from Google's front end, which refuses the address, or from a proxy, which proves nothing.
  {
    class: "egress_refused",
    when: (f) => http(403, 429)(f) && (f.html || (f.status === "" && frontEnd.test(f.message))),
    until: forMs(minute),
  },
  // These statuses say enough by themselves, whoever wrote the page.
  { class: "internal", when: (f) => f.html && !http(400, 401, 402, 413)(f) },
  // Money.
  {
    class: "prepaid_empty",
    when: (f) => http(402)(f) || (http(429)(f) && says(f, "prepaid")),
    until: forMs(hour),
  },
  {
    class: "spend_cap",
    when: (f) => http(429)(f) && says(f, "monthlyCap"),
    until: (_, now) => ({ at: nextPacificMonth(now) }),
  },
  { class: "spend_rate", when: (f) => http(429)(f) && says(f, "spendRate"), until: retryOr(10 * minute) },
  // Quotas.
  { class: "no_entitlement", when: (f) => http(429)(f) && f.zeroLimit, until: forMs(24 * hour) },
  {
    class: "rate_day",
    when: (f) => http(429)(f) && window(f, "day"),
    until: dayOver,
  },
  {
    class: "rate_minute",
    when: (f) =>
      http(429)(f) && (window(f, "minute") || (f.reason === "RATE_LIMIT_EXCEEDED" && f.consumer !== null)),
    until: retryOr(minute),
  },
  // The model. Google's sentences about it count in any status.
  { class: "model_missing", when: (f) => http(404, 410)(f) || says(f, "newUsers"), until: forMs(24 * hour) },
  {
    class: "overloaded",
    when: (f) => http(503)(f) || says(f, "overloaded"),
    until: () => ({ base: 2 * second, cap: 10 * second }),
  },
  { class: "rate_unknown", when: http(429), until: vague },
  // Keys and projects.
  {
    class: "key_invalid",
    when: (f) => http(401)(f) || (http(400)(f) && f.reason === "API_KEY_INVALID"),
    until: untilEdited,
  },
  {
    class: "project_blocked",
    when: (f) => http(403)(f) && (projectReasons.has(f.reason) || says(f, "projectBlocked")),
    until: forMs(hour),
  },
  {
    class: "key_blocked",
    when: (f) =>
      http(403)(f) && (f.reason.startsWith("API_KEY_") || keyReasons.has(f.reason) || says(f, "keyBlocked")),
    until: forMs(hour),
  },
  { class: "model_denied", when: http(403), until: forMs(hour) },
  // Google's own trouble.
  { class: "internal", when: server },
  // An answer that broke off.
  { class: "internal", when: http(200) },
  // Location and billing.
  {
    class: "location",
    when: (f) => http(400)(f) && says(f, "location"),
    until: forMs(5 * minute),
  },
  {
    class: "project_refused",
    when: (f) => http(400)(f) && f.status === "FAILED_PRECONDITION",
    until: forMs(hour),
  },
  // The request.
  { class: "model_unfit", when: (f) => http(400)(f) && f.unfit !== null, until: forMs(24 * hour) },
  { class: "bad_request", when: http(400, 413) },
  lastRule,
];
