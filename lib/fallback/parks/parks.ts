// What is parked, in memory: read for every message, written when something changes.
import { meanings } from "../classes.ts";
import { nameOf, type ScopeId } from "../scopes.ts";
import type { Failure, Park, ParkRequest, Scope } from "../types.ts";

/** What subscribers of a board hear. */
export type ParkChange =
  /** `merged`: learned from the shared store; do not write it back. */
  | { kind: "parked"; park: Park; merged: boolean }
  | { kind: "closed"; park: Park; merged: boolean }
  /** A probe ended without proving anything about the park. Not for the store. */
  | { kind: "released"; park: Park };

/** The state of one scope. Candidates hold their slots, so that deciding only compares numbers. */
export interface Slot {
  readonly scope: Scope;
  readonly id: string;
  /** null: every owner, or not known. */
  owner: string | null;
  park: Park | null;
  /** The park's deadline plus this board's jitter; 0: not parked; Infinity: until edited. */
  opensAt: number;
  /** Equals opensAt; later while someone probes. */
  closedUntil: number;
  /** Half-open: after the deadline one message must probe. */
  isSuspect: boolean;
}

export interface ParksOptions {
  /** 0 ≤ random() < 1. Default: Math.random. */
  random?: () => number;
  /** Name of this machine's way out; workers behind one address may share it. Default: "egress". */
  egress?: string;
}

/** Whether the park ends at its deadline without a probe. A scope wider than the class parks alone is probed. */
export function endsByItself({ class: kind, scope }: Pick<Park, "class" | "scope">): boolean {
  const { parks, endsByItself: ends } = meanings[kind];
  return ends === true && parks === scope;
}

const later = (a: number | null, b: number | null): boolean => a === null || (b !== null && a > b);

/** All parks that this process knows, and the subscribers to their changes. */
export class Parks {
  readonly #slots = new Map<string, Slot>();
  readonly #listeners = new Set<(change: ParkChange) => void>();
  readonly #random: () => number;
  readonly #egress: string;

  constructor({ random = Math.random, egress = "egress" }: ParksOptions = {}) {
    this.#random = random;
    this.#egress = egress;
  }

  /** Number of scopes kept in memory, parked or not. */
  get size(): number {
    return this.#slots.size;
  }

  /** All parks, those past their deadline included. */
  all(): Park[] {
    return [...this.#slots.values()].flatMap(({ park }) => (park ? [park] : []));
  }

  /**
   * Parks a scope. If it is parked already, the later deadline holds. A strike is counted if the deadline had
   * passed, so a storm of failures is one strike. Our own backoffs double with each strike of the same class.
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
    const since = old && (holds || strikes > 1) ? old.since : now;
    const { scope, owner } = request;
    const park: Park = { scope, id: slot.id, class: kind, reason, until, strikes, since, at: now, owner };
    this.#set(slot, park, now);
    this.tell({ kind: "parked", park, merged: false });
    return park;
  }

  /** Takes over a park from the shared store; the later deadline holds. */
  merge(park: Park, now: number): void {
    const slot = this.slot(park);
    const old = slot.park;
    if (old && !later(park.until, old.until)) {
      // Same deadline, newer evidence: keep the newer, so that closing it also closes the stored one.
      const probed = slot.closedUntil !== slot.opensAt;
      if (!probed && park.until === old.until && park.at > old.at) slot.park = park;
      return;
    }
    this.#set(slot, old && old.at > park.at ? { ...park, at: old.at } : park, now);
    this.tell({ kind: "parked", park, merged: true });
  }

  /** Another process closed the park: closes it here, unless this process has evidence newer than `at`. */
  mergeClosed(scope: Scope, id: string, at: number): void {
    const slot = this.#slots.get(nameOf({ scope, id }));
    if (slot?.park && slot.park.at <= at) this.close(slot, true);
  }

  /** Closes the park of a scope, if there is one, whatever its age. */
  clear(scope: Scope, id: string): void {
    const slot = this.#slots.get(nameOf({ scope, id }));
    if (slot) this.close(slot, false);
  }

  /** Calls `listener` with every change of a park. @returns a function that unsubscribes */
  subscribe(listener: (change: ParkChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  protected close(slot: Slot, merged: boolean): void {
    const { park } = slot;
    if (!park) return;
    slot.park = null;
    slot.opensAt = 0;
    slot.closedUntil = 0;
    slot.isSuspect = false;
    this.tell({ kind: "closed", park, merged });
  }

  protected tell(change: ParkChange): void {
    for (const listener of [...this.#listeners]) listener(change);
  }

  /** Forgets the owner's scopes that are not in `names` ("scope id"): their key, project or model is gone. */
  protected forgetSlots(owner: string, names: ReadonlySet<string>): void {
    for (const [name, slot] of this.#slots) {
      // The scope of what a model does not take (failure.ts, lackOf) is forgotten with the model.
      const [whole = name] = name.split("#");
      if (slot.owner === owner && !names.has(whole)) this.#slots.delete(name);
    }
  }

  /** @returns undefined if nothing was ever parked or asked for there */
  protected slotThere({ scope, id }: ScopeId): Slot | undefined {
    return this.#slots.get(nameOf({ scope, id: scope === "egress" ? this.#egress : id }));
  }

  protected slot({ scope, id, owner = null }: ScopeId & { owner?: string | null }): Slot {
    const own = scope === "egress" ? this.#egress : id;
    const name = nameOf({ scope, id: own });
    let slot = this.#slots.get(name);
    if (!slot) {
      slot = { scope, id: own, owner, park: null, opensAt: 0, closedUntil: 0, isSuspect: false };
      this.#slots.set(name, slot);
    }
    slot.owner ??= owner;
    return slot;
  }

  #set(slot: Slot, park: Park, now: number): void {
    slot.park = park;
    slot.isSuspect = !endsByItself(park);
    slot.opensAt = park.until === null ? Infinity : park.until + this.#jitter(park.until - now);
    slot.closedUntil = slot.opensAt;
  }

  /** On the opening only, against stampedes: the park keeps the exact time. */
  #jitter(ms: number): number {
    return Math.floor(this.#random() * Math.min(30_000, Math.max(0, ms) / 10));
  }
}
