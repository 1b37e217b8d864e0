// The board: who may be called now, decided from memory, and what each call proved.
import { BoundedMap } from "../bounded-map.ts";
import { type Chain, candidateAt } from "../chain.ts";
import { meanings } from "../classes.ts";
import { lackOf } from "../failure.ts";
import { Pace } from "../pace/pace.ts";
import { Crowd } from "../quotas/crowd.ts";
import type { KnownLimit } from "../quotas/meter.ts";
import { Quotas } from "../quotas/quotas.ts";
import { RefusalCap } from "../quotas/refusal-cap.ts";
import { pairOf, projectOf, scopesOf } from "../scopes.ts";
import type { Candidate, Failure, Key, Park, Usage } from "../types.ts";
import { Agreement } from "./agreement.ts";
import { type CandidateState, candidateStates } from "./candidate-state.ts";
import { endsWithEdit } from "./edits.ts";
import { endsByItself, type ParkChange, Parks, type ParksOptions } from "./parks.ts";
import { type Picking, pick, soonest } from "./pick.ts";

export type { ParkChange };

/** A probe that never reports back blocks its scope for this long. */
export const probeLeaseMs = 60_000;
/** Beyond this the oldest edit is forgotten: only calls in flight compare with it. */
const EDITS_KEPT = 1000;
/** Pause before asking again for a scope that another worker is probing. */
const claimRetryMs = 1000;

/** The shared store, as far as the engine needs it: lets one process of all probe a scope whose deadline has passed. */
export interface ProbeClaims {
  /** @returns whether this process may probe, for 60 s. A rejection, or an answer that is late, counts as yes. */
  claim(park: Park): Promise<boolean>;
  /** The probe proved nothing about the park: another process may probe. Must not throw. */
  release(park: Park): void;
}

/** The right to call a candidate once. */
export interface Probe {
  readonly candidate: Candidate;
  /** Identifies the message: the same value for all its attempts, re-asks included. */
  readonly message: unknown;
  /** Half-open parks that this call probes. */
  readonly parks: readonly Park[];
  /** All parks that covered the candidate when the call began, `parks` among them. */
  readonly covering: readonly Park[];
  readonly begunAt: number;
  /** Limits that the call exceeds, by our counts. */
  readonly beyond: readonly KnownLimit[];
}

/** What a board is given from outside. */
export interface BoardOptions extends ParksOptions {
  /** Absent: probes are single-flight within this process only. */
  claims?: ProbeClaims;
  quotas?: Quotas;
  refusalCap?: RefusalCap;
  /** How many owners share this board; from two on, two must agree about the way out. Default: two. */
  owners?: () => number;
}

/** What is parked and what is known of quotas. One per process, shared by all its walks. */
export class Board extends Parks {
  /** Limits and counts; share them with the other workers. */
  readonly quotas: Quotas;
  readonly #refusalCap: RefusalCap;
  readonly #bound = new WeakMap<Chain, readonly CandidateState[]>();
  readonly #agreement = new Agreement(
    (scope) => this.slot(scope),
    () => this.#owners(),
  );
  readonly #claims: ProbeClaims | null;
  readonly #owners: () => number;
  /** How soon each model gives its first sign of life. */
  readonly pace = new Pace();
  /** Messages that wait for room on projects of unknown limits. */
  readonly crowd = new Crowd();
  /** When each key was edited last. */
  readonly #editedAt = new BoundedMap<string, number>(EDITS_KEPT);
  /** The latest claim of each park at the shared store. */
  readonly #asked = new WeakMap<Park, Promise<boolean>>();

  constructor({ claims, quotas, refusalCap, owners, ...options }: BoardOptions = {}) {
    super(options);
    this.#claims = claims ?? null;
    this.#owners = owners ?? (() => 2);
    this.quotas = quotas ?? new Quotas();
    this.#refusalCap = refusalCap ?? new RefusalCap();
  }

  // ───────── deciding ─────────

  /** Whom to call now: see pick.ts. @param excluded non-zero at i leaves candidate i out @returns index in the chain, or -1 */
  pick(chain: Chain, now: number, excluded: Uint8Array, room: Picking["room"] = "over"): number {
    return pick(chain, this.#bind(chain), { now, excluded, room, refusalCap: this.#refusalCap });
  }

  /** Whether candidate `index` has more calls under way than its project has proven to serve. */
  isCrowded(chain: Chain, index: number, now: number): boolean {
    return this.#stateOf(chain, index).meter.roomAt(now) === "unproven";
  }

  /** When a call of candidate `index`'s project and model last spoke or failed; 0: never. */
  heardAt(chain: Chain, index: number): number {
    return this.#stateOf(chain, index).meter.heardAt;
  }

  /** When the first candidate that is not excluded comes free: see `soonest` in pick.ts. */
  soonest(chain: Chain, excluded: Uint8Array, surely = false): number | null {
    return soonest(this.#bind(chain), excluded, surely);
  }

  /** Whether the model is known not to take requests that need `lack`, for the candidate's owner. */
  lacks(candidate: Candidate, lack: string, now: number): boolean {
    return this.slot(lackOf(candidate, lack)).closedUntil > now;
  }

  /** The parks that cover candidate `index`, those past their deadline included. */
  covering(chain: Chain, index: number): Park[] {
    return this.#stateOf(chain, index).slots.flatMap(({ park }) => (park ? [park] : []));
  }

  // ───────── half-open ─────────

  /**
   * Takes the right to call candidate `index`, which `pick` returned. If half-open parks cover it, one message of all
   * workers gets it. Every probe must end in succeeded, failed or abandoned.
   * @param by `message`: see Probe; `outOfTime` resolves when the shared store has had its time: its silence then
   * counts as yes
   * @returns null: someone else is probing; pick again
   */
  async claim(
    chain: Chain,
    index: number,
    now: number,
    by: { message?: unknown; outOfTime?: () => Promise<unknown> } = {},
  ): Promise<Probe | null> {
    const candidate = candidateAt(chain, index);
    const { slots, meter } = this.#stateOf(chain, index);
    const before = slots.map(({ park }) => park);
    const covering = before.filter((park) => park !== null);
    const parks = covering.filter((park) => !endsByItself(park));
    for (const slot of slots) if (slot.isSuspect) slot.closedUntil = now + probeLeaseMs;
    const beyond = this.quotas.begun(meter, now);
    if (beyond.length) meter.triedUntil = now + probeLeaseMs;
    const probe = { candidate, message: by.message ?? {}, parks, covering, begunAt: now, beyond };
    this.crowd.sent(probe, meter);
    this.#agreement.begun(candidate, now);
    if (!this.#claims || parks.length === 0) return probe;

    const held: Park[] = [];
    const late = by.outOfTime ? [by.outOfTime().then(() => true)] : [];
    for (const park of parks) {
      const said = this.#claims.claim(park).catch(() => true);
      this.#asked.set(park, said);
      const mine = await Promise.race([said, ...late]);
      if (mine) held.push(park);
      const news = slots.some((slot, i) => slot.park !== null && slot.park !== before[i]);
      if (mine && !news) continue;
      this.#release(held);
      for (const slot of slots) {
        // Parks of this probe that are not held: probed elsewhere, or not claimed yet.
        if (!slot.park || held.includes(slot.park) || !parks.includes(slot.park)) continue;
        slot.closedUntil = slot.park === park ? now + claimRetryMs : slot.opensAt;
      }
      this.#uncharged(probe, now);
      return null;
    }
    return probe;
  }

  /** The first text came: key, project and model work, and no quota refused the call. */
  spoke(probe: Probe, now: number): void {
    this.#closeProbed(probe);
    const meter = this.quotas.meterOf(probe.candidate);
    if (probe.beyond.length) this.quotas.served(meter, probe.beyond, probe.begunAt, now);
    this.#heard(probe);
    meter.served(now);
  }

  /** Counts the call's tokens, however it ended. */
  spent({ candidate }: Probe, { inputTokens }: Usage, now: number): void {
    this.quotas.spent(this.quotas.meterOf(candidate), inputTokens, now);
  }

  /** The candidate answered: the probed parks close, and their strikes are forgotten. */
  succeeded(probe: Probe): void {
    this.#agreement.worked(probe.candidate, probe.begunAt);
    this.#closeProbed(probe);
    this.#heard(probe);
  }

  /**
   * Parks what the failure proves, alone and together with others (agreement.ts).
   * @returns the widest new park; null: nothing is parked, or the key was edited since the call began
   */
  failed(probe: Probe, failure: Failure, chain: Chain, now: number): Park | null {
    const { candidate } = probe;
    this.quotas.meterOf(candidate).heardAt = now;
    this.quotas.learn(candidate, failure, now);
    const { httpStatus, network } = failure;
    const { provesWorking } = meanings[failure.class];
    if (network || (httpStatus !== null && httpStatus >= 400 && httpStatus < 500))
      this.#uncharged(probe, now);
    if (probe.begunAt < (this.#editedAt.get(candidate.key.id) ?? 0)) {
      this.abandoned(probe);
      return null;
    }
    this.#refusalCap.failed(this.#refusalCap.bucketOf(candidate.key.id), failure, now);
    if (provesWorking) {
      this.succeeded(probe);
      return null;
    }
    this.#agreement.failed(candidate, failure, probe.begunAt, probe.message);
    const isIsolated = this.#agreement.isIsolated(candidate, failure, probe.begunAt);
    let park = failure.park && !isIsolated ? this.park(failure.park, failure, now) : null;
    for (const wider of this.#agreement.widen(candidate, failure, probe.begunAt, chain)) {
      park = this.park(wider, failure, now);
    }
    this.abandoned(probe);
    // A waiting message may have to choose another candidate now.
    this.crowd.wake(candidate.owner);
    return park;
  }

  /** The attempt proved nothing about the parks it probed: another may probe them. */
  abandoned(probe: Probe): void {
    this.#release(probe.parks);
    this.#heard(probe);
  }

  /**
   * An admin changed the key's secret or project: closes the parks that this may have mended, forgets the project's
   * limits, and ignores failures of calls begun before `at`. Call it in every process.
   */
  edited(key: Key, at: number): void {
    this.#editedAt.set(key.id, at);
    this.quotas.forget(projectOf(key), at);
    for (const park of this.all()) {
      if (park.at <= at && endsWithEdit(park, key)) this.clear(park.scope, park.id);
    }
  }

  /**
   * Forgets what is kept for keys, projects and models that are in none of the owner's chains any more, so that memory
   * does not grow. Call it in every process when the owner's configuration changes.
   */
  retain(owner: string, chains: readonly Chain[]): void {
    const candidates = chains.flatMap((chain) => chain.candidates);
    const names = candidates.flatMap((candidate) =>
      scopesOf(candidate).map(({ scope, id }) => `${scope} ${id}`),
    );
    this.forgetSlots(owner, new Set(names));
    this.quotas.retain(owner, new Set(candidates.map(({ project, model }) => pairOf(project, model))));
  }

  #uncharged(probe: Probe, now: number): void {
    this.quotas.refused(this.quotas.meterOf(probe.candidate), probe.begunAt, now);
    this.#heard(probe);
  }

  /** The call has spoken or ended. */
  #heard(probe: Probe): void {
    const meter = this.quotas.meterOf(probe.candidate);
    if (probe.beyond.length) meter.triedUntil = 0;
    this.crowd.heard(probe, meter);
  }

  #closeProbed({ covering }: Probe): void {
    for (const park of covering) {
      const slot = this.slot(park);
      if (slot.park === park) this.close(slot, false);
    }
  }

  #release(parks: readonly Park[]): void {
    for (const park of parks) {
      const slot = this.slot(park);
      if (slot.park !== park) continue;
      slot.closedUntil = slot.opensAt;
      // Release after the pending claim resolves, or a late claim leaks.
      void this.#asked.get(park)?.then(() => this.#claims?.release(park));
      this.tell({ kind: "released", park });
    }
  }

  #stateOf(chain: Chain, index: number): CandidateState {
    const state = this.#bind(chain)[index];
    if (!state) throw new RangeError(`There is no candidate ${index}.`);
    return state;
  }

  #bind(chain: Chain): readonly CandidateState[] {
    let bound = this.#bound.get(chain);
    if (!bound) {
      bound = candidateStates(chain, (scope) => this.slot(scope), this.quotas, this.#refusalCap);
      this.#bound.set(chain, bound);
    }
    return bound;
  }
}
