// What several failures prove together and none proves alone: a model is down for everybody, the way out is closed.
// One message is never enough, and one owner's failures never park anything for another owner.
import type { Chain } from "../chain.ts";
import { meanings } from "../classes.ts";
import { ownModelOf, type ScopeId, scopeOf } from "../scopes.ts";
import type { Candidate, ErrorClass, Failure, ParkRequest, Scope } from "../types.ts";
import type { Slot } from "./parks.ts";

/** One recent call. */
interface Voice {
  readonly at: number;
  /** Class of the failure; null: answered. */
  readonly class: ErrorClass | null;
  readonly owner: string;
  readonly project: string;
  readonly message: unknown;
}

/** Calls further apart than this are not compared. */
const withinMs = 10_000;
const mostVoices = 32;
const MODELS_KEPT = 1000;
/** At least this share of the recent calls must have failed with the same class. */
const leastShare = 0.5;
const leastProjects = 2;
const leastMessages = { model: 3, egress: 2 } as const;
/** A silent model costs each message the whole time limit, so silence parks the model by agreement too. */
const silence = { scope: "model", base: 10_000, cap: 300_000 } as const;

/** The recent calls of one model, or of this machine's way out. */
class Witnesses {
  #voices: Voice[] = [];

  hear(voice: Voice): void {
    this.#voices = this.#voices.filter(({ at }) => voice.at - at <= withinMs).slice(1 - mostVoices);
    this.#voices.push(voice);
  }

  /** Whether enough projects, messages and owners failed with this class. @param among which calls count */
  agree(kind: ErrorClass, messages: number, owners: number, among = (_: Voice) => true): boolean {
    const heard = this.#voices.filter(among);
    const failed = heard.filter((voice) => voice.class === kind);
    const distinct = (of: (voice: Voice) => unknown) => new Set(failed.map(of)).size;
    return (
      failed.length >= heard.length * leastShare &&
      distinct(({ project }) => project) >= leastProjects &&
      distinct(({ message }) => message) >= messages &&
      distinct(({ owner }) => owner) >= owners
    );
  }
}

export class Agreement {
  readonly #slot: (scope: ScopeId) => Slot;
  readonly #models = new Map<string, Witnesses>();
  readonly #egress = new Witnesses();

  readonly #owners: () => number;

  /** @param owners how many owners share this board; from two on, two must agree about the way out */
  constructor(slot: (scope: ScopeId) => Slot, owners: () => number) {
    this.#slot = slot;
    this.#owners = owners;
  }

  /** The candidate answered. @param message see Probe.message */
  worked(candidate: Candidate, message: unknown, now: number): void {
    const { owner, project } = candidate;
    const voice = { at: now, class: null, owner, project, message };
    this.#witnessesOf(candidate).hear(voice);
    this.#egress.hear(voice);
  }

  /** Records a failure. @param chain the message's chain @returns the wider scopes that are now proven */
  widen(
    candidate: Candidate,
    failure: Failure,
    { message, chain, now }: { message: unknown; chain: Chain; now: number },
  ): ParkRequest[] {
    const { owner, project } = candidate;
    const { class: kind, silent } = failure;
    const closed =
      failure.network || (meanings[kind].parks === "project" && meanings[kind].widens?.scope === "egress");
    const voice = { at: now, class: kind, owner, project, message };
    this.#witnessesOf(candidate).hear(voice);
    // Any other answer, even an error, shows that the way out is open.
    this.#egress.hear(closed ? voice : { ...voice, class: null });

    const widens = silent ? silence : meanings[kind].widens;
    if (!widens) return [];
    const { scope, ...deadline } = widens;
    switch (scope) {
      case "egress": {
        const agreed = closed && this.#egress.agree(kind, leastMessages.egress, Math.min(2, this.#owners()));
        return agreed ? [{ ...scopeOf("egress", candidate), deadline }] : [];
      }
      case "key":
        return this.#deniedTwice(candidate, chain) ? [{ ...scopeOf("key", candidate), deadline }] : [];
      default: {
        const wide =
          kind === "model_missing" ? this.#missingTwice(candidate, chain) : this.#down(candidate, kind);
        return wide ? [{ ...wide, deadline }] : [];
      }
    }
  }

  /** The model for everybody if two owners agree; else for this owner, if its own calls agree. */
  #down(candidate: Candidate, kind: ErrorClass): Omit<ParkRequest, "deadline"> | null {
    const witnesses = this.#witnessesOf(candidate);
    if (witnesses.agree(kind, leastMessages.model, 2)) return scopeOf("model", candidate);
    const own = ({ owner }: Voice) => owner === candidate.owner;
    return witnesses.agree(kind, leastMessages.model, 1, own) ? ownModelOf(candidate) : null;
  }

  #missingTwice(candidate: Candidate, chain: Chain): Omit<ParkRequest, "deadline"> | null {
    const missing = this.#parkedAs(
      "model_missing",
      "project_model",
      chain,
      ({ model }) => model === candidate.model,
    );
    return new Set(missing.map(({ project }) => project)).size >= leastProjects
      ? ownModelOf(candidate)
      : null;
  }

  #deniedTwice({ key }: Candidate, chain: Chain): boolean {
    return this.#parkedAs("model_denied", "key_model", chain, (each) => each.key.id === key.id).length >= 2;
  }

  #parkedAs(
    kind: ErrorClass,
    scope: Scope,
    chain: Chain,
    like: (candidate: Candidate) => boolean,
  ): Candidate[] {
    return chain.candidates.filter(
      (each) => like(each) && this.#slot(scopeOf(scope, each)).park?.class === kind,
    );
  }

  #witnessesOf({ model }: Candidate): Witnesses {
    let witnesses = this.#models.get(model);
    if (!witnesses) {
      // What the oldest heard is long past: names of models are many, those in use few.
      if (this.#models.size >= MODELS_KEPT) this.#models.delete([...this.#models.keys()][0] ?? "");
      witnesses = new Witnesses();
      this.#models.set(model, witnesses);
    }
    return witnesses;
  }
}
