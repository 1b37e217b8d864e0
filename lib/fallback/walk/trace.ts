// The walk as stored and shown: one entry per call upstream. Contains no secret.

import type { AttemptClass, Candidate, Park, Quota, Scope, Usage } from "../types.ts";
import type { CallResult } from "./attempt.ts";

/** One call upstream, for the trace. */
export interface Attempt {
  model: string;
  /** The version that answered; null: the provider did not tell. */
  modelVersion: string | null;
  key: { id: string; label: string; last4: string };
  class: AttemptClass;
  httpStatus: number | null;
  reason: string | null;
  /** The widest park that it caused; null: none. `until`: epoch milliseconds; null: until edited. */
  parks: { scope: Scope; id: string; until: number | null } | null;
  /** It ended because the model was silent for too long. */
  silent: boolean;
  /** Epoch milliseconds. */
  startedAt: number;
  /** Milliseconds from the start to the first text; null: none came. */
  firstTokenMs: number | null;
  /** Milliseconds from start to end. */
  ms: number;
  usage: Usage | null;
  /** What else the error said: project, quotas, fingerprint of an unknown error, successor of a retired model. */
  learned: {
    consumer: string | null;
    quotas: readonly Quota[];
    fingerprint: string | null;
    successor: string | null;
  } | null;
}

/** The entry of a call that begins; `concluded` completes it. */
export function begun({ model, key }: Candidate, startedAt: number): Attempt {
  const { id, label, last4 } = key;
  return {
    model,
    modelVersion: null,
    key: { id, label, last4 },
    class: "cancelled",
    httpStatus: null,
    reason: null,
    parks: null,
    silent: false,
    startedAt,
    firstTokenMs: null,
    ms: 0,
    usage: null,
    learned: null,
  };
}

/** The rest of the entry, once the call has ended. */
export function concluded(called: CallResult, park: Park | null): Partial<Attempt> {
  const { failure, firstTokenMs, ms, usage, outcome, modelVersion } = called;
  return {
    class: failure ? failure.class : outcome === "cancelled" ? "cancelled" : "ok",
    httpStatus: failure ? failure.httpStatus : outcome === "cancelled" ? null : 200,
    reason: failure?.reason ?? null,
    parks: park && { scope: park.scope, id: park.id, until: park.until },
    modelVersion,
    silent: failure?.silent ?? false,
    firstTokenMs,
    ms,
    usage,
    learned: failure && {
      consumer: failure.consumer,
      quotas: failure.quotas,
      fingerprint: failure.fingerprint,
      successor: failure.successor,
    },
  };
}
