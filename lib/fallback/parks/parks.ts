// What is parked, in memory: read for every message, written only when something changes.
import { meanings } from "../classes.ts";
import type { Failure, Park, ParkRequest, Scope } from "../types.ts";

export type ParkChange =
  /** `merged`: learned from the shared store, which therefore need not be told. */
  | { kind: "parked"; park: Park; merged: boolean }
  | { kind: "closed"; park: Park; merged: boolean }
  /** A probe ended without a word about the park. Nothing for the store. */
  | { kind: "released"; park: Park };

/** The state of one scope. Candidates hold their slots, so that deciding compares numbers and nothing else. */
export interface Slot {
  readonly scope: Scope;
  readonly id: string;
  park: Park | null;
  /** The park's deadline plus this board's jitter; 0: not parked; Infinity: until edited. */
  opensAt: number;
  /** opensAt, or later while someone probes. */
  closedUntil: number;
  /** Parked, and after the park's end one message has to find out whether it is over. */
  isSuspect: boolean;
}

export interface ParksOptions {
  /** 0 ≤ random() < 1 */
  random?: () => number;
  /** Names this machine's way out; workers behind one address may share a name. */
  egress?: string;
}

/** Whether the park simply ends: nobody has to find out. A park wider than its class proves alone does not. */
export function endsByItself({ class: kind, scope }: Pick<Park, "class" | "scope">): boolean {
  const { parks, endsByItself: ends } = meanings[kind];
  return ends === true && parks === scope;
}

const later = (a: number | null, b: number | null): boolean => a === null || (b !== null && a > b);

/** Every park that this worker knows of, and who wants to hear of changes. */
export class Parks {
  readonly #slots = new Map<string, Slot>();
  readonly #listeners = new Set<(change: ParkChange) => void>();
  readonly #random: () => number;
  readonly #egress: string;

  constructor({ random = Math.random, egress = "egress" }: ParksOptions = {}) {
    this.#random = random;
    this.#egress = egress;
  }

  /** How many scopes are kept in mind. */
  get size(): number {
    return this.#slots.size;
  }

  /** Every park that there is. */
  all(): Park[] {
    return [...this.#slots.values()].flatMap(({ park }) => (park ? [park] : []));
  }

  /**
   * Parks a scope. Where it is parked already, the later deadline holds. A strike is counted where the deadline
   * had passed: a storm of failures is one. Our own backoffs double with each strike of the same class.
   */
  park(request: ParkRequest, { class: kind, reason }: Pick<Failure, "class" | "reason">, now: number): Park {
    const slot = this.slot(request);
    const old = slot.park;
    const holds = old !== null && slot.opensAt > now;
    const strikes = old === null ? 1 : holds ? old.strikes : old.class === kind ? old.strikes + 1 : 1;
    const { deadline } = request;
    const until =
      "at" in deadline ? deadline.at : now + Math.min(deadline.cap, deadline.base * 2 ** (strikes - 1));
    if (holds) {
      const repeated = old.class === kind && (!("at" in deadline) || (until ?? 0) - (old.until ?? 0) < 1000);
      if ((repeated && until !== null) || !later(until, old.until)) return old;
    }
    const since = holds || strikes > 1 ? old!.since : now;
    const { scope, owner } = request;
    const park: Park = { scope, id: slot.id, class: kind, reason, until, strikes, since, at: now, owner };
    this.#set(slot, park, now);
    this.tell({ kind: "parked", park, merged: false });
    return park;
  }

  /** Takes over what the shared store says; the later deadline holds. */
  merge(park: Park, now: number): void {
    const slot = this.slot(park);
    const old = slot.park;
    if (old && !later(park.until, old.until)) {
      // The same deadline on newer evidence: kept, so that closing it later closes the stored one too.
      const probed = slot.closedUntil !== slot.opensAt;
      if (!probed && park.until === old.until && park.at > old.at) slot.park = park;
      return;
    }
    this.#set(slot, old && old.at > park.at ? { ...park, at: old.at } : park, now);
    this.tell({ kind: "parked", park, merged: true });
  }

  /** Another worker closed the park, or an admin did: gone, unless newer evidence came here since `at`. */
  mergeClosed(scope: Scope, id: string, at: number): void {
    const slot = this.#slots.get(`${scope} ${id}`);
    if (slot?.park && slot.park.at <= at) this.close(slot, true);
  }

  /** An admin edited what the park is about. */
  clear(scope: Scope, id: string): void {
    const slot = this.#slots.get(`${scope} ${id}`);
    if (slot?.park) this.close(slot, false);
  }

  /** @returns a function that ends the subscription */
  subscribe(listener: (change: ParkChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  protected close(slot: Slot, merged: boolean): void {
    const park = slot.park!;
    slot.park = null;
    slot.opensAt = 0;
    slot.closedUntil = 0;
    slot.isSuspect = false;
    this.tell({ kind: "closed", park, merged });
  }

  protected tell(change: ParkChange): void {
    for (const listener of [...this.#listeners]) listener(change);
  }

  protected slot({ scope, id }: { scope: Scope; id: string }): Slot {
    const own = scope === "egress" ? this.#egress : id;
    const name = `${scope} ${own}`;
    let slot = this.#slots.get(name);
    if (!slot) {
      slot = { scope, id: own, park: null, opensAt: 0, closedUntil: 0, isSuspect: false };
      this.#slots.set(name, slot);
    }
    return slot;
  }

  #set(slot: Slot, park: Park, now: number): void {
    slot.park = park;
    slot.isSuspect = !endsByItself(park);
    // The park keeps the exact time; only the opening is spread, so that nothing stampedes.
    const spread = park.until === null ? 0 : Math.min(30_000, Math.max(0, park.until - now) / 10);
    slot.opensAt = park.until === null ? Infinity : park.until + Math.floor(this.#random() * spread);
    slot.closedUntil = slot.opensAt;
  }
}
