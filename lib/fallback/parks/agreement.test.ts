import assert from "node:assert/strict";
import test from "node:test";
import { understand } from "../../gemini/understand.ts";
import { compileChain } from "../chain.ts";
import { failureOf } from "../failure.ts";
import type { Candidate, Evidence, Park } from "../types.ts";
import { Board, type BoardOptions } from "./board.ts";

const now = Date.parse("2026-07-15T12:00:00Z");
const key = (id: string, project: string) => ({ id, label: id, last4: "abcd", project });
const chainOf = (owner: string, ...projects: string[]) =>
  compileChain({
    owner,
    models: ["m1", "m2"],
    keys: projects.map((project) => key(`${project}-key`, project)),
  });
const alfa = chainOf("alfa", "a1", "a2", "a3");
const beta = chainOf("beta", "b1", "b2");
const error = (httpStatus: number | null, body: unknown = null): Evidence => ({
  kind: "error",
  httpStatus,
  body,
  networkCode: httpStatus === null ? "ECONNREFUSED" : null,
});
const silence: Evidence = { kind: "silence", afterMs: 15_000, proven: true };

class World {
  readonly board: Board;
  at = now;

  constructor(options: BoardOptions = {}) {
    this.board = new Board({ random: () => 0, egress: "host", ...options });
  }

  /** One call of candidate `index` that ends as given. @returns the park that it caused */
  async call(
    chain: typeof alfa,
    index: number,
    evidence: Evidence | "ok",
    message: unknown = {},
  ): Promise<Park | null> {
    const candidate = chain.candidates[index] as Candidate;
    const probe = await this.board.claim(chain, index, this.at, { message });
    assert.ok(probe);
    this.at += 100;
    if (evidence !== "ok")
      return this.board.failed(
        probe,
        failureOf(understand(evidence, this.at), evidence, candidate),
        chain,
        this.at,
      );
    this.board.succeeded(probe);
    return null;
  }

  parked(scope: string): string[] {
    return this.board.all().flatMap((park) => (park.scope === scope ? park.id : []));
  }
}

test("a model is parked for its owner once two projects and three messages failed the same way, and no sooner", async () => {
  const world = new World();
  await world.call(alfa, 0, error(500));
  await world.call(alfa, 0, error(500));
  await world.call(alfa, 0, error(500));
  assert.deepEqual(world.parked("model"), [], "one project is one voice");
  const park = await world.call(alfa, 1, error(500));
  assert.deepEqual([park?.scope, park?.id, park?.owner], ["model", "alfa/m1", "alfa"]);
});

test("one message parks nothing for other messages, however often it is asked", async () => {
  const world = new World();
  const message = "the same";
  for (let i = 0; i < 30; i++) {
    for (const evidence of [error(500), silence, error(null)]) {
      // Only what this candidate's failure proves alone is parked.
      for (const park of world.board.all()) world.board.clear(park.scope, park.id);
      await world.call(i % 2 ? alfa : beta, i % 2, evidence, message);
    }
  }
  assert.deepEqual([...world.parked("model"), ...world.parked("egress")], []);
});

test("one tenant parks no model for another; two tenants together park it for all", async () => {
  const world = new World();
  await world.call(beta, 0, "ok");
  for (const index of [0, 1, 2, 0, 1, 2]) await world.call(alfa, index, error(500)).catch(() => null);
  assert.deepEqual(world.parked("model"), ["alfa/m1"]);

  const both = new World();
  await both.call(alfa, 0, error(500));
  await both.call(beta, 0, error(500));
  const park = await both.call(alfa, 1, error(500));
  assert.deepEqual([park?.id, park?.owner], ["*/m1", null]);
});

test("one tenant's storm does not outvote the answers of another, who had one failure like it", async () => {
  for (const evidence of [error(500), silence]) {
    const world = new World();
    for (let i = 0; i < 20; i++) await world.call(alfa, i % 3, evidence);
    for (let i = 0; i < 5; i++) await world.call(beta, 0, "ok");
    await world.call(beta, 1, evidence);
    await world.call(alfa, 0, evidence);
    assert.deepEqual(world.parked("model"), ["alfa/m1"]);
  }
});

test("failures that are a small share of the calls park no model", async () => {
  const world = new World();
  for (let i = 0; i < 100; i++) {
    await world.call(i % 2 ? alfa : beta, i % 2, i % 20 === 0 ? error(500) : "ok");
  }
  assert.deepEqual(world.parked("model"), []);
});

test("failures more than 10 s apart, or of different classes, prove nothing together", async () => {
  const slow = new World();
  for (const index of [0, 1, 2, 0, 1]) {
    await slow.call(alfa, index, error(500));
    slow.at += 6_000;
  }
  assert.deepEqual(slow.parked("model"), []);
  const mixed = new World();
  for (const [i, evidence] of [error(500), error(503), silence].entries())
    await mixed.call(alfa, i, evidence);
  assert.deepEqual(mixed.parked("model"), []);
});

test("an overloaded model is parked for its project at once, and for its owner once the projects agree: 10 s, doubling", async () => {
  const world = new World();
  const first = await world.call(alfa, 0, error(503));
  assert.deepEqual([first?.scope, first?.id, first?.until], ["project_model", "a1/m1", world.at + 2_000]);
  await world.call(alfa, 1, error(503));
  const wide = await world.call(alfa, 2, error(503));
  assert.deepEqual([wide?.id, wide?.until], ["alfa/m1", world.at + 10_000]);
});

test("a model that is silent for several messages and projects is parked as a whole", async () => {
  const world = new World();
  await world.call(alfa, 0, silence);
  await world.call(alfa, 1, silence);
  assert.equal((await world.call(alfa, 2, silence))?.id, "alfa/m1");
});

test("the egress is parked once two projects of two tenants cannot connect, unless another call got an answer", async () => {
  const world = new World();
  await world.call(alfa, 0, error(null));
  await world.call(alfa, 1, error(null));
  const park = await world.call(beta, 0, error(null));
  assert.deepEqual([park?.scope, park?.id, park?.until], ["egress", "host", world.at + 10_000]);

  const open = new World();
  for (const index of [0, 1]) await open.call(beta, index, "ok");
  for (const index of [0, 1]) await open.call(beta, index, error(500));
  await open.call(alfa, 0, error(null));
  await open.call(beta, 0, error(null));
  assert.deepEqual(open.parked("egress"), []);
});

test("with one tenant only, two of its projects park the egress", async () => {
  const world = new World({ owners: () => 1 });
  await world.call(alfa, 0, error(null));
  assert.equal((await world.call(alfa, 1, error(null)))?.scope, "egress");
});

test("location errors of one tenant's projects do not park the egress while another tenant's calls pass", async () => {
  const location = error(400, {
    error: { status: "FAILED_PRECONDITION", message: "User location is not supported for the API use." },
  });
  const world = new World();
  await world.call(beta, 0, "ok");
  for (const index of [0, 1, 2]) await world.call(alfa, index, location);
  assert.deepEqual(world.parked("egress"), []);
  assert.deepEqual(world.parked("project").sort(), ["a1", "a2", "a3"]);
});

test("a key is parked as a whole once two models deny it; one model's denial is about that model", async () => {
  const world = new World();
  const denied = error(403, {
    error: { status: "PERMISSION_DENIED", message: "The caller does not have permission" },
  });
  const first = await world.call(alfa, 0, denied);
  assert.deepEqual([first?.scope, first?.id], ["key_model", "a1-key/m1"]);
  const second = await world.call(alfa, 3, denied);
  assert.deepEqual([second?.scope, second?.id], ["key", "a1-key"]);
});

test("what a 200 ended with parks no model, however many messages and projects say the same", async () => {
  const world = new World();
  const noFinish: Evidence = { kind: "end", hasText: true, finishReason: null, blockReason: null };
  for (let i = 0; i < 9; i++) await world.call(i % 2 ? beta : alfa, 0, noFinish);
  assert.deepEqual(world.board.all(), []);
});

test("errors of a burst whose other calls are still under way are compared with all of them", async () => {
  const world = new World();
  for (let i = 0; i < 8; i++) await world.board.claim(alfa, i % 3, world.at, { message: {} });
  for (const index of [0, 1, 2, 0]) await world.call(alfa, index, error(503));
  assert.deepEqual(world.parked("model"), []);
  for (const index of [0, 1, 2, 0]) await world.call(alfa, index, error(503));
  assert.deepEqual(world.parked("model"), ["alfa/m1"]);
});

test("one overload among answered calls of its project parks nothing; from one in two on it does", async () => {
  const world = new World();
  for (const index of [0, 0, 1, 1, 2, 2]) await world.call(alfa, index, "ok");
  assert.equal(await world.call(alfa, 0, error(503)), null);
  assert.equal((await world.call(alfa, 0, error(503)))?.id, "a1/m1");
});

test("a broken connection says nothing about the model, and silence nothing about the egress", async () => {
  const model = new World();
  await model.call(alfa, 0, error(null));
  for (const index of [1, 2]) await model.call(alfa, index, silence);
  assert.deepEqual(model.parked("model"), []);

  const egress = new World();
  for (const index of [0, 1]) await egress.call(alfa, index, silence);
  await egress.call(beta, 0, error(null));
  assert.deepEqual(egress.parked("egress"), []);
});

test("silence cut short by the messages' own deadlines says nothing about the egress", async () => {
  const world = new World();
  const cut: Evidence = { kind: "silence", afterMs: 3_000, proven: false };
  for (const index of [0, 1, 2]) await world.call(alfa, index, cut);
  for (const index of [0, 1]) await world.call(beta, index, cut);
  assert.deepEqual(world.board.all(), []);
});

test("a location refused to two tenants is the machine's: the egress is parked for five minutes", async () => {
  const location = error(400, {
    error: { status: "FAILED_PRECONDITION", message: "User location is not supported for the API use." },
  });
  const world = new World();
  await world.call(alfa, 0, location);
  const park = await world.call(beta, 0, location);
  assert.deepEqual([park?.scope, park?.until], ["egress", world.at + 300_000]);
});

test("two projects that miss different models, and two keys that are denied one, prove nothing wider", async () => {
  const missing = new World();
  await missing.call(alfa, 0, error(404));
  await missing.call(alfa, 4, error(404));
  assert.deepEqual(missing.parked("project_model"), ["a1/m1", "a2/m2"]);
  assert.deepEqual(missing.parked("model"), []);
  const denied = new World();
  for (const index of [0, 1]) await denied.call(alfa, index, error(403));
  assert.deepEqual(denied.parked("key_model"), ["a1-key/m1", "a2-key/m1"]);
  assert.deepEqual(denied.parked("key"), []);
});

test("with shared keys one who uses them cannot park a model for the others; two can", async () => {
  const sharing = (owner: string) =>
    compileChain({
      owner,
      models: ["m1", "m2"],
      keys: ["h1", "h2"].map((project) => ({ ...key(`${project}-key`, project), owner: "host" })),
    });
  const [mine, other] = [sharing("alfa"), sharing("beta")];
  const world = new World();
  for (let message = 0; message < 6; message++) await world.call(mine, message % 2, silence);
  assert.deepEqual(world.parked("model"), []);
  for (let message = 0; message < 6; message++) await world.call(other, message % 2, silence);
  assert.deepEqual(world.parked("model"), ["*/m1"]);
});
