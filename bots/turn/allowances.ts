// Counts what people ask, in memory; the larger counts are shared between workers (queue/message-counts.ts).
import type { AllowanceScope, Allowances } from "#lib/bots/usual-allowances.ts";
import type { MessageCount } from "../queue/message-counts.ts";

/** Who asks, where. */
export interface Asker {
  tenantId: string;
  botId: string;
  chatId: number;
  /** 0: nobody, as for a channel's post. */
  personId: number;
}

export interface Excess {
  scope: AllowanceScope;
  window: MessageCount["window"];
  /** When it is over, epoch milliseconds. */
  until: number;
}

interface Counter extends MessageCount {
  limit: number;
}

const WINDOW_MS = { minute: 60_000, day: 86_400_000 };
/** Shared once this share of the limit was counted here and is not shared yet, so that ordinary traffic writes nothing. */
const SHARED = { minute: 1 / 4, day: 1 / 20 };
/** Counters and told windows kept; the oldest are dropped. */
const KEPT = 50_000;

export class MessageAllowances {
  readonly #counters = new Map<string, Counter & { shared: number }>();
  /** Chats that were told, by window. */
  readonly #told = new Set<string>();
  /** Row ids of updates that were let in: handed back, they are not judged again. */
  readonly #admitted = new Set<number>();

  /**
   * Counts the question, unless it is too much.
   * @param id row id of its first update @param sentAt epoch milliseconds, so that what waited is no flood
   */
  refusal(id: number, asker: Asker, allowances: Allowances, sentAt: number): Excess | null {
    if (this.#admitted.has(id)) return null;
    const counters = this.#of(asker, allowances, sentAt);
    const full = counters.find(({ count, shared, limit }) => count + shared >= limit);
    if (full) {
      const { scope, window, startsAt } = full;
      return { scope, window, until: startsAt + WINDOW_MS[window] };
    }
    for (const counter of counters) counter.count++;
    keep(this.#admitted, id);
    return null;
  }

  /** Whether the chat is told now: once in a window, since a flood must not be answered by a flood. */
  tells({ botId, chatId, personId }: Asker, { scope, window, until }: Excess): boolean {
    const key = [botId, chatId, scope === "person" ? personId : 0, window, until].join(" ");
    if (this.#told.has(key)) return false;
    keep(this.#told, key);
    return true;
  }

  /** What is to be added to the shared counts. @param all whatever was counted, since this worker stops */
  toShare(all = false): MessageCount[] {
    const counters = [...this.#counters.values()];
    return counters.filter(
      ({ count, limit, window }) => count > 0 && (all ? window === "day" : count >= limit * SHARED[window]),
    );
  }

  /** They were added, with these sums of all workers. */
  shared(added: readonly MessageCount[], sums: readonly MessageCount[]): void {
    const known = new Map(sums.map((sum) => [keyOf(sum), sum.count]));
    for (const each of added) {
      const counter = this.#counters.get(keyOf(each));
      const sum = known.get(keyOf(each));
      if (!counter || counter.startsAt !== each.startsAt || sum === undefined) continue;
      counter.count -= each.count;
      counter.shared = sum;
    }
  }

  #of({ tenantId, botId, chatId, personId }: Asker, allowances: Allowances, sentAt: number) {
    const subjects: [AllowanceScope, string, number][] = [
      ...(personId ? ([["person", botId, personId]] as [AllowanceScope, string, number][]) : []),
      // A private chat is its person's.
      ...(chatId < 0 ? ([["chat", botId, chatId]] as [AllowanceScope, string, number][]) : []),
      ["bot", botId, 0],
      ["tenant", tenantId, 0],
    ];
    return subjects.flatMap(([scope, ownerId, subjectId]) =>
      (["minute", "day"] as const).flatMap((window) => {
        const limit = window === "minute" ? allowances[scope].perMinute : allowances[scope].perDay;
        const startsAt = sentAt - (sentAt % WINDOW_MS[window]);
        const key = keyOf({ ownerId, scope, subjectId, window });
        const kept = this.#counters.get(key);
        // Of a window that is over: nothing is left to protect.
        if (kept && kept.startsAt > startsAt) return [];
        const about = { tenantId, ownerId, scope, subjectId, window, startsAt, limit };
        const counter =
          kept?.startsAt === startsAt ? Object.assign(kept, { limit }) : { ...about, count: 0, shared: 0 };
        if (counter !== kept) {
          this.#counters.delete(key);
          this.#counters.set(key, counter);
          const [oldest] = this.#counters.keys();
          if (this.#counters.size > KEPT && oldest !== undefined) this.#counters.delete(oldest);
        }
        return [counter];
      }),
    );
  }
}

const keyOf = ({
  ownerId,
  scope,
  subjectId,
  window,
}: Pick<MessageCount, "ownerId" | "scope" | "subjectId" | "window">) =>
  `${ownerId} ${scope} ${subjectId} ${window}`;

function keep<T>(set: Set<T>, value: T): void {
  set.add(value);
  const [oldest] = set;
  if (set.size > KEPT && oldest !== undefined) set.delete(oldest);
}
