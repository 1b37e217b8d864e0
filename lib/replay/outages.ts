// From recorded attempts to outages: what was broken, in which scope, and how long.
import {
  type AttemptClass,
  type Candidate,
  type LimitWindow,
  nameOf,
  type Park,
  type Scope,
  type ScopeId,
  scopeOf,
  scopesOf,
} from "../fallback/index.ts";
import type { Outage } from "./history.ts";

export interface Recorded {
  readonly candidate: Candidate;
  readonly class: AttemptClass;
  /** What it parked; null: nothing. `until` null: until an edit. */
  readonly parks: { readonly scope: Scope; readonly id: string; readonly until: number | null } | null;
  readonly startedAt: number;
  readonly ms: number;
}

/** Outages begin this much early, since a replayed call may begin slightly before the recorded one. */
const LEAD_MS = 1_000;
/** A replay has one way out, so the machine's name is dropped. */
const anyMachine = ({ scope, id }: ScopeId): ScopeId => ({
  scope,
  id: scope === "egress" ? "egress" : id,
});

/**
 * An outage lasts as long as the park that it caused, unless an answer in that scope came earlier; a failure that parks
 * nothing lasts as long as its call. If nobody tried again, the outage is assumed to have ended with its park.
 * @param attempts in the order in which they began @param parks what was parked before the first of them
 * @param counted whether the scope's limit is known: such a quota is counted instead of replayed as an outage
 */
export function outagesOf(
  attempts: readonly Recorded[],
  parks: readonly Park[],
  counted: (scopeId: string, window: LimitWindow) => boolean,
): Outage[] {
  const troubles: { -readonly [K in keyof Outage]: Outage[K] }[] = [];
  const open = new Map<string, (typeof troubles)[number]>();
  const begin = (trouble: Outage) => {
    const before = open.get(nameOf(trouble));
    // The same failure again without an answer in between: one outage, prolonged.
    if (before?.class === trouble.class) {
      before.to = Math.max(before.to, trouble.to);
      return;
    }
    const own = { ...trouble };
    troubles.push(own);
    open.set(nameOf(trouble), own);
  };
  for (const park of parks) {
    const to = park.until ?? Infinity;
    begin({ class: park.class, ...anyMachine(park), from: -Infinity, to, mended: false });
  }
  for (const { candidate, class: kind, parks: park, startedAt, ms } of attempts) {
    if (kind === "cancelled") continue;
    // A 200: every park that covers the candidate is over.
    if (kind === "ok" || kind === "blocked" || kind === "empty") {
      for (const name of scopesOf(candidate).map(nameOf)) {
        const over = open.get(name);
        if (!over || over.from + LEAD_MS >= startedAt) continue;
        open.delete(name);
        if (over.to <= startedAt) continue;
        over.to = startedAt;
        over.mended = true;
      }
    } else if (park) {
      const window = kind === "rate_minute" ? "minute" : kind === "rate_day" ? "day" : null;
      if (window && counted(park.id, window)) continue;
      const to = park.until ?? Infinity;
      begin({ class: kind, ...anyMachine(park), from: startedAt - LEAD_MS, to, mended: false });
    } else if (kind === "internal" || kind === "timeout") {
      const { id } = scopeOf("key_model", candidate);
      const to = startedAt + ms;
      troubles.push({ class: kind, scope: "key_model", id, from: startedAt - LEAD_MS, to, mended: false });
    }
  }
  return troubles;
}
