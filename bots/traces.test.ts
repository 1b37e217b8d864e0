import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import test from "node:test";
import type { Walk } from "#lib/fallback/index.ts";
import { startTraces, type TracedAnswer, traced } from "./traces.ts";

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: { key: string; value: Record<string, unknown> }[];
  events: { name: string }[];
}

/** What a collector receives. */
async function collector(t: test.TestContext) {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    if (request.url === "/v1/traces") bodies.push(body);
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = url;
  process.env.OTEL_SERVICE_NAME = "shop-worker";
  t.after(() => {
    delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
    delete process.env.OTEL_SERVICE_NAME;
    server.close();
  });
  const settings = {
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: undefined,
    OTEL_SDK_DISABLED: false,
    OTEL_TRACES_SAMPLER_ARG: 1,
  };
  const spans = () =>
    bodies.flatMap((body) =>
      JSON.parse(body).resourceSpans.flatMap((each: { scopeSpans: { spans: Span[] }[] }) =>
        each.scopeSpans.flatMap(({ spans }) => spans),
      ),
    ) as Span[];
  return { settings, bodies, spans };
}

const at = 1_790_000_000_000;
const answer: TracedAnswer = {
  id: "0199c7a0-1111-7000-8000-00000000abcd",
  tenantId: "tenant-one",
  botId: "bot-one",
  state: "answered",
  receivedAt: new Date(at),
  firstTextAt: new Date(at + 900),
};
const call = { modelVersion: null, reason: "project 123", parks: null, silent: false, learned: null };
const walk = {
  outcome: "answered",
  text: "Narxi 120 000 soʻm",
  waitedMs: 40,
  attempts: [
    {
      ...call,
      ...{ model: "gemini-a", key: { id: "key-one", label: "Do'kon", last4: "x9Qz" }, class: "rate_day" },
      ...{ httpStatus: 429, startedAt: at + 10, firstTokenMs: null, ms: 100, usage: null },
    },
    {
      ...call,
      ...{ model: "gemini-b", key: { id: "key-two", label: "Zaxira", last4: "p1Lm" }, class: "ok" },
      ...{ httpStatus: 200, startedAt: at + 110, firstTokenMs: 700, ms: 1_200 },
      usage: { inputTokens: 12, outputTokens: 34 },
    },
  ],
} as unknown as Walk;

const of = (span: Span | undefined, key: string) =>
  Object.values(span?.attributes.find((each) => each.key === key)?.value ?? {})[0];

test("an answer is a trace of its own id, with a span for each call, and neither texts nor names of keys", async (t) => {
  const { settings, bodies, spans } = await collector(t);
  const traces = await startTraces(settings);
  traced(answer, walk);
  await traces.stop();
  const [root, ...calls] = spans().sort((a, b) => Number(a.startTimeUnixNano) - Number(b.startTimeUnixNano));
  assert.deepEqual([root?.name, root?.parentSpanId], ["answer", undefined]);
  assert.deepEqual(
    calls.map(({ name, parentSpanId }) => [name, parentSpanId]),
    [
      ["chat gemini-a", root?.spanId],
      ["chat gemini-b", root?.spanId],
    ],
  );
  for (const { traceId } of spans()) assert.equal(traceId, answer.id.replaceAll("-", ""));
  assert.deepEqual(
    [of(calls[0], "error.type"), of(calls[0], "http.response.status_code"), of(calls[1], "error.type")],
    ["rate_day", 429, undefined],
  );
  assert.equal(of(calls[1], "gen_ai.usage.output_tokens"), 34);
  const [first] = calls;
  assert.equal(BigInt(first?.endTimeUnixNano ?? 0) - BigInt(first?.startTimeUnixNano ?? 0), 100_000_000n);
  const sent = bodies.join("");
  assert.match(sent, /shop-worker/);
  assert.doesNotMatch(sent, /soʻm|Zaxira|p1Lm|project 123/);
});

test("a share of the answers is traced, whole or not at all", async (t) => {
  const { settings, spans } = await collector(t);
  const traces = await startTraces({ ...settings, OTEL_TRACES_SAMPLER_ARG: 0 });
  traced(answer, walk);
  await traces.stop();
  assert.deepEqual(spans(), []);
});

test("without a collector, or switched off, nothing is traced", async (t) => {
  const { settings, spans } = await collector(t);
  const traces = await startTraces({ ...settings, OTEL_EXPORTER_OTLP_ENDPOINT: undefined });
  traced(answer, walk);
  await traces.stop();
  const disabled = await startTraces({ ...settings, OTEL_SDK_DISABLED: true });
  traced(answer, walk);
  await disabled.stop();
  assert.deepEqual(spans(), []);
});
