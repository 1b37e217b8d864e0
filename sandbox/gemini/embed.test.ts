import assert from "node:assert/strict";
import test from "node:test";
import { GoogleGenerativeAI, type GoogleGenerativeAIFetchError } from "@google/generative-ai";
import { serveSandbox, type TestSandbox } from "../testing.ts";
import { vectorOf } from "./embed.ts";

const near = (one: string, other: string) => {
  const [a, b] = [vectorOf(one), vectorOf(other)];
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
};

test("texts of the same meaning are near in whatever language, others are not", () => {
  assert.ok(near("Yetkazib berish narxi", "стоимость доставки") > 0.7);
  assert.ok(near("Tort qancha?", "Сколько стоит торт?") > 0.7);
  assert.ok(near("Yetkazib berish narxi", "Futbol natijalari") < 0.2);
  assert.deepEqual(vectorOf("Tort"), vectorOf("Tort"));
  assert.equal(vectorOf("Tort", 768).length, 768);
});

const modelOf = ({ url }: TestSandbox, model = "gemini-embedding-001") =>
  new GoogleGenerativeAI("AQ.one").getGenerativeModel({ model }, { baseUrl: url });
const of = (text: string) => ({ content: { role: "user", parts: [{ text }] } });
const batch = (count: number) => ({ requests: Array.from({ length: count }, (_, i) => of(`Savol ${i}`)) });

test("Google's own client gets a vector for a text, and for each of a batch", async (t) => {
  const model = modelOf(await serveSandbox(t));
  const { embedding } = await model.embedContent("Tort");
  assert.equal(embedding.values.length, 3_072);
  const { embeddings } = await model.batchEmbedContents(batch(3));
  assert.equal(embeddings.length, 3);
});

test("each text of a batch counts as a request, and the refusal names the embedding quota", async (t) => {
  const at = await serveSandbox(t);
  Object.assign(at.sandbox.gemini.setModel("gemini-embedding-001", {}).limits, {
    perMinute: 100,
    perDay: 1_000,
  });
  await modelOf(at).batchEmbedContents(batch(60));
  const refused = await modelOf(at)
    .batchEmbedContents(batch(41))
    .catch((error: GoogleGenerativeAIFetchError) => error);
  assert.ok(refused instanceof Error && refused.status === 429);
  assert.match(
    JSON.stringify(refused.errorDetails),
    /EmbedContentRequestsPerMinutePerProjectPerModel-FreeTier/,
  );
  await modelOf(at).batchEmbedContents(batch(40));
});

test("a batch of more than 100, an empty one, and a model that does not embed are refused as Google does", async (t) => {
  const at = await serveSandbox(t);
  await assert.rejects(
    modelOf(at).batchEmbedContents(batch(101)),
    /at most 100 requests can be in one batch/,
  );
  await assert.rejects(modelOf(at).batchEmbedContents({ requests: [] }), /\[400/);
  await assert.rejects(
    modelOf(at, "gemini-2.5-flash").embedContent("Tort"),
    /not supported for embedContent/,
  );
});
