// Searches that begin while their message is still being stored, so that the turn waits less for them. A few at once, and fewer of one
// tenant: what comes of a message is not known yet, so some are for nothing.
import { goesWhole } from "#lib/knowledge/prompt.ts";
import { type Found, type findPieces, standsAlone } from "#lib/knowledge/search.ts";
import { isSmallTalk } from "#lib/knowledge/small-talk.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";

const AT_ONCE = 8;
const OF_TENANT = 2;
/** A turn that begins later searches anew. */
const KEPT_MS = 2_000;

type Of = Pick<BotConfig, "id" | "tenantId" | "knowledge">;

interface Begun {
  tenantId: string;
  found: Promise<Found>;
}

/** The same question to the same knowledge. */
const keyOf = ({ id, knowledge }: Of, question: string): string =>
  [id, question, ...knowledge.sources.map(({ versionId, revision }) => `${versionId} ${revision}`)].join(
    "\n",
  );

export class Ahead {
  readonly #find: typeof findPieces;
  readonly #begun = new Map<string, Begun>();

  constructor(find: typeof findPieces) {
    this.#find = find;
  }

  /** Searches, if the bot's knowledge is searched and the question needs nothing that was said before. Never throws. */
  begin(bot: Of, question: string): void {
    const { tenantId, knowledge } = bot;
    const { sources } = knowledge;
    if (sources.length === 0 || goesWhole(sources) || isSmallTalk(question) || !standsAlone(question)) return;
    const key = keyOf(bot, question);
    const own = [...this.#begun.values()].filter((each) => each.tenantId === tenantId).length;
    if (this.#begun.has(key) || this.#begun.size >= AT_ONCE || own >= OF_TENANT) return;
    const versionIds = sources.map(({ versionId }) => versionId);
    const begun: Begun = { tenantId, found: this.#find(bot, { versionIds, question }) };
    this.#begun.set(key, begun);
    const forget = () => {
      if (this.#begun.get(key) === begun) this.#begun.delete(key);
    };
    begun.found.catch(forget);
    setTimeout(forget, KEPT_MS).unref();
  }

  /** @returns what was begun for the question, once; null: nothing was */
  take(bot: Of, question: string): Promise<Found> | null {
    const key = keyOf(bot, question);
    const begun = this.#begun.get(key);
    this.#begun.delete(key);
    return begun?.found ?? null;
  }
}
