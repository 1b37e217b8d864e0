import assert from "node:assert/strict";
import test from "node:test";
import { Board, compileChain } from "#lib/fallback/index.ts";
import { embeddingChain } from "#lib/gemini/embeddings.ts";
import type { LiveConfig } from "#lib/live-config/live-config.ts";
import type { BotConfig, TenantConfig } from "#lib/live-config/snapshot.ts";
import { followEdits } from "./key-edits.ts";

/** A configuration whose tenant `t` the test changes, and what a board is told of it. */
function follow(first: TenantConfig | null) {
  let tenant = first;
  let tell: (tenantId: string) => void = () => undefined;
  const live = {
    bots: () => tenant?.bots.values() ?? [],
    tenant: (id: string) => (id === "t" ? (tenant ?? undefined) : undefined),
    onChange(listener: typeof tell) {
      tell = listener;
      return () => {
        tell = () => undefined;
      };
    },
  } as unknown as LiveConfig;
  const board = new Board();
  const edited: string[] = [];
  const retained: [string, number][] = [];
  board.edited = ({ id }) => void edited.push(id);
  const retain = board.retain.bind(board);
  board.retain = (owner, chains) => {
    retained.push([owner, chains.length]);
    retain(owner, chains);
  };
  const stop = followEdits(live, board);
  return {
    ...{ board, edited, retained, stop },
    become(next: TenantConfig | null) {
      tenant = next;
      tell("t");
    },
  };
}

function tenantWith(secrets: Record<string, string>): TenantConfig {
  const keys = Object.keys(secrets).map((id) => ({ id, label: id, last4: "9f3c", project: null }));
  const chain = compileChain({ owner: "t", models: ["m1", "m2"], keys });
  const bots = new Map([["b", { id: "b", tenantId: "t", chain } as unknown as BotConfig]]);
  const config = {
    tenantId: "t",
    version: 1,
    sharedCalls: 0,
    chain,
    bots,
    known: new Map(),
    prices: new Map(),
  };
  return { ...config, secrets: new Map(Object.entries(secrets)) };
}

test("a key with a new secret is told to the board, once; an unchanged or a new key is not", () => {
  const { edited, become } = follow(tenantWith({ k1: "a", k2: "b" }));
  become(tenantWith({ k1: "a", k2: "b" }));
  assert.deepEqual(edited, []);
  become(tenantWith({ k1: "A", k2: "b", k3: "c" }));
  assert.deepEqual(edited, ["k1"]);
  become(tenantWith({ k1: "A", k2: "b", k3: "C" }));
  assert.deepEqual(edited, ["k1", "k3"]);
});

test("the board keeps what the tenant's chain and those of its bots name; of a tenant that is gone, nothing", () => {
  const { edited, retained, become } = follow(tenantWith({ k1: "a" }));
  become(tenantWith({ k1: "a" }));
  become(null);
  assert.deepEqual(retained, [
    ["t", 4],
    ["t", 0],
  ]);
  // Back again, it is new: nothing is known of its old secrets.
  become(tenantWith({ k1: "b" }));
  assert.deepEqual(edited, []);
});

test("what is counted and known of the model that embeds outlives a change of the configuration", () => {
  const { board, become } = follow(tenantWith({ k1: "a" }));
  const [candidate] = embeddingChain(tenantWith({ k1: "a" }).chain).candidates;
  assert.ok(candidate);
  const at = Date.now();
  const { owner, project, model } = candidate;
  board.quotas.mergeLimits([{ owner, project, model, window: "day", metric: "requests", limit: 1_000, at }]);
  board.quotas.more(candidate, 400, at);
  become(tenantWith({ k1: "a" }));
  const meter = board.quotas.meterOf(candidate);
  assert.equal(meter.day.used("requests", at), 400);
  assert.deepEqual(
    meter.limits.map(({ limit }) => limit),
    [1_000],
  );
  become(tenantWith({ k2: "b" }));
  assert.equal(board.quotas.meterOf(candidate).day.used("requests", at), 0, "the key is gone");
});

test("a tenant that was not there at the start is followed from its first change; after the stop, none is", () => {
  const { edited, retained, become, stop } = follow(null);
  become(tenantWith({ k1: "a" }));
  become(tenantWith({ k1: "b" }));
  assert.deepEqual(edited, ["k1"]);
  stop();
  become(tenantWith({ k1: "c" }));
  assert.equal(retained.length, 2);
});
