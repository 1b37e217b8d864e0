// From recorded attempts to what was wrong, where, and how long.
import {
  type AttemptClass,
  type Candidate,
  type LimitWindow,
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
  /** What it parked; `until` null: until an edit. */
  readonly parks: { readonly scope: Scope; readonly id: string; readonly until: number | null } | null;
  readonly startedAt: number;
  readonly ms: number;
}

/** A replayed call may begin a moment before the recorded one did. */
const LEAD_MS = 1_000;
/** Which machine's way out it was makes no difference here. */
const anyMachine = ({ scope, id }: ScopeId): ScopeId => ({
  scope,
  id: scope === "egress" ? "egress" : id,
});

const names = (candidate: Candidate): string[] =>
  scopesOf(candidate).map(({ scope, id }) => `${scope} ${id}`);

/**
 * A trouble lasts as long as the park that was made of it, unless somebody answered there earlier; what parks
 * nothing lasts as long as its call. What nobody tried again is taken to have ended with its park.
 * @param attempts in the order of their beginning @param parks what was parked before the first of them
 * @param counted whether a limit is known that tells when the scope's quota is used up: no need to go by the clock
 */
export function outagesOf(
  attempts: readonly Recorded[],
  parks: readonly Park[],
  counted: (scopeId: string, window: LimitWindow) => boolean,
): Outage[] {
  const troubles: { -readonly [K in keyof Outage]: Outage[K] }[] = [];
  const open = new Map<string, (typeof troubles)[number]>();
  const begin = (trouble: Outage) => {
    const before = open.get(`${trouble.scope} ${trouble.id}`);
    // Met again with no answer in between: it never ended.
    if (before?.class === trouble.class) {
      before.to = Math.max(before.to, trouble.to);
      return;
    }
    const own = { ...trouble };
    troubles.push(own);
    open.set(`${trouble.scope} ${trouble.id}`, own);
  };
  for (const park of parks) {
    const to = park.until ?? Infinity;
    begin({ class: park.class, ...anyMachine(park), from: -Infinity, to, mended: false });
  }
  for (const { candidate, class: kind, parks: park, startedAt, ms } of attempts) {
    if (kind === "cancelled") continue;
    // Answers of a 200: whatever was parked works again.
    if (kind === "ok" || kind === "blocked" || kind === "empty") {
      for (const name of names(candidate)) {
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
