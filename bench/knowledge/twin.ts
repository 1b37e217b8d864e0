// Vectors of the sandbox's embedding model: a twin for the way, which knows few meanings (sandbox/README.md).
import { GoogleGenerativeAI } from "@google/generative-ai";
import { DIMENSIONS, EMBEDDER, TEXTS_AT_ONCE } from "#lib/gemini/embeddings.ts";
import type { QuestionVector } from "#lib/knowledge/candidates.ts";
import { storeVectors, unembeddedPieces, unit } from "#lib/knowledge/vectors.ts";
import { startSandbox } from "#test/processes.ts";

/** Gives these versions' pieces their vectors. @returns what embeds a question; `end` stops the sandbox */
export async function embedAll(tenant: { tenantId: string }, versionIds: readonly string[]) {
  const sandbox = await startSandbox();
  await sandbox.control("PUT", "/gemini/keys", { "AQ.embeds": {} });
  const client = new GoogleGenerativeAI("AQ.embeds");
  const model = client.getGenerativeModel({ model: EMBEDDER }, { baseUrl: sandbox.url });
  const embed = async (texts: readonly string[]) => {
    const requests = texts.map((text) => ({
      content: { role: "user", parts: [{ text }] },
      outputDimensionality: DIMENSIONS,
    }));
    const { embeddings } = await model.batchEmbedContents({ requests });
    return embeddings.map(({ values }) => unit(values));
  };
  for (;;) {
    const pieces = await unembeddedPieces(tenant, versionIds, EMBEDDER, TEXTS_AT_ONCE);
    if (pieces.length === 0) break;
    const vectors = await embed(pieces.map(({ heading, text }) => `${heading}\n${text}`));
    await storeVectors(
      tenant,
      EMBEDDER,
      pieces.map((piece, i) => ({ ...piece, vector: vectors[i] ?? [] })),
    );
  }
  const ofQuestion = async (question: string): Promise<QuestionVector> => {
    const [values = new Float32Array()] = await embed([question]);
    return { embedder: EMBEDDER, values };
  };
  return Object.assign(ofQuestion, { end: () => sandbox.end() });
}
