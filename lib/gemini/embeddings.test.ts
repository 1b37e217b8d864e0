import assert from "node:assert/strict";
import test from "node:test";
import { compileChain, UpstreamError } from "../fallback/index.ts";
import { DIMENSIONS, EMBEDDER, embeddingProvider, vectorsIn } from "./embeddings.ts";
import { serve } from "./fixtures/serve.ts";
import { understand } from "./understand.ts";

const chain = compileChain({
  owner: "tenant",
  models: [EMBEDDER],
  keys: [{ id: "k1", label: "Main", last4: "test", project: null }],
});
const [candidate] = chain.candidates;
const body = JSON.stringify({ embeddings: [{ values: Array(DIMENSIONS).fill(0.5) }] });

async function ask(baseUrl: string): Promise<string> {
  assert.ok(candidate);
  const provider = embeddingProvider({ baseUrl, secretOf: () => "AQ.secret" });
  const request = { task: "RETRIEVAL_QUERY", texts: ["Salom"] } as const;
  let text = "";
  for await (const event of provider.stream(candidate, request, new AbortController().signal))
    if (event.type === "text") text += event.text;
  return text;
}

test("vectors are read, split at whichever byte they come", async (t) => {
  const url = await serve(t, (_, response) => {
    response.writeHead(200);
    response.write(body.slice(0, 777), () => response.end(body.slice(777)));
  });
  const [vector] = vectorsIn(await ask(url));
  assert.deepEqual(Array.from(vector ?? []), Array(DIMENSIONS).fill(0.5));
});

test("a connection that breaks within the vectors is the network's failure, not an unknown one", async (t) => {
  const url = await serve(t, (_, response) => {
    response.writeHead(200, { "content-length": body.length });
    response.write(body.slice(0, 777), () => response.destroy());
  });
  const error = await ask(url).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof UpstreamError, String(error));
  const { httpStatus, body: said, networkCode } = error;
  assert.equal(understand({ kind: "error", httpStatus, body: said, networkCode }, 0).class, "timeout");
});
