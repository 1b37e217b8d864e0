// From the evidence of one failed attempt to its class, the scope that it proves, and the deadline.

import { scopeOf } from "../scopes.ts";
import type { Candidate, ErrorClass, Failure } from "../types.ts";
import { type Rule, rules, unknown } from "./classes.ts";
import { endFacts, type Facts, readFacts } from "./facts.ts";
import { redact } from "./redact.ts";

/** What an attempt left behind where it did not succeed. */
export type Evidence =
  | { kind: "error"; httpStatus: number | null; body: unknown; networkCode: string | null }
  | { kind: "end"; hasText: boolean; finishReason: string | null; blockReason: string | null }
  /** Silence; `proven` where the whole time limit passed, and not only what the message had left. */
  | { kind: "silence"; afterMs: number; proven: boolean };

function factsOf(evidence: Evidence): Facts {
  if (evidence.kind === "error") return readFacts(evidence.httpStatus, evidence.body, evidence.networkCode);
  if (evidence.kind === "end") return endFacts(evidence);
  return readFacts(null, null, `silent for ${Math.round(evidence.afterMs / 1000)} s`);
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
  let rule: Rule = rules.find(({ when }) => when(facts)) ?? unknown;
  const fingerprint = rule.class === "unknown" ? fingerprintOf(facts) : null;
  const given = fingerprint === null ? undefined : known?.get(fingerprint);
  if (given) rule = rules.find((each) => each.class === given) ?? rule;

  const unproven = evidence.kind === "silence" && !evidence.proven;
  const parks = unproven ? undefined : rule.parks;
  return {
    class: rule.class,
    httpStatus: facts.httpStatus,
    reason: reasonOf(facts),
    park: parks ? { ...scopeOf(parks[0], candidate), deadline: parks[1](facts, now) } : null,
    consumer: facts.consumer,
    quotas: facts.quotas,
    fingerprint,
    next: rule.next ?? "candidate",
    proves: rule.proves ?? null,
    network: evidence.kind === "error" && evidence.networkCode !== null && evidence.httpStatus === null,
  };
}
