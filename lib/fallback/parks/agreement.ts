// What several failures prove together and none proves alone: a model is down for everybody, the way out is closed.
// One message is never enough, and one owner's failures never park anything for another owner.
import { BoundedMap } from "../bounded-map.ts";
import type { Chain } from "../chain.ts";
import { meanings } from "../classes.ts";
import { FairMap } from "../fair-map.ts";
import { ownModelOf, pairOf, type ScopeId, scopeOf } from "../scopes.ts";
import type { Candidate, ErrorClass, Failure, ParkRequest, Scope } from "../types.ts";
import type { Slot } from "./parks.ts";
import { Witnesses } from "./witnesses.ts";

const leastProjects = 2;
/** To park a model. */
const quorum = { projects: leastProjects, messages: 3 } as const;
/** To park the egress: fewer messages, since every call is lost meanwhile. */
const egressQuorum = { projects: leastProjects, messages: 2 } as const;
/** Models whose calls of all owners are compared; beyond this the one called longest ago is forgotten. */
const MODELS_KEPT = 1000;
/** Beyond this the owner with most models and projects loses what it called longest ago. */
const OWNED_KEPT = 10_000;
/** A silent model costs each message the whole time limit, so silence parks the model by agreement too. */
const silence = { scope: "model", base: 10_000, cap: 300_000 } as const;

export class Agreement {
  readonly #slot: (scope: ScopeId) => Slot;
  /** Of each model, for all owners. */
  readonly #models = new BoundedMap<string, Witnesses>(MODELS_KEPT);
  /** Of each model, for each owner and for each of its projects. */
  readonly #owned = new FairMap<Witnesses>(OWNED_KEPT);
  readonly #egress = new Witnesses();

  readonly #owners: () => number;

  /** @param owners how many owners share this board; from two on, two must agree about the way out */
  constructor(slot: (scope: ScopeId) => Slot, owners: () => number) {
    this.#slot = slot;
    this.#owners = owners;
  }

  /** A call to the candidate begins. */
  begun(candidate: Candidate, now: number): void {
    for (const witnesses of this.#concerned(candidate)) witnesses.begun(now);
  }

  /** The candidate answered a call begun at `begunAt`. */
  worked(candidate: Candidate, begunAt: number): void {
    for (const witnesses of this.#concerned(candidate)) witnesses.answered(begunAt);
    this.#egress.answered(begunAt);
  }

  /**
   * Whether most recent calls of the failure's project and model were answered, as with one 503 in twenty. Such a
   * failure parks nothing.
   */
  isIsolated(candidate: Candidate, { class: kind }: Failure, begunAt: number): boolean {
    return kind === "overloaded" && this.#ofProject(candidate).isIsolated(kind, begunAt);
  }

  /**
   * Records the failure of a call begun at `begunAt`. Call it before isIsolated and widen.
   * @param message see Probe.message @param owner whose message it is: with a shared key not the key's owner
   */
  failed(candidate: Candidate, failure: Failure, begunAt: number, message: unknown, owner: string): void {
    const { project } = candidate;
    const { class: kind, silent, httpStatus } = failure;
    const voice = { begunAt, class: kind, owner, project, message };
    // Of the model only an error status tells, or a silence of its whole time limit: not a broken connection, and not
    // what a 200 ended with, which may be the message's own.
    const isModels = silent || (httpStatus !== null && httpStatus >= 400);
    for (const witnesses of this.#concerned(candidate)) {
      if (isModels) witnesses.failed(voice);
      else if (httpStatus !== null) witnesses.answered(begunAt);
    }
    // Any other answer, even an error, shows that the way out is open.
    if (closesEgress(failure)) this.#egress.failed(voice);
    else if (httpStatus !== null) this.#egress.answered(begunAt);
  }

  /** @param chain the message's chain @returns the wider scopes that the recent failures prove together */
  widen(candidate: Candidate, failure: Failure, begunAt: number, chain: Chain): ParkRequest[] {
    const { class: kind, silent } = failure;
    const widens = silent ? silence : meanings[kind].widens;
    if (!widens) return [];
    const { scope, ...deadline } = widens;
    switch (scope) {
      case "egress": {
        const owners = Math.min(2, this.#owners());
        const agreed =
          closesEgress(failure) && this.#egress.agree(kind, begunAt, { ...egressQuorum, owners });
        return agreed ? [{ ...scopeOf("egress", candidate), deadline }] : [];
      }
      case "key":
        return this.#deniedTwice(candidate, chain) ? [{ ...scopeOf("key", candidate), deadline }] : [];
      default: {
        const wide =
          kind === "model_missing"
            ? this.#missingTwice(candidate, chain)
            : this.#down(candidate, kind, begunAt, chain.owner);
        return wide ? [{ ...wide, deadline }] : [];
      }
    }
  }

  /**
   * The model for everybody if two owners agree that see it down; else for this owner, if its own calls agree. For those
   * who share the owner's keys two of them must agree.
   */
  #down(
    candidate: Candidate,
    kind: ErrorClass,
    begunAt: number,
    asker: string,
  ): Omit<ParkRequest, "deadline"> | null {
    // Most of an owner's own calls must have failed too, or one owner's storm would outvote the answers of the others.
    const sees = (each: string) => !this.#owned.get(each, candidate.model)?.isIsolated(kind, begunAt);
    const everybody = this.#ofAll(candidate).agree(kind, begunAt, { ...quorum, owners: 2 }, sees);
    if (everybody) return scopeOf("model", candidate);
    const owners = candidate.owner === asker ? 1 : 2;
    return this.#ofOwner(candidate).agree(kind, begunAt, { ...quorum, owners })
      ? ownModelOf(candidate)
      : null;
  }

  #missingTwice(candidate: Candidate, chain: Chain): Omit<ParkRequest, "deadline"> | null {
    const missing = this.#parkedAs(
      "model_missing",
      "project_model",
      chain,
      ({ model, owner }) => model === candidate.model && owner === candidate.owner,
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

  #concerned(candidate: Candidate): Witnesses[] {
    return [this.#ofAll(candidate), this.#ofOwner(candidate), this.#ofProject(candidate)];
  }

  #ofAll({ model }: Candidate): Witnesses {
    const witnesses = this.#models.get(model) ?? new Witnesses();
    this.#models.set(model, witnesses);
    return witnesses;
  }

  #ofOwner({ owner, model }: Candidate): Witnesses {
    return this.#owned.use(owner, model, () => new Witnesses());
  }

  #ofProject({ owner, project, model }: Candidate): Witnesses {
    return this.#owned.use(owner, pairOf(project, model), () => new Witnesses());
  }
}

/** Whether the failure may mean that this machine's way out is closed. */
function closesEgress({ class: kind, network }: Failure): boolean {
  // Of the timeouts only a broken connection: silence may be the model's.
  return meanings[kind].widens?.scope === "egress" && (kind !== "timeout" || network);
}
