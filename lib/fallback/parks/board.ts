// The board: what is parked, what is known of quotas, and what each call proved.
import { BoundedMap } from "../bounded-map.ts";
import { type Chain, candidateAt } from "../chain.ts";
import { meanings } from "../classes.ts";
import { Pace } from "../pace/pace.ts";
import { Crowd } from "../quotas/crowd.ts";
import { projectOf } from "../scopes.ts";
import type { Failure, Key, Park, Usage } from "../types.ts";
import { Agreement } from "./agreement.ts";
import { Deciding, type DecidingOptions } from "./deciding.ts";
import { endsWithEdit } from "./edits.ts";
import { endsByItself, type ParkChange, type Slot } from "./parks.ts";
import { type Probe, type ProbeClaims, Probes, probeLeaseMs } from "./probes.ts";

/** Beyond this the oldest edit is forgotten: only calls in flight compare with it. */
const EDITS_KEPT = 1000;

/** What a board is given from outside. */
export interface BoardOptions extends DecidingOptions {
  /** Absent: probes are single-flight within this process only. */
  claims?: ProbeClaims;
  /** How many owners share this board; from two on, two must agree about the way out. Default: two. */
  owners?: () => number;
}

/** One per process, shared by all its walks. */
export class Board extends Deciding {
  /** How soon each model gives its first sign of life. */
  readonly pace = new Pace();
  /** Messages that wait for room on projects of unknown limits. */
  readonly crowd = new Crowd();
  readonly #agreement: Agreement;
  readonly #probes: Probes;
  /** When each key was edited last. */
  readonly #editedAt = new BoundedMap<string, number>(EDITS_KEPT);

  constructor({ claims, owners = () => 2, ...options }: BoardOptions = {}) {
    super(options);
    this.#agreement = new Agreement((scope) => this.slot(scope), owners);
    const scopes = {
      slot: (park: Park) => this.slot(park),
      close: (slot: Slot) => this.close(slot, false),
      tell: (change: ParkChange) => this.tell(change),
    };
    this.#probes = new Probes(scopes, claims ?? null);
  }

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
    const { slots, meter } = this.stateOf(chain, index);
    const covering = slots.flatMap(({ park }) => park ?? []);
    const parks = covering.filter((park) => !endsByItself(park));
    this.#probes.lease(slots, now);
    const beyond = this.quotas.begun(meter, now);
    if (beyond.length) meter.triedUntil = now + probeLeaseMs;
    const probe = { candidate, message: by.message ?? {}, parks, covering, begunAt: now, beyond };
    this.crowd.sent(probe, meter);
    this.#agreement.begun(candidate, now);
    const claimed = this.#probes.claim(parks, slots, now, by.outOfTime);
    if (claimed === null || (await claimed)) return probe;
    this.#uncharged(probe, now);
    return null;
  }

  /** The first text came: key, project and model work, and no quota refused the call. */
  spoke(probe: Probe, now: number): void {
    this.#probes.close(probe);
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
    this.#probes.close(probe);
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
    this.refusalCap.failed(this.refusalCap.bucketOf(candidate.key.id), failure, now);
    if (provesWorking) {
      this.succeeded(probe);
      return null;
    }
    this.#agreement.failed(candidate, failure, probe.begunAt, probe.message, chain.owner);
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
    this.#probes.release(probe.parks);
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
}
