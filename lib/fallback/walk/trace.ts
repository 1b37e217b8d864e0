// The walk as it is stored and shown: one entry for each call upstream. Holds no secret.

import type { AttemptClass, Candidate, Park, Quota, Scope, Usage } from "../types.ts";
import type { CallResult } from "./attempt.ts";

export interface Attempt {
  model: string;
  /** The version that answered, where the provider tells. */
  modelVersion: string | null;
  key: { id: string; label: string; last4: string };
  class: AttemptClass;
  httpStatus: number | null;
  reason: string | null;
  /** The widest park that it led to. */
  parks: { scope: Scope; id: string; until: number | null } | null;
  /** It ended since the model said nothing for as long as it may. */
  silent: boolean;
  startedAt: number;
  firstTokenMs: number | null;
  ms: number;
  usage: Usage | null;
  /** What the error told besides: for projects, counting ahead and the list of unknown errors. */
  learned: {
    consumer: string | null;
    quotas: readonly Quota[];
    fingerprint: string | null;
    successor: string | null;
  } | null;
}

/** The entry of a call that has begun, to be completed by `concluded`. */
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

/** What an entry says once the call has ended. */
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
