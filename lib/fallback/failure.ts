// From what a provider understood to what the chain does about it.
import { meanings } from "./classes.ts";
import { pairOf, scopeOf } from "./scopes.ts";
import type { Candidate, Evidence, Failure, ParkRequest, Understood } from "./types.ts";

/** Names the park of what `owner`'s requests of this kind may not ask of the model. */
export function lackOf({ owner, model }: Pick<Candidate, "owner" | "model">, lack: string) {
  return { scope: "model", id: `${pairOf(owner, model)}#${lack}`, owner } as const;
}

function parkOf({ class: kind, deadline, lacks }: Understood, candidate: Candidate): ParkRequest | null {
  const { parks } = meanings[kind];
  if (!parks || !deadline) return null;
  if (lacks !== null) return { ...lackOf(candidate, lacks), deadline };
  return { ...scopeOf(parks, candidate), deadline };
}

export function failureOf(understood: Understood, evidence: Evidence, candidate: Candidate): Failure {
  const { deadline: _, ...rest } = understood;
  const silent = evidence.kind === "silence";
  // What the message had no time for proves nothing.
  const unproven = silent && !evidence.proven;
  return {
    ...rest,
    park: unproven ? null : parkOf(understood, candidate),
    // Another key would meet the same silence.
    next: silent ? "model" : (meanings[understood.class].next ?? "candidate"),
    silent,
    network: evidence.kind === "error" && evidence.networkCode !== null && evidence.httpStatus === null,
  };
}
