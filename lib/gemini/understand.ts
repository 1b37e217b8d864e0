// From the evidence of one failed call to its class and deadline.
import type { ErrorClass, Evidence, Understood } from "../fallback/index.ts";
import { endFacts, type Facts, readFacts } from "./facts.ts";
import { redact } from "./redact.ts";
import { lastRule, ruleOf, rules } from "./rules.ts";

function factsOf(evidence: Evidence, now: number): Facts {
  if (evidence.kind === "error") return readFacts(evidence, now);
  if (evidence.kind === "end") return endFacts(evidence);
  const networkCode = `silent for ${Math.round(evidence.afterMs / 1000)} s`;
  return readFacts({ httpStatus: null, body: null, networkCode });
}

function reasonOf({ network, message, status, reason, quotas, httpStatus, end }: Facts): string {
  const ended = end && (end.blockReason ?? end.finishReason ?? "ended without a finish reason");
  const what = reason || quotas[0]?.quotaId;
  const said =
    (message || status).split("\n")[0] ||
    (httpStatus === 200 ? "the answer broke off" : `HTTP ${httpStatus ?? "?"}`);
  const words = redact(network ?? ended ?? (what ? `${what}: ${said}` : said)).slice(0, 240);
  // Postgres takes neither NUL nor half a surrogate pair.
  return words.replace(/\p{Cc}+/gu, " ").toWellFormed();
}

/** The same for errors that differ only in words with digits (numbers, ids). */
function fingerprintOf(facts: Facts): string {
  const words = reasonOf(facts).replace(/\S*\d\S*/g, "#");
  return `${facts.httpStatus ?? "-"} ${facts.status || facts.reason || "-"} ${words}`.slice(0, 160);
}

/**
 * Classifies one failure; `unknown` if no rule matches. Never throws, whatever the body is.
 * @param now epoch milliseconds, for Google's windows
 * @param known classes that an admin gave to fingerprints of unknown errors
 */
export function understand(
  evidence: Evidence,
  now: number,
  known?: ReadonlyMap<string, ErrorClass>,
): Understood {
  const facts = factsOf(evidence, now);
  const found = rules.find(({ when }) => when(facts)) ?? lastRule;
  const fingerprint = found.class === "unknown" ? fingerprintOf(facts) : null;
  const given = fingerprint === null ? undefined : known?.get(fingerprint);
  const rule = ruleOf(given) ?? found;
  return {
    class: rule.class,
    httpStatus: facts.httpStatus,
    reason: reasonOf(facts),
    deadline: rule.until?.(facts, now) ?? null,
    consumer: facts.consumer,
    quotas: facts.quotas,
    fingerprint,
    lacks: rule.class === "model_unfit" ? facts.unfit : null,
    successor: rule.class === "model_missing" ? facts.successor : null,
  };
}
