// The classes of failures: what tells each, what it parks, and who is asked next. A class is an entry of `rules`
// and nothing more; the first whose `when` holds wins, so their order matters.
import { nextPacificMidnight, nextPacificMonth } from "../clocks.ts";
import type { Deadline, ErrorClass, LimitWindow, Scope } from "../types.ts";
import type { Facts } from "./facts.ts";

export interface Rule {
  class: ErrorClass;
  when: (facts: Facts) => boolean;
  /** What is left out, and until when; absent: nothing, the request or the moment is at fault. */
  parks?: [Scope, (facts: Facts, now: number) => Deadline];
  /**
   * Who is asked next: the next candidate (default), the next model, or one more model whose like answer is the
   * last word ("refusal").
   */
  next?: "candidate" | "model" | "refusal";
  /** The answer itself shows that key, project and model work. */
  proves?: "works";
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const refusals = new Set(["SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII", "RECITATION"]);
const projectReasons = new Set(["SERVICE_DISABLED", "CONSUMER_SUSPENDED", "BILLING_DISABLED"]);

const forMs = (ms: number) => (): Deadline => ({ base: ms, cap: ms });
const doubling = (base: number, cap: number) => (): Deadline => ({ base, cap });
const untilEdited = (): Deadline => ({ at: null });
const http =
  (...statuses: number[]) =>
  (facts: Facts): boolean =>
    facts.end === null && statuses.includes(facts.httpStatus ?? 0);
const window = (facts: Facts, name: LimitWindow) => facts.quotas.some((each) => each.window === name);

/** Ours doubles from half a minute; where Google names a later time, that holds. */
function vague(facts: Facts): Deadline {
  const base = Math.max(30 * second, facts.retryMs ?? 0);
  return { base, cap: Math.max(15 * minute, base) };
}

/** What no other rule knows. */
export const unknown: Rule = {
  class: "unknown",
  when: () => true,
  parks: ["key_model", forMs(30 * second)],
};

/** In order of precedence. A class may have several. */
export const rules: readonly Rule[] = [
  // 200s that came to an end
  {
    class: "blocked",
    when: ({ end }) => !!end && (!!end.blockReason || refusals.has(end.finishReason ?? "")),
    next: "refusal",
    proves: "works",
  },
  { class: "internal", when: ({ end }) => !!end && !end.finishReason },
  {
    class: "empty",
    when: ({ end }) => !!end && (!end.hasText || /^MALFORMED/.test(end.finishReason ?? "")),
    next: "model",
    proves: "works",
  },
  // no answer at all
  { class: "timeout", when: (f) => f.network !== null, parks: ["key_model", forMs(10 * second)] },
  // quotas
  {
    class: "no_entitlement",
    when: (f) => http(429)(f) && f.zeroLimit,
    parks: ["project_model", forMs(24 * hour)],
  },
  {
    class: "spend_cap",
    when: (f) => http(429)(f) && /spend(ing)? (cap|limit)/i.test(f.message),
    parks: ["project", (_, now) => ({ at: nextPacificMonth(now) })],
  },
  {
    class: "rate_day",
    when: (f) => http(429)(f) && window(f, "day"),
    parks: ["project_model", (_, now) => ({ at: nextPacificMidnight(now) })],
  },
  {
    class: "rate_minute",
    when: (f) =>
      http(429)(f) && (window(f, "minute") || (f.reason === "RATE_LIMIT_EXCEEDED" && f.consumer !== null)),
    parks: ["project_model", (f, now) => ({ at: now + (f.retryMs ?? minute) })],
  },
  { class: "rate_unknown", when: http(429), parks: ["key_model", vague] },
  // a page of a proxy proves nothing about Google's side
  { class: "internal", when: (f) => f.html },
  // the model, for this project
  {
    class: "model_missing",
    when: (f) => http(404)(f) || /no longer available to new users/i.test(f.message),
    parks: ["project_model", forMs(24 * hour)],
  },
  // keys and projects
  {
    class: "key_invalid",
    when: (f) =>
      http(400, 401)(f) &&
      (f.reason === "API_KEY_INVALID" || /API key (not valid|not found|expired)/i.test(f.message)),
    parks: ["key", untilEdited],
  },
  {
    class: "project_blocked",
    when: (f) => http(403)(f) && (projectReasons.has(f.reason) || /not been used in project/.test(f.message)),
    parks: ["project", forMs(hour)],
  },
  {
    class: "key_blocked",
    when: (f) =>
      http(403)(f) &&
      (f.status === "PERMISSION_DENIED" || /^API_KEY_/.test(f.reason) || /leaked/i.test(f.message)),
    parks: ["key", forMs(hour)],
  },
  // the model for everyone
  {
    class: "overloaded",
    when: (f) => http(503)(f) || /overloaded|high demand/i.test(f.message),
    parks: ["model", doubling(10 * second, 5 * minute)],
  },
  { class: "internal", when: http(500, 502, 504) },
  // an answer that began well and broke off
  { class: "internal", when: http(200) },
  // the request, or where it comes from
  {
    class: "location",
    when: (f) => http(400)(f) && /user location/i.test(f.message),
    parks: ["egress", forMs(5 * minute)],
  },
  { class: "bad_request", when: http(400), next: "refusal" },
  unknown,
];
