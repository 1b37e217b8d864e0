// Messages that need more than some model takes.
import assert from "node:assert/strict";
import test from "node:test";
import { compileChain } from "../chain.ts";
import { answers, FakeClock, key, scripted } from "../fixtures/world.ts";
import { Board } from "../parks/board.ts";
import type { Provider } from "../types.ts";
import { walk } from "./walk.ts";

const unfit = (what: string) => [
  {
    fail: {
      http: 400,
      body: {
        error: {
          code: 400,
          status: "INVALID_ARGUMENT",
          message: `${what} is not enabled for models/gemma-3`,
        },
      },
    },
  },
];

/** m1 takes neither instructions nor images. A request is the list of its needs; only an instruction can be left out. */
function world() {
  const clock = new FakeClock();
  const chain = compileChain({ owner: "tenant", models: ["m1", "m2"], keys: [key("k1"), key("k2")] });
  const board = new Board({ random: () => 0 });
  const asked: string[] = [];
  const { provider, calls } = scripted<string[]>(clock, ({ model, key }, _, needs) => {
    asked.push(`${model}/${key.id} ${needs.join("+")}`);
    if (model === "m1" && needs.includes("image")) return unfit("Image input");
    if (model === "m1" && needs.includes("system")) return unfit("Developer instruction");
    return answers();
  });
  const adapting: Provider<string[]> = {
    ...provider,
    needs: (needs) => needs,
    without: (needs, lack) => (lack === "system" ? needs.filter((need) => need !== lack) : null),
  };
  const ask = (request: string[], how = adapting) =>
    clock.run(walk({ chain, board, clock, provider: how, request }));
  return { clock, board, asked, calls, ask, provider };
}

test("a model that does not take a part that can be left out is asked again without it, and at once the next time", async () => {
  const { ask, asked } = world();
  assert.equal((await ask(["system"])).outcome, "answered");
  assert.deepEqual(asked, ["m1/k1 system", "m1/k1 "]);
  await ask(["system"]);
  assert.deepEqual(asked.slice(2), ["m1/k1 "]);
  await ask([]);
  assert.deepEqual(asked.slice(3), ["m1/k1 "]);
});

test("a model that does not take what the message needs is left out with every key, for such messages only", async () => {
  const { ask, asked, clock } = world();
  assert.equal((await ask(["image"])).candidate?.model, "m2");
  assert.deepEqual(asked, ["m1/k1 image", "m2/k1 image"]);
  await ask(["image", "system"]);
  assert.deepEqual(asked.slice(2), ["m2/k1 image+system"]);
  await ask([]);
  assert.deepEqual(asked.slice(3), ["m1/k1 "]);
  // Models change: it is asked again after a day.
  await clock.pass(24 * 3_600_000);
  await ask(["image"]);
  assert.deepEqual(asked.slice(4), ["m1/k1 image", "m2/k1 image"]);
});

test("if a provider can leave out nothing, a model that lacks something is left out", async () => {
  const { ask, asked, provider } = world();
  const stubborn: Provider<string[]> = { ...provider, needs: (needs) => needs };
  await ask(["system"], stubborn);
  await ask(["system"], stubborn);
  assert.deepEqual(asked, ["m1/k1 system", "m2/k1 system", "m2/k1 system"]);
});

test("a model that finds fault with what the message is not known to have is asked once, then the next model", async () => {
  const { ask, asked, provider } = world();
  assert.equal((await ask(["image"], provider)).outcome, "answered");
  assert.deepEqual(asked, ["m1/k1 image", "m2/k1 image"]);
});

test("a model that goes on finding fault with what is left out already is asked no third time", async () => {
  const { ask, asked, provider } = world();
  const useless: Provider<string[]> = {
    ...provider,
    needs: (needs) => needs,
    without: (needs) => [...needs],
  };
  assert.equal((await ask(["system"], useless)).outcome, "answered");
  assert.deepEqual(asked, ["m1/k1 system", "m1/k1 system", "m2/k1 system"]);
});
