// Whether a chain would answer a message now: what its walk would find, told as one cause. Pure.

import type { KeyFault } from "../chain-state/park-view.ts";
import type { Board } from "../fallback/index.ts";
import type { BotChain } from "../models/chains.ts";
import { reachFaultOf } from "../reach.ts";
import { type CandidateVerdict, type JudgedKey, verdictOf } from "./verdict.ts";

export const brokenReasons = [
  /** The tenant has no key. */
  "no_key",
  /** Every key is switched off. */
  "keys_off",
  /** Google refuses every key that is on. */
  "keys_refused",
  /** It has no key of its own that is on, and Google refuses every key that the platform lends. */
  "shared_refused",
  /** No key that is on is usable, and some cannot be decrypted. */
  "keys_unreadable",
  /** Every model is switched off. */
  "no_model",
  /** Google offers none of the models to any usable key. */
  "models_gone",
  /** The keys' plans include none of the models. */
  "models_denied",
] as const;
export const waitingReasons = [
  /** No key was ever tried. */
  "untested",
  "limits",
  /** Models fail or are silent. */
  "models_down",
  /** Google cannot be reached from here, or does not serve this place. */
  "egress",
] as const;

interface Cause {
  /** Of the candidate that decides; null: a limit by our counts, or none failed. */
  class: KeyFault | null;
  /** When it comes back by itself; null: not known, the next message tries. */
  until: Date | null;
  /** The key to mend; null: none in particular. */
  keyId: string | null;
}
export type Ability =
  | { kind: "works" }
  | ({ kind: "waiting"; reason: (typeof waitingReasons)[number] } & Cause)
  | ({ kind: "broken"; reason: (typeof brokenReasons)[number] } & Cause);

type BrokenReason = (typeof brokenReasons)[number];
const broken = (reason: BrokenReason, more: Partial<Cause> = {}): Ability => ({
  kind: "broken",
  reason,
  ...{ class: null, until: null, keyId: null, ...more },
});

function waitingReasonOf(kind: KeyFault | null, reason: string | null): (typeof waitingReasons)[number] {
  if (kind === null || kind.startsWith("rate_") || kind.startsWith("spend_")) return "limits";
  const isOurs = kind === "timeout" && reason !== null && reachFaultOf(reason) !== null;
  return isOurs || kind === "egress_refused" || kind === "location" ? "egress" : "models_down";
}

/** A wait of unknown length ends with the next message, so before any other. */
const ends = (verdict: CandidateVerdict) => ("until" in verdict ? (verdict.until ?? 0) : 0);

/**
 * One state with one cause: that of the candidate that comes back first.
 * @param now epoch milliseconds
 */
export function abilityOf(
  { chain, tried }: BotChain,
  keys: readonly JudgedKey[],
  board: Board,
  now: number,
): Ability {
  const enabled = keys.filter((key) => key.enabled);
  if (keys.length === 0) return broken("no_key");
  if (enabled.length === 0) return broken("keys_off");
  const refused = enabled.flatMap(({ id, state }) => (state.kind === "broken" ? [{ id, ...state }] : []));
  // One that would be decrypted with the old ENCRYPTION_KEY brings the bot back, and the others with it.
  const unreadable = refused.find((key) => key.class === "unreadable");
  const first = unreadable ?? refused[0];
  if (first && refused.length === enabled.length)
    return broken(unreadable ? "keys_unreadable" : "keys_refused", {
      class: first.class,
      until: first.until,
      keyId: first.id,
    });
  if (tried.models.length === 0) return broken("no_model");

  const keyOf = new Map(enabled.map((key) => [key.id, key]));
  // If no key can use any model, the chain holds them all: a 404 is better than no attempt.
  if (tried.models.every((model) => tried.retired.includes(model)))
    return broken("models_gone", { class: "model_missing" });
  const verdicts: (CandidateVerdict & { keyId: string })[] = [];
  for (const [i, candidate] of chain.candidates.entries()) {
    const key = keyOf.get(candidate.key.id);
    if (!key || key.state.kind === "broken") continue;
    const verdict = verdictOf(key, board.standing(chain, i, now), now);
    if (verdict.kind === "works") return { kind: "works" };
    verdicts.push({ ...verdict, keyId: key.id });
  }
  if (verdicts.length === 0) return broken("models_gone", { class: "model_missing" });
  const untested = verdicts.find(({ kind }) => kind === "untested");
  if (untested)
    return { kind: "waiting", reason: "untested", class: null, until: null, keyId: untested.keyId };

  const [soonest] = verdicts
    .filter((verdict) => verdict.kind === "waiting")
    .toSorted((a, b) => ends(a) - ends(b));
  if (soonest) {
    const { class: kind, reason, until, keyId } = soonest;
    const at = until === null ? null : new Date(until);
    return { kind: "waiting", reason: waitingReasonOf(kind, reason), class: kind, until: at, keyId };
  }
  const held = verdicts.flatMap((verdict) => (verdict.kind === "broken" ? verdict : []));
  const cause = held.find(({ class: kind }) => kind === "model_missing") ?? held[0];
  const reason = cause?.class === "model_missing" ? "models_gone" : "models_denied";
  const until = cause?.until ? new Date(cause.until) : null;
  return broken(reason, { class: cause?.class ?? null, until, keyId: cause?.keyId ?? null });
}
