// Gives the pieces of what bots know their vectors, beside the lanes, from quota that is to spare. A version is embedded by one
// worker at a time, by a lease in its row; what a worker leaves, another one goes on with.
import { setTimeout as sleep } from "node:timers/promises";
import { announce } from "#lib/audit.ts";
import { EMBEDDER } from "#lib/gemini/embeddings.ts";
import { goesWhole } from "#lib/knowledge/prompt.ts";
import { storeVectors, unembeddedPieces } from "#lib/knowledge/vectors.ts";
import type { LiveConfig } from "#lib/live-config/live-config.ts";
import { log } from "#lib/log.ts";
import { tenantDb } from "#lib/tenant-db.ts";
import { isTransient } from "../queue/database.ts";
import type { QuestionVectors } from "./question-vectors.ts";

const LOOK_MS = 5_000;
/** Tenants at once in this worker. */
const AT_ONCE = 2;
/** After a call that failed, or without quota. */
const REST_MS = 30_000;
/** Longer than a call and its statements take. */
const LEASE = "interval '90 seconds'";
const FIRST_TEXTS = 16;
const MARKED_MOST = 100_000;

interface Wanted {
  tenantId: string;
  versionId: string;
  revision: number;
}

interface Options {
  live: Pick<LiveConfig, "bots" | "tenant">;
  meaning: QuestionVectors;
  workerId: string;
  /** Replaced in tests. */
  lookMs?: number;
}

/** @returns false: another worker embeds it, or it is gone */
async function claim({ tenantId, versionId }: Wanted, workerId: string): Promise<boolean> {
  const { rowCount } = await tenantDb({ tenantId }).query(
    `UPDATE "SourceVersion" SET "workerId" = $3, "until" = now() + ${LEASE}
     WHERE "tenantId" = $1 AND "id" = $2 AND "state" = 'ready'
       AND ("until" IS NULL OR "until" < now() OR "until" > now() + interval '1 hour' OR "workerId" = $3)`,
    [tenantId, versionId, workerId],
  );
  return rowCount === 1;
}

const release = ({ tenantId, versionId }: Wanted, workerId: string) =>
  tenantDb({ tenantId }).query(
    `UPDATE "SourceVersion" SET "workerId" = NULL, "until" = NULL
     WHERE "tenantId" = $1 AND "id" = $2 AND "state" = 'ready' AND "workerId" = $3`,
    [tenantId, versionId, workerId],
  );

export class Embedding {
  readonly #options: Options;
  readonly #stop = new AbortController();
  /** Versions, with their revision, all of whose pieces have a vector. */
  readonly #whole = new Set<string>();
  /** By tenant: until when nothing is tried; how many texts the next call has. */
  readonly #rests = new Map<string, number>();
  readonly #sizes = new Map<string, number>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #looking: Promise<void>;

  constructor(options: Options) {
    this.#options = options;
    this.#looking = this.#look();
  }

  /** What is under way ends; its leases are given back. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#looking;
    await Promise.all(this.#running.values());
  }

  async #look(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      for (const wanted of this.#wanted()) {
        if (this.#running.size >= AT_ONCE) break;
        const { tenantId } = wanted;
        const done = this.#embed(wanted)
          .catch((error: Error) => {
            this.#rests.set(tenantId, Date.now() + REST_MS);
            if (!signal.aborted && !isTransient(error))
              log.warn({ tenantId, reason: error.message }, "pieces were not embedded");
          })
          .finally(() => this.#running.delete(tenantId));
        this.#running.set(tenantId, done);
      }
      await sleep(this.#options.lookMs ?? LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** One version of each tenant whose bots search what they know: what goes whole with a question needs no vector. */
  #wanted(): Wanted[] {
    const wanted = new Map<string, Wanted>();
    for (const { tenantId, enabled, knowledge } of this.#options.live.bots()) {
      if (!enabled || wanted.has(tenantId) || this.#running.has(tenantId)) continue;
      if ((this.#rests.get(tenantId) ?? 0) > Date.now()) continue;
      if (goesWhole(knowledge.sources)) continue;
      const next = knowledge.sources.find((source) => !this.#whole.has(nameOf(source)));
      if (next) wanted.set(tenantId, { tenantId, versionId: next.versionId, revision: next.revision });
    }
    return [...wanted.values()];
  }

  async #embed(wanted: Wanted): Promise<void> {
    const { meaning, workerId } = this.#options;
    const { tenantId, versionId } = wanted;
    const chain = this.#options.live.tenant(tenantId)?.chain;
    const room = chain ? meaning.room(chain) : 0;
    const size = Math.min(this.#sizes.get(tenantId) ?? FIRST_TEXTS, room);
    if (!chain || size < 1 || !(await claim(wanted, workerId))) {
      this.#rests.set(tenantId, Date.now() + REST_MS);
      return;
    }
    try {
      await this.#portions(wanted, size);
    } finally {
      await release({ tenantId, versionId, revision: 0 }, workerId).catch(() => undefined);
    }
  }

  /** Call after call, as long as there is quota; with more texts each time, and with fewer after a refusal. */
  async #portions(wanted: Wanted, first: number): Promise<void> {
    const { live, meaning, workerId } = this.#options;
    const { tenantId, versionId } = wanted;
    for (let size = first; !this.#stop.signal.aborted; ) {
      const tenant = live.tenant(tenantId);
      if (!tenant) return;
      const pieces = await unembeddedPieces(tenant, [versionId], EMBEDDER, size);
      if (pieces.length === 0) return this.#ended(wanted);
      const texts = pieces.map(({ heading, text }) => (heading ? `${heading}\n${text}` : text));
      const vectors = await meaning.embed(
        tenant,
        { task: "RETRIEVAL_DOCUMENT", texts },
        { signal: this.#stop.signal },
      );
      if (!vectors) {
        this.#sizes.set(tenantId, Math.max(1, Math.floor(size / 4)));
        this.#rests.set(tenantId, Date.now() + REST_MS);
        return;
      }
      const withVectors = pieces.flatMap((piece, i) => {
        const vector = vectors[i];
        return vector ? { ...piece, vector } : [];
      });
      await storeVectors(tenant, EMBEDDER, withVectors);
      this.#sizes.set(tenantId, size * 2);
      size = Math.min(size * 2, meaning.room(tenant.chain));
      if (size < 1 || !(await claim(wanted, workerId))) {
        this.#rests.set(tenantId, Date.now() + REST_MS);
        return;
      }
    }
  }

  /** Workers search by meaning from now on. */
  async #ended(wanted: Wanted): Promise<void> {
    if (this.#whole.size >= MARKED_MOST) this.#whole.clear();
    this.#whole.add(nameOf(wanted));
    const { tenantId, versionId } = wanted;
    const known = [...this.#options.live.bots()]
      .filter((bot) => bot.tenantId === tenantId)
      .flatMap(({ knowledge }) => knowledge.sources)
      .find((source) => source.versionId === versionId);
    if (known && known.embedded < known.pieces)
      await tenantDb({ tenantId }).$transaction((tx) => announce(tx, tenantId));
  }
}

const nameOf = ({ versionId, revision }: Pick<Wanted, "versionId" | "revision">) =>
  `${versionId} ${revision}`;
