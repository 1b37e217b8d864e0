// Who may be called now: decided from memory for every message.
import type { Chain } from "../chain.ts";
import { meanings } from "../classes.ts";
import { lackOf } from "../failure.ts";
import { Pace } from "../pace/pace.ts";
import { Crowd } from "../quotas/crowd.ts";
import type { KnownLimit } from "../quotas/meter.ts";
import { Quotas } from "../quotas/quotas.ts";
import { RefusalCap } from "../quotas/refusal-cap.ts";
import { projectOf } from "../scopes.ts";
import type { Candidate, Failure, Key, Park, Usage } from "../types.ts";
import { Agreement } from "./agreement.ts";
import { type CandidateState, candidateStates } from "./candidate-state.ts";
import { endsWithEdit } from "./edits.ts";
import { endsByItself, type ParkChange, Parks, type ParksOptions } from "./parks.ts";
import { type Picking, pick, soonest } from "./pick.ts";

export type { ParkChange };

/** How long a probe that never reports back keeps its scope to itself. */
export const probeLeaseMs = 60_000;
/** How long a scope is left alone after another worker turned out to be probing it. */
const claimRetryMs = 1000;

/** Lets one worker of all probe a scope whose deadline has passed. */
export interface ProbeClaims {
  /** @returns whether this worker holds the probe, for `probeLeaseMs`. A rejection counts as yes. */
  claim(park: Park): Promise<boolean>;
  /** The probe told nothing about the park: another may try. */
  release(park: Park): void;
}

/** The right to try a candidate. */
export interface Probe {
  readonly candidate: Candidate;
  /** Whose message it is: any value that is the same for all attempts of one message, re-asked ones included. */
  readonly message: unknown;
  /** Parks past their deadline that only this call may find out about. */
  readonly parks: readonly Park[];
  /** Parks that have ended by themselves. */
  readonly ended: readonly Park[];
  readonly begunAt: number;
  /** Limits that the call goes beyond, by our counts. */
  readonly beyond: readonly KnownLimit[];
}

export interface BoardOptions extends ParksOptions {
  claims?: ProbeClaims;
  quotas?: Quotas;
  refusalCap?: RefusalCap;
  /** How many owners share this board. Several, where it is not told: then no single one's word counts for all. */
  owners?: () => number;
}

export class Board extends Parks {
  /** What was used of which limit; to be shared with the other workers. */
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
  /** Messages that wait for room where many are on their way. */
  readonly crowd = new Crowd();
  /** When keys were edited last. */
  readonly #editedAt = new Map<string, number>();
  /** What the shared store was last asked about each park. */
  readonly #asked = new WeakMap<Park, Promise<boolean>>();

  constructor({ claims, quotas, refusalCap, owners, ...options }: BoardOptions = {}) {
    super(options);
    this.#claims = claims ?? null;
    this.#owners = owners ?? (() => 2);
    this.quotas = quotas ?? new Quotas();
    this.#refusalCap = refusalCap ?? new RefusalCap();
  }

  // ───────── deciding ─────────

  /** Who is to be called now: see pick.ts. @returns its index in the chain, or -1 */
  pick(chain: Chain, now: number, excluded: Uint8Array, room: Picking["room"] = "over"): number {
    return pick(chain, this.#bind(chain), { now, excluded, room, refusalCap: this.#refusalCap });
  }

  /** Whether candidate `index` will soon be known to bear more calls at once, or not to. */
  isCrowded(chain: Chain, index: number, now: number): boolean {
    return this.#bind(chain)[index]!.meter.roomAt(now) === "unproven";
  }

  /** When a call of candidate `index`'s project and model spoke or failed last; 0: none ever. */
  heardAt(chain: Chain, index: number): number {
    return this.#bind(chain)[index]!.meter.heardAt;
  }

  /** When the first candidate that is not excluded comes free: see pick.ts. */
  soonest(chain: Chain, excluded: Uint8Array, surely = false): number | null {
    return soonest(this.#bind(chain), excluded, surely);
  }

  /** Whether the candidate's model is known not to take this, for its owner's requests. */
  lacks(candidate: Candidate, lack: string, now: number): boolean {
    return this.slot(lackOf(candidate, lack)).closedUntil > now;
  }

  /** The parks that cover candidate `index`, those past their deadline included. */
  covering(chain: Chain, index: number): Park[] {
    return this.#bind(chain)[index]!.slots.flatMap(({ park }) => (park ? [park] : []));
  }

  // ───────── half-open ─────────

  /**
   * Takes the right to call candidate `index`, which `pick` gave. Where parks past their deadline cover it, only
   * one message of all workers gets it; it must be handed back through succeeded, failed or abandoned.
   * @param by `message`: see Probe; `patience` resolves when the shared store has had its time: from then on its
   * silence counts as yes
   * @returns null: someone else is probing, pick again
   */
  async claim(
    chain: Chain,
    index: number,
    now: number,
    by: { message?: unknown; patience?: () => Promise<unknown> } = {},
  ): Promise<Probe | null> {
    const candidate = chain.candidates[index]!;
    const { slots, meter } = this.#bind(chain)[index]!;
    const before = slots.map(({ park }) => park);
    const covering = before.filter((park) => park !== null);
    const parks = covering.filter((park) => !endsByItself(park));
    const ended = covering.filter(endsByItself);
    for (const slot of slots) if (slot.isSuspect) slot.closedUntil = now + probeLeaseMs;
    const beyond = this.quotas.begun(meter, now);
    if (beyond.length) meter.triedUntil = now + probeLeaseMs;
    const probe = { candidate, message: by.message ?? {}, parks, ended, begunAt: now, beyond };
    this.crowd.sent(probe, meter);
    if (!this.#claims || parks.length === 0) return probe;

    const held: Park[] = [];
    const late = by.patience ? [by.patience().then(() => true)] : [];
    for (const park of parks) {
      const said = this.#claims.claim(park).catch(() => true);
      this.#asked.set(park, said);
      const mine = await Promise.race([said, ...late]);
      if (mine) held.push(park);
      const news = slots.some((slot, i) => slot.park !== null && slot.park !== before[i]);
      if (mine && !news) continue;
      this.#release(held);
      for (const slot of slots) {
        // What is ours no longer: probed elsewhere, or not even claimed.
        if (!slot.park || held.includes(slot.park) || !parks.includes(slot.park)) continue;
        slot.closedUntil = slot.park === park ? now + claimRetryMs : slot.opensAt;
      }
      this.#uncharged(probe, now);
      return null;
    }
    return probe;
  }

  /** The first words came: key, project and model work, and no quota stood in the way. */
  spoke(probe: Probe, now: number): void {
    this.#closeProbed(probe);
    const meter = this.quotas.meterOf(probe.candidate);
    if (probe.beyond.length) this.quotas.served(meter, probe.beyond, probe.begunAt, now);
    this.#heard(probe);
    meter.served(now);
  }

  /** What the call cost, however it ended. */
  spent({ candidate }: Probe, { inputTokens }: Usage, now: number): void {
    this.quotas.spent(this.quotas.meterOf(candidate), inputTokens, now);
  }

  /** The candidate answered: its parks close, its strikes are forgotten. */
  succeeded(probe: Probe, now: number): void {
    this.#agreement.worked(probe.candidate, probe.message, now);
    this.#closeProbed(probe);
    this.#heard(probe);
  }

  /**
   * Parks what the failure proves, and what it proves together with others (agreement.ts).
   * @returns the widest new park, or null where nothing is parked; so where the key was edited since the call began
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
      this.succeeded(probe, now);
      return null;
    }
    let park = failure.park && this.park(failure.park, failure, now);
    for (const wider of this.#agreement.widen(candidate, failure, { message: probe.message, chain, now })) {
      park = this.park(wider, failure, now);
    }
    this.abandoned(probe);
    // What they wait for may be out of the question now.
    this.crowd.wake();
    return park;
  }

  /** The attempt says nothing about the parks it probed: another may probe them. */
  abandoned(probe: Probe): void {
    this.#release(probe.parks);
    this.#heard(probe);
  }

  /**
   * An admin changed the key's secret or project: parks that the change may have mended are over, limits are found
   * out anew, and calls begun before `at` say nothing any more. Each worker is to be told, as it takes over the change.
   */
  edited(key: Key, at: number): void {
    this.#editedAt.set(key.id, at);
    this.quotas.forget(projectOf(key), at);
    for (const park of this.all()) {
      if (park.at <= at && endsWithEdit(park, key)) this.clear(park.scope, park.id);
    }
  }

  #uncharged(probe: Probe, now: number): void {
    this.quotas.refused(this.quotas.meterOf(probe.candidate), probe.begunAt, now);
    this.#heard(probe);
  }

  /** It has spoken, or failed: what it found out is known. */
  #heard(probe: Probe): void {
    const meter = this.quotas.meterOf(probe.candidate);
    if (probe.beyond.length) meter.triedUntil = 0;
    this.crowd.heard(probe, meter);
  }

  #closeProbed({ parks, ended }: Probe): void {
    for (const park of [...parks, ...ended]) {
      const slot = this.slot(park);
      if (slot.park === park) this.close(slot, false);
    }
  }

  #release(parks: readonly Park[]): void {
    for (const park of parks) {
      const slot = this.slot(park);
      if (slot.park !== park) continue;
      slot.closedUntil = slot.opensAt;
      // A claim that the store is late with would be held by nobody, were it released first.
      void this.#asked.get(park)?.then(() => this.#claims!.release(park));
      this.tell({ kind: "released", park });
    }
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
