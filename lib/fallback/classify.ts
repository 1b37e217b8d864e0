// From the evidence of one failed attempt to its class, the scope that it proves, and the deadline.
// A class is one entry of `rules`; the first whose `when` holds wins, so their order matters.
import { nextPacificMidnight, nextPacificMonth } from "./clocks.ts";
import { endFacts, type Facts, readFacts } from "./facts.ts";
import { redact } from "./redact.ts";
import type { Candidate, Deadline, ErrorClass, Failure, ParkRequest, Scope } from "./types.ts";

/** What an attempt left behind where it did not succeed. */
export type Evidence =
  | { kind: "error"; httpStatus: number | null; body: unknown; networkCode: string | null }
  | { kind: "end"; hasText: boolean; finishReason: string | null; blockReason: string | null }
  /** Silence; `proven` where the whole time limit passed, and not only what the message had left. */
  | { kind: "silence"; afterMs: number; proven: boolean };

interface Rule {
  class: ErrorClass;
  when: (facts: Facts) => boolean;
  /** What is left out, and until when; absent: nothing, the request or the moment is at fault. */
  parks?: [Scope, (facts: Facts, now: number) => Deadline];
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
const window = (facts: Facts, name: "minute" | "day") => facts.quotas.some((each) => each.window === name);

/** Ours doubles from half a minute; where Google names a later time, that holds. */
function vague(facts: Facts): Deadline {
  const base = Math.max(30 * second, facts.retryMs ?? 0);
  return { base, cap: Math.max(15 * minute, base) };
}

/** In order of precedence. A class may have several. */
const rules: readonly Rule[] = [
  // 200s that came to an end
  {
    class: "blocked",
    when: ({ end }) => !!end && (!!end.blockReason || refusals.has(end.finishReason ?? "")),
  },
  { class: "internal", when: ({ end }) => !!end && !end.finishReason },
  { class: "empty", when: ({ end }) => !!end && (!end.hasText || /^MALFORMED/.test(end.finishReason ?? "")) },
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
  { class: "bad_request", when: http(400) },
  { class: "unknown", when: () => true, parks: ["key_model", forMs(30 * second)] },
];

/** Names a scope of this candidate; a model parked by classification is so for every tenant. */
export function scopeOf(
  scope: Scope,
  { model, key, owner, project }: Candidate,
): Omit<ParkRequest, "deadline"> {
  const ids: Record<Scope, string> = {
    key: key.id,
    project,
    project_model: `${project}/${model}`,
    key_model: `${key.id}/${model}`,
    model: `*/${model}`,
    egress: "egress",
  };
  return { scope, id: ids[scope], owner: scope === "model" || scope === "egress" ? null : owner };
}

function factsOf(evidence: Evidence): Facts {
  if (evidence.kind === "error") return readFacts(evidence.httpStatus, evidence.body, evidence.networkCode);
  if (evidence.kind === "end") return endFacts(evidence);
  return readFacts(null, null, `silent for ${Math.round(evidence.afterMs / second)} s`);
}

function reasonOf({ network, message, status, reason, quotas, httpStatus, end }: Facts): string {
  const ended = end && (end.blockReason ?? end.finishReason ?? "ended without a finish reason");
  const what = reason || quotas[0]?.quotaId;
  const said =
    (message || status).split("\n")[0] ||
    (httpStatus === 200 ? "the answer broke off" : `HTTP ${httpStatus ?? "?"}`);
  return redact(network ?? ended ?? (what ? `${what}: ${said}` : said)).slice(0, 240);
}

/** Errors that differ only in numbers and names look alike. */
function fingerprintOf(facts: Facts): string {
  const words = reasonOf(facts).replace(/\S*\d\S*/g, "#");
  return `${facts.httpStatus ?? "-"} ${facts.status || facts.reason || "-"} ${words}`.slice(0, 160);
}

/**
 * Understands one failure. Never throws, whatever the body is; total: what no rule knows is `unknown`.
 * @param known classes that an admin gave to fingerprints of unknown errors
 */
export function classify(
  evidence: Evidence,
  candidate: Candidate,
  now: number,
  known?: ReadonlyMap<string, ErrorClass>,
): Failure {
  const facts = factsOf(evidence);
  let rule = rules.find(({ when }) => when(facts))!;
  const fingerprint = rule.class === "unknown" ? fingerprintOf(facts) : null;
  const given = fingerprint === null ? undefined : known?.get(fingerprint);
  if (given) rule = rules.find((each) => each.class === given) ?? rule;

  const unproven = evidence.kind === "silence" && !evidence.proven;
  const park = rule.parks && !unproven ? scopeOf(rule.parks[0], candidate) : null;
  return {
    class: rule.class,
    httpStatus: facts.httpStatus,
    reason: reasonOf(facts),
    park: park && { ...park, deadline: rule.parks![1](facts, now) },
    consumer: facts.consumer,
    quotas: facts.quotas,
    fingerprint,
    network: evidence.kind === "error" && evidence.networkCode !== null,
  };
}
