// What Google said, replayed: an error that carries its class, so that any class there is can be replayed.
import {
  type ErrorClass,
  type Evidence,
  errorClasses,
  type Understood,
  UpstreamError,
} from "../fallback/index.ts";
import { spanOf } from "../gemini/clocks.ts";
import { readFacts } from "../gemini/facts.ts";
import { rules } from "../gemini/rules.ts";
import { understand as understandGoogle } from "../gemini/understand.ts";

/** Of Google's own fault: not charged, and not the caller's. */
export const googlesFault: ReadonlySet<ErrorClass> = new Set<ErrorClass>(["overloaded", "internal"]);

/** @returns null for classes that are no error but an answer of its own kind (see `ends`). */
export function replyOf(kind: ErrorClass): UpstreamError | null {
  if (kind in ends) return null;
  if (kind === "timeout") return new UpstreamError({ networkCode: "ETIMEDOUT" });
  return new UpstreamError({ httpStatus: googlesFault.has(kind) ? 503 : 429, body: { replayed: kind } });
}

const classIn = (body: unknown): ErrorClass | undefined =>
  errorClasses.find(
    (kind) => typeof body === "object" && body !== null && "replayed" in body && body.replayed === kind,
  );

/** Like Google's own, and for a replayed error the class that it carries, with the deadline of that class. */
export function understand(evidence: Evidence, now: number): Understood {
  const kind = evidence.kind === "error" ? classIn(evidence.body) : undefined;
  const understood = understandGoogle(evidence, now);
  if (!kind || evidence.kind !== "error") return understood;
  // A minute's quota comes back with the minute.
  const facts = {
    ...readFacts({ ...evidence, body: null }, now),
    retryMs: spanOf("minute", now).endsAt - now,
  };
  const deadline = rules
    .find((rule) => rule.class === kind)
    ?.until?.(kind === "rate_minute" ? facts : { ...facts, retryMs: null }, now);
  return {
    ...understood,
    class: kind,
    reason: `Replayed: ${kind}`,
    deadline: deadline ?? null,
    fingerprint: null,
  };
}

/** How a 200 ends that is no answer. */
export const ends = {
  blocked: { finishReason: null, blockReason: "PROHIBITED_CONTENT" },
  empty: { finishReason: "STOP", blockReason: null },
} as const;
