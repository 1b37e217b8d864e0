// `PORTKEY_DIR=… node bench/chain/gateway.ts`: the traffic patterns of traffic.ts through Portkey's open-source gateway,
// over HTTP in real time, all patterns concurrently. Takes 20 minutes. PORTKEY_DIR: see contenders.ts.
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { googleOf, kinds, seeded } from "#lib/fallback/fixtures/traffic.ts";
import { machine, quantile, table } from "../figures.ts";
import { portkey } from "./contenders.ts";

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const seconds = (ms: number) => (ms / 1000).toFixed(1);

type Steps = ReturnType<ReturnType<typeof googleOf>>;

/** Sends the simulated Google's steps as a generateContent response; the text is the model's name. */
async function send(steps: Steps, model: string, response: ServerResponse): Promise<void> {
  for (const step of steps) {
    if ("wait" in step) await sleep(step.wait);
    if ("fail" in step) {
      response.writeHead(step.fail.http ?? 500, { "content-type": "application/json" });
      response.end(JSON.stringify(step.fail.body));
      return;
    }
  }
  const candidates = [
    { index: 0, finishReason: "STOP", content: { role: "model", parts: [{ text: model }] } },
  ];
  response.setHeader("content-type", "application/json");
  response.end(
    JSON.stringify({ candidates, usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1 } }),
  );
}

async function play(kind: string) {
  const world = kinds[kind];
  if (!world) throw new Error(`There is no kind "${kind}".`);
  const candidates = world.chains.flatMap((chain) => chain.candidates);
  // With several tenants only the first, well-behaved one is measured.
  const counted = world.chains[0]?.owner;
  const says = googleOf(kind, Date, seeded(7));
  let calls = 0;
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const model = /models\/([^:]+):/.exec(pathname)?.[1];
    const key = request.headers["x-goog-api-key"] ?? searchParams.get("key");
    const candidate = candidates.find((each) => each.model === model && each.key.id === key);
    request.resume();
    if (!candidate) return void response.writeHead(404).end();
    if (candidate.owner === counted) calls++;
    void send(says(candidate), candidate.model, response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const gateways = await Promise.all(
    world.chains.map(({ candidates: of }) => {
      const [models, keys] = [of.map(({ model }) => model), of.map(({ key }) => key.id)];
      return portkey({ url, models: [...new Set(models)], keys: [...new Set(keys)] });
    }),
  );
  const took: number[] = [];
  let [byFirstModel, asked] = [0, 0];
  await Promise.all(
    world.messages.map(async ({ at, of }) => {
      await sleep(at);
      if (of === 0) asked++;
      const from = performance.now();
      const answer = await gateways[of]?.ask("Ochiqmisiz?").catch(() => null);
      if (!answer || of !== 0) return;
      took.push(performance.now() - from);
      if (JSON.parse(answer).choices[0].message.content === "m1") byFirstModel++;
    }),
  );
  for (const gateway of gateways) await gateway?.end();
  server.close();
  const [p50, p95] = [0.5, 0.95].map((q) => seconds(quantile(took, q)));
  const figures = [percent(took.length / asked), percent(byFirstModel / asked), (calls / asked).toFixed(2)];
  return [kind, ...figures, p50 ?? "", p95 ?? ""];
}

console.log(`${machine()}\n`);
const rows = await Promise.all(Object.keys(kinds).map(play));
console.log(table(["Portkey", "answered", "by the first model", "calls a message", "p50 s", "p95 s"], rows));
process.exit();
