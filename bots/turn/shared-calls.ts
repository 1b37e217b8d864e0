// What each tenant may still call with the platform's keys today: taken in blocks from the count that all workers share, so
// that no call needs a statement of its own, and no worker lets a tenant beyond its part.
import { now } from "#lib/chain-state/shared-clock.ts";
import type { CallAllowance } from "#lib/fallback/index.ts";
import { log } from "#lib/log.ts";
import { returnSharedCalls, takeSharedCalls } from "#lib/shared-keys/use.ts";

const BLOCK = 10;
/** Taken anew below this, so that a walk seldom ends for want of calls. */
const LOW = 3;
/** A part that is used up is asked for again after this: its limit may have been raised. */
const AGAIN_MS = 60_000;

interface Block {
  /** As in the database: 2026-11-26. */
  day: string;
  left: number;
}

const today = () => new Date(now()).toISOString().slice(0, 10);

export class SharedCalls {
  readonly #blocks = new Map<string, Block>();
  /** Tenants whose part is used up: until when it is not asked for, and at which limit that was. */
  readonly #spent = new Map<string, { until: number; limit: number }>();
  readonly #taking = new Map<string, Promise<void>>();
  readonly #onSpent: (tenantId: string) => void;

  /** @param onSpent called when a tenant's part of the day is found used up */
  constructor(onSpent: (tenantId: string) => void = () => undefined) {
    this.#onSpent = onSpent;
  }

  /** Before a walk: takes a block where the one at hand is low. Never rejects: without the database none is left. */
  async prepare(tenantId: string, limit: number): Promise<void> {
    const block = this.#blockOf(tenantId);
    if (block && block.left >= LOW) return;
    const spent = this.#spent.get(tenantId);
    if (spent && spent.until > now() && spent.limit >= limit) return;
    const taking = this.#taking.get(tenantId) ?? this.#take(tenantId, limit);
    this.#taking.set(tenantId, taking);
    await taking;
    this.#taking.delete(tenantId);
  }

  /** For one walk of the tenant. */
  of(tenantId: string): CallAllowance {
    return {
      take: ({ owner }) => {
        if (owner === tenantId) return true;
        const block = this.#blockOf(tenantId);
        if (!block || block.left < 1) return false;
        block.left--;
        return true;
      },
      giveBack: ({ owner }) => {
        const block = owner === tenantId ? null : this.#blockOf(tenantId);
        if (block) block.left++;
      },
    };
  }

  /** What was not used goes back. */
  async stop(): Promise<void> {
    const blocks = [...this.#blocks];
    this.#blocks.clear();
    await Promise.all(
      blocks
        .filter(([, { left }]) => left > 0)
        .map(([tenantId, { day, left }]) => returnSharedCalls(tenantId, day, left).catch(() => undefined)),
    );
  }

  #blockOf(tenantId: string): Block | null {
    const block = this.#blocks.get(tenantId);
    if (!block || block.day === today()) return block ?? null;
    this.#blocks.delete(tenantId);
    return null;
  }

  async #take(tenantId: string, limit: number): Promise<void> {
    try {
      // A small part is not taken by one worker alone; its end is taken one by one.
      for (const calls of [Math.max(1, Math.min(BLOCK, Math.floor(limit / 20))), 1]) {
        const day = await takeSharedCalls(tenantId, limit, calls);
        if (day === null) continue;
        const block = this.#blocks.get(tenantId);
        if (block?.day === day) block.left += calls;
        else this.#blocks.set(tenantId, { day, left: calls });
        this.#spent.delete(tenantId);
        return;
      }
      this.#spent.set(tenantId, { until: now() + AGAIN_MS, limit });
      this.#onSpent(tenantId);
    } catch (error) {
      log.warn({ tenantId, reason: (error as Error).message }, "calls of shared keys could not be taken");
    }
  }
}
