import assert from "node:assert/strict";
import test from "node:test";
import { compileChain } from "./chain.ts";
import { failureOf } from "./failure.ts";
import type { ErrorClass, Evidence, Understood } from "./types.ts";

const key = { id: "k1", label: "k1", last4: "abcd", project: "p1" };
const candidate = compileChain({ owner: "tenant", models: ["m1"], keys: [key] }).candidates[0]!;
const deadline = { base: 1000, cap: 1000 };
const understood = (kind: ErrorClass, more: Partial<Understood> = {}): Understood => ({
  ...{ class: kind, httpStatus: 418, reason: "", deadline, consumer: null, quotas: [] },
  ...{ fingerprint: null, lacks: null, successor: null },
  ...more,
});
const error = (httpStatus: number | null, networkCode: string | null): Evidence => ({
  ...{ kind: "error", httpStatus, body: null, networkCode },
});
const of = (kind: ErrorClass, more?: Partial<Understood>, evidence = error(418, null)) =>
  failureOf(understood(kind, more), evidence, candidate);

test("a failure parks the scope of its class, until the deadline that the provider gives", () => {
  assert.deepEqual(of("key_invalid").park, { scope: "key", id: "k1", owner: "tenant", deadline });
  assert.deepEqual(of("rate_day").park, { scope: "project_model", id: "p1/m1", owner: "tenant", deadline });
  assert.equal(of("key_invalid", { deadline: null }).park, null);
  assert.equal(of("bad_request").park, null);
});

test("what a model does not take is parked for this owner's requests that need it", () => {
  const park = { scope: "model", id: "tenant/m1#image", owner: "tenant", deadline };
  assert.deepEqual(of("model_unfit", { lacks: "image" }).park, park);
});

test("the class says who is asked next; after silence it is another model", () => {
  assert.equal(of("rate_day").next, "candidate");
  assert.equal(of("overloaded").next, "project");
  assert.equal(of("bad_request").next, "other");
  assert.equal(of("empty").next, "model");
  assert.equal(of("model_unfit").next, "adapted");
  assert.equal(of("timeout", {}, { kind: "silence", afterMs: 1, proven: true }).next, "model");
});

test("only silence for the whole time limit is proof", () => {
  const silence = (proven: boolean) => {
    const { park, silent, network } = of("timeout", {}, { kind: "silence", afterMs: 1, proven });
    return [park?.scope, silent, network];
  };
  assert.deepEqual(silence(true), ["key_model", true, false]);
  assert.deepEqual(silence(false), [undefined, false, false]);
});

test("the network failed if there is an error code and no status", () => {
  const network = (evidence: Evidence) => of("timeout", {}, evidence).network;
  assert.equal(network(error(null, "ECONNREFUSED")), true);
  assert.equal(network(error(200, "ECONNRESET")), false);
  assert.equal(network(error(null, null)), false);
  assert.equal(network({ kind: "end", hasText: false, finishReason: null, blockReason: null }), false);
});
