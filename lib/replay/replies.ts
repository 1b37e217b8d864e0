// Replayed failures: an error that carries its class, so that every class can be replayed.
import {
  type ErrorClass,
  type Evidence,
  errorClasses,
  type Understood,
  UpstreamError,
} from "../fallback/index.ts";
import { spanOf } from "../gemini/clocks.ts";
import { readFacts } from "../gemini/facts.ts";
import { ruleOf } from "../gemini/rules.ts";
import { understand } from "../gemini/understand.ts";

/** Google's own failures: replayed as 5xx, and counted against the quota. */
export const googlesFault: ReadonlySet<ErrorClass> = new Set<ErrorClass>(["overloaded", "internal"]);

/** The error of a class. @returns null for classes that are the end of a 200 (see `ends`) */
export function replyOf(kind: ErrorClass): UpstreamError | null {
  if (kind in ends) return null;
  if (kind === "timeout") return new UpstreamError({ networkCode: "ETIMEDOUT" });
  return new UpstreamError({ httpStatus: googlesFault.has(kind) ? 503 : 429, body: { replayed: kind } });
}

const classIn = (body: unknown): ErrorClass | undefined =>
  errorClasses.find(
    (kind) => typeof body === "object" && body !== null && "replayed" in body && body.replayed === kind,
  );

/** Gemini's `understand`, but a replayed error gets the class that it carries, with that class's deadline. */
export function understandReply(evidence: Evidence, now: number): Understood {
  const kind = evidence.kind === "error" ? classIn(evidence.body) : undefined;
  const understood = understand(evidence, now);
  if (!kind || evidence.kind !== "error") return understood;
  // A minute's quota comes back with the minute.
  const facts = {
    ...readFacts({ ...evidence, body: null }, now),
    retryMs: spanOf("minute", now).endsAt - now,
  };
  const deadline = ruleOf(kind)?.until?.(kind === "rate_minute" ? facts : { ...facts, retryMs: null }, now);
  return {
    ...understood,
    class: kind,
    reason: `Replayed: ${kind}`,
    deadline: deadline ?? null,
    fingerprint: null,
  };
}

/** How a 200 without an answer ends, by class. */
export const ends = {
  blocked: { finishReason: null, blockReason: "PROHIBITED_CONTENT" },
  empty: { finishReason: "STOP", blockReason: null },
} as const;
