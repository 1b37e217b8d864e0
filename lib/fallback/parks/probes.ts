// Half-open parks: after the deadline one message of all workers tests them, with a real call.
import type { KnownLimit } from "../quotas/meter.ts";
import type { Candidate, Park } from "../types.ts";
import type { ParkChange, Slot } from "./parks.ts";

/** A probe that never reports back blocks its scope for this long. */
export const probeLeaseMs = 60_000;
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

/** What the probes need of the board. */
interface Scopes {
  slot(park: Park): Slot;
  close(slot: Slot): void;
  tell(change: ParkChange): void;
}

/** The probes of one board. */
export class Probes {
  readonly #scopes: Scopes;
  readonly #claims: ProbeClaims | null;
  /** The latest claim of each park at the shared store. */
  readonly #asked = new WeakMap<Park, Promise<boolean>>();

  /** @param claims null: single-flight within this process only */
  constructor(scopes: Scopes, claims: ProbeClaims | null) {
    this.#scopes = scopes;
    this.#claims = claims;
  }

  /** A call begins: others of this process keep away from the half-open scopes that it probes. */
  lease(slots: readonly Slot[], now: number): void {
    for (const slot of slots) if (slot.isSuspect) slot.closedUntil = now + probeLeaseMs;
  }

  /**
   * Claims the parks at the shared store. @param slots all that cover the candidate @param outOfTime see Board.claim
   * @returns null: nothing to claim; else whether the call may be made. If not, nothing is held.
   */
  claim(
    parks: readonly Park[],
    slots: readonly Slot[],
    now: number,
    outOfTime?: () => Promise<unknown>,
  ): Promise<boolean> | null {
    return this.#claims && parks.length > 0 ? this.#claim(this.#claims, parks, slots, now, outOfTime) : null;
  }

  async #claim(
    claims: ProbeClaims,
    parks: readonly Park[],
    slots: readonly Slot[],
    now: number,
    outOfTime?: () => Promise<unknown>,
  ): Promise<boolean> {
    const before = slots.map(({ park }) => park);
    const held: Park[] = [];
    const late = outOfTime ? [outOfTime().then(() => true)] : [];
    for (const park of parks) {
      const said = claims.claim(park).catch(() => true);
      this.#asked.set(park, said);
      const mine = await Promise.race([said, ...late]);
      if (mine) held.push(park);
      const news = slots.some((slot, i) => slot.park !== null && slot.park !== before[i]);
      if (mine && !news) continue;
      this.release(held);
      for (const slot of slots) {
        // Parks of this probe that are not held: probed elsewhere, or not claimed yet.
        if (!slot.park || held.includes(slot.park) || !parks.includes(slot.park)) continue;
        slot.closedUntil = slot.park === park ? now + claimRetryMs : slot.opensAt;
      }
      return false;
    }
    return true;
  }

  /** The call worked: the parks that covered it close. */
  close({ covering }: Probe): void {
    for (const park of covering) {
      const slot = this.#scopes.slot(park);
      if (slot.park === park) this.#scopes.close(slot);
    }
  }

  /** The call proved nothing about these parks: another may probe them. */
  release(parks: readonly Park[]): void {
    for (const park of parks) {
      const slot = this.#scopes.slot(park);
      if (slot.park !== park) continue;
      slot.closedUntil = slot.opensAt;
      // Release after the pending claim resolves, or a late claim leaks.
      void this.#asked.get(park)?.then(() => this.#claims?.release(park));
      this.#scopes.tell({ kind: "released", park });
    }
  }
}
