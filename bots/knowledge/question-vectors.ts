// Vectors from quota that is to spare: of pieces beside the lanes (embed.ts), and of a question whose words find too little. No
// answer is lost or delayed by it beyond a short time; a model that embeds has quotas and parks of its own.
import { setTimeout as sleep } from "node:timers/promises";
import { now, sharedClock } from "#lib/chain-state/shared-clock.ts";
import { type Attempt, type Board, type Chain, type Provider, walk } from "#lib/fallback/index.ts";
import {
  EMBEDDER,
  type EmbedRequest,
  embeddingChain,
  TEXTS_AT_ONCE,
  vectorsIn,
} from "#lib/gemini/embeddings.ts";
import { servingEmbedder, unit } from "#lib/knowledge/vectors.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { spareChain, spareOf } from "../memory/spare.ts";
import { embeddings } from "../metrics.ts";

const PIECES = { attempts: 2, deadlineMs: 30_000 };
const QUESTION = { attempts: 1, deadlineMs: 5_000 };
/** A question whose vector is later is searched by its words. */
const QUESTION_MS = 400;

interface Options {
  board: Board;
  provider: Provider<EmbedRequest>;
  /** Keeps what the calls' errors tell. */
  learn(tenantId: string, attempts: readonly Attempt[]): void;
  /** Longer in tests. */
  questionMs?: number;
}

type Of = Pick<BotConfig, "tenantId" | "chain" | "known">;

export class QuestionVectors {
  readonly #options: Options;
  readonly #provider: Provider<EmbedRequest>;

  constructor(options: Options) {
    this.#options = options;
    const { provider, board } = options;
    this.#provider = {
      ...provider,
      stream(candidate, request, signal) {
        // The board has counted the call; Google counts each of its texts.
        board.quotas.more(candidate, request.texts.length - 1, now());
        return provider.stream(candidate, request, signal);
      },
    };
  }

  #spare(chain: Chain, model: string): Chain | null {
    return spareChain(embeddingChain(chain, model), this.#options.board, now());
  }

  /** How many texts may be embedded in one call now; 0: no quota is to spare. */
  room(chain: Chain): number {
    const { quotas } = this.#options.board;
    const spare = this.#spare(chain, EMBEDDER);
    const rooms = (spare?.candidates ?? []).map((candidate) => {
      const meter = quotas.meterOf(candidate);
      const left = meter.limits
        .filter(({ metric }) => metric === "requests")
        .map((limit) => Math.floor(spareOf(meter, limit, now())));
      return Math.min(TEXTS_AT_ONCE, ...left);
    });
    return Math.max(0, ...rooms);
  }

  /** @returns a vector for each text; null: there is no quota to spare, or the call failed */
  async embed(
    { tenantId, chain, known }: Of,
    request: EmbedRequest,
    { model = EMBEDDER, signal }: { model?: string; signal: AbortSignal },
  ): Promise<Float32Array[] | null> {
    const spare = this.#spare(chain, model);
    if (!spare) return null;
    const limits = request.task === "RETRIEVAL_QUERY" ? QUESTION : PIECES;
    const { board, learn } = this.#options;
    const asked = { chain: spare, board, provider: this.#provider, clock: sharedClock };
    const walked = await walk({ ...asked, request, limits, known, signal });
    learn(tenantId, walked.attempts);
    const isDone = walked.outcome === "answered" && !walked.cut;
    embeddings.inc({ outcome: isDone ? "made" : walked.outcome }, request.texts.length);
    return isDone ? vectorsIn(walked.text) : null;
  }

  /** Of a question, with the model of these versions' vectors; null: they have none, or it cannot be had in time. */
  async ofQuestion(bot: Of, versionIds: readonly string[], question: string) {
    const late = new AbortController();
    const embedded = async () => {
      const model = await servingEmbedder(bot, versionIds);
      if (model === null) return null;
      const request = { task: "RETRIEVAL_QUERY", texts: [question] } as const;
      const [values] = (await this.embed(bot, request, { model, signal: late.signal })) ?? [];
      return values ? { embedder: model, values: unit(values) } : null;
    };
    const over = sleep(this.#options.questionMs ?? QUESTION_MS, null, { signal: late.signal }).catch(
      () => null,
    );
    try {
      return await Promise.race([embedded().catch(() => null), over]);
    } finally {
      late.abort();
    }
  }
}
