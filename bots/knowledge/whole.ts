// The knowledge of bots that know little, whole, as it goes with each of their questions. Read once for each change, and kept
// within a bound; a tenant has a part of it, so that it never puts out what others know.
import type { Part } from "#lib/gemini/request.ts";
import { knowledgeText, markOf } from "#lib/knowledge/prompt.ts";
import { readTexts } from "#lib/knowledge/texts.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";

/** Characters of all tenants, and of one. */
const MOST = 64 * 1024 * 1024;
const MOST_OF_TENANT = MOST / 8;

type Of = Pick<BotConfig, "id" | "tenantId" | "knowledge">;

interface Entry {
  tenantId: string;
  /** The versions and revisions that it is of. */
  of: string;
  part: Promise<Part>;
  /** 0 while it is being read. */
  characters: number;
}

async function read({ id, tenantId, knowledge: { sources } }: Of): Promise<string> {
  const texts = await readTexts(
    { tenantId },
    sources.map(({ versionId }) => versionId),
  );
  const shown = sources.map(({ name, kind, versionId }) => ({
    name,
    kind,
    texts: texts.get(versionId) ?? [],
  }));
  return knowledgeText(markOf(id), shown);
}

export class WholeTexts {
  readonly #most: number;
  readonly #mostOfTenant: number;
  /** By bot; the one that was used last is the last. */
  readonly #entries = new Map<string, Entry>();

  /** @param most characters of all tenants; replaced in tests */
  constructor(most = MOST, mostOfTenant = MOST_OF_TENANT) {
    this.#most = most;
    this.#mostOfTenant = mostOfTenant;
  }

  /** The same object for all questions until it changes. @throws what the database throws; the next question tries again */
  of(bot: Of): Promise<Part> {
    const { id, tenantId, knowledge } = bot;
    const of = knowledge.sources
      .map(({ versionId, revision, name }) => `${versionId} ${revision} ${name}`)
      .join("\n");
    const known = this.#entries.get(id);
    this.#entries.delete(id);
    if (known?.of === of) {
      this.#entries.set(id, known);
      return known.part;
    }
    const entry: Entry = { tenantId, of, characters: 0, part: read(bot).then((text) => ({ text })) };
    this.#entries.set(id, entry);
    entry.part.then(
      (part) => {
        entry.characters = "text" in part ? part.text.length : 0;
        this.#bound(tenantId);
      },
      () => {
        if (this.#entries.get(id) === entry) this.#entries.delete(id);
      },
    );
    return entry.part;
  }

  /** Puts out what was not used for the longest: first the tenant's own, then anybody's. */
  #bound(tenantId: string): void {
    this.#putOut(this.#mostOfTenant, (entry) => entry.tenantId === tenantId);
    this.#putOut(this.#most, () => true);
  }

  #putOut(most: number, counts: (entry: Entry) => boolean): void {
    let all = 0;
    for (const entry of this.#entries.values()) if (counts(entry)) all += entry.characters;
    for (const [id, entry] of this.#entries) {
      if (all <= most) return;
      if (!counts(entry) || entry.characters === 0) continue;
      all -= entry.characters;
      this.#entries.delete(id);
    }
  }
}
