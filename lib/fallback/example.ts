// `node lib/fallback/example.ts`: the engine with a made-up provider and nothing of the rest of the project.
import { Board, compileChain, type Provider, UpstreamError, walk } from "./index.ts";

/** Two keys of two projects, two models: four candidates, in the order m1k1, m1k2, m2k1, m2k2. */
const chain = compileChain({
  owner: "shop",
  models: ["large", "small"],
  keys: [
    { id: "k1", label: "Main", last4: "0001", project: "p1" },
    { id: "k2", label: "Spare", last4: "0002", project: "p2" },
  ],
});

/** The main key's quota is spent for ten seconds; everybody else answers. */
const provider: Provider<string> = {
  async *stream({ key, model }, question) {
    if (key.id === "k1") throw new UpstreamError({ httpStatus: 429, body: "slow down" });
    yield { type: "text", text: `${model} says: you asked "${question}"` };
    yield { type: "end", finishReason: "STOP", blockReason: null, usage: null };
  },
  understand(evidence, now) {
    const isRefused = evidence.kind === "error" && evidence.httpStatus === 429;
    return {
      class: isRefused ? "rate_minute" : "unknown",
      httpStatus: evidence.kind === "error" ? evidence.httpStatus : null,
      reason: isRefused ? "the minute's quota is spent" : "something else",
      deadline: isRefused ? { at: now + 10_000 } : { base: 30_000, cap: 30_000 },
      consumer: null,
      quotas: [],
      fingerprint: null,
      lacks: null,
      successor: null,
    };
  },
};

/** What is parked, for all messages of this process. */
const board = new Board();

for (const question of ["Are you open?", "And on Sunday?"]) {
  const { outcome, text, attempts } = await walk({ chain, board, provider, request: question });
  const tried = attempts.map(({ model, key, class: kind }) => `${model} with ${key.label}: ${kind}`);
  console.log(`${outcome}: ${text}\n  ${tried.join("\n  ")}`);
}
