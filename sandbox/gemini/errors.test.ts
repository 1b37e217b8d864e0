// Error bodies have the shapes that Google's API returns.
import assert from "node:assert/strict";
import test from "node:test";
import { question, serveSandbox, type TestSandbox } from "../testing.ts";

const flash = "models/gemini-2.5-flash:generateContent";
const type = (name: string) => `type.googleapis.com/google.rpc.${name}`;
const service = "generativelanguage.googleapis.com";

interface Failure {
  error: { code: number; status: string; message: string; details?: Record<string, unknown>[] };
}

async function fail(at: TestSandbox, key = "AQ.one", path = flash): Promise<Failure["error"]> {
  const { status, json } = await at.ask(path, question("hello"), key);
  const { error } = json as Failure;
  assert.equal(error.code, status);
  return error;
}

const detail = (error: Failure["error"], name: string): Record<string, unknown> =>
  error.details?.find((each) => each["@type"] === type(name)) ?? {};

test("a minute's quota: 429 with the violation and RetryInfo; the project's keys share it", async (t) => {
  const at = await serveSandbox(t);
  await at.control("PUT", "gemini/quotas", { limits: { "gemini-2.5-flash": { perMinute: 1 } } });
  assert.equal((await at.ask(flash, question("hello"))).status, 200);
  const error = await fail(at, "AQ.two");
  assert.equal(error.status, "RESOURCE_EXHAUSTED");
  const metric = `${service}/generate_content_free_tier_requests`;
  assert.match(
    error.message,
    /^You exceeded your current quota, please check your plan and billing details\.\n\* Quota exceeded for metric: \S+, limit: 1, model: gemini-2\.5-flash\nPlease retry in [\d.]+s\.$/,
  );
  assert.deepEqual(detail(error, "QuotaFailure").violations, [
    {
      quotaMetric: metric,
      quotaId: "GenerateRequestsPerMinutePerProjectPerModel-FreeTier",
      quotaDimensions: { location: "global", model: "gemini-2.5-flash" },
      quotaValue: "1",
    },
  ]);
  assert.match(String(detail(error, "RetryInfo").retryDelay), /^\d+s$/);
  assert.equal((await at.ask(flash, question("hello"), "AQ.three")).status, 200);
  assert.equal((await at.ask("models/gemini-2.0-flash:generateContent", question("hello"))).status, 200);
});

test("a day quota marked as spent stays spent although RetryInfo says seconds; ListModels still succeeds", async (t) => {
  const at = await serveSandbox(t);
  await at.control("PUT", "gemini/quotas", { projects: { alfa: { "gemini-2.5-flash": { spent: "day" } } } });
  const error = await fail(at);
  const [violation] = detail(error, "QuotaFailure").violations as { quotaId: string; quotaValue: string }[];
  assert.equal(violation?.quotaId, "GenerateRequestsPerDayPerProjectPerModel-FreeTier");
  assert.equal(detail(error, "RetryInfo").retryDelay, "12s");
  assert.equal((await at.ask("models")).status, 200);
  await at.control("PUT", "gemini/quotas", { projects: { alfa: { "gemini-2.5-flash": { spent: null } } } });
  assert.equal((await at.ask(flash, question("hello"))).status, 200);
});

test("no access: limit 0 in the message, no quotaValue", async (t) => {
  const at = await serveSandbox(t);
  await at.control("PUT", "gemini/quotas", { projects: { alfa: { "gemini-2.5-flash": { perDay: 0 } } } });
  const error = await fail(at);
  assert.match(error.message, /limit: 0, model: gemini-2\.5-flash$/);
  const violations = detail(error, "QuotaFailure").violations as object[];
  assert.equal(violations.length, 2);
  assert.ok(violations.every((violation) => !("quotaValue" in violation)));
});

test("unknown, leaked and restricted keys get Google's errors", async (t) => {
  const at = await serveSandbox(t);
  const invalid = await fail(at, "AQ.nobody");
  assert.deepEqual([invalid.code, invalid.status], [400, "INVALID_ARGUMENT"]);
  assert.deepEqual(invalid.details, [
    {
      "@type": type("ErrorInfo"),
      reason: "API_KEY_INVALID",
      domain: "googleapis.com",
      metadata: { service },
    },
    {
      "@type": type("LocalizedMessage"),
      locale: "en-US",
      message: "API key not valid. Please pass a valid API key.",
    },
  ]);
  const reasons = {
    expired: [400, "API_KEY_INVALID"],
    service_blocked: [403, "API_KEY_SERVICE_BLOCKED"],
    referrer_blocked: [403, "API_KEY_HTTP_REFERRER_BLOCKED"],
    ip_blocked: [403, "API_KEY_IP_ADDRESS_BLOCKED"],
  };
  for (const [state, [code, reason]] of Object.entries(reasons)) {
    await at.control("PUT", "gemini/keys", { "AQ.one": { state } });
    const error = await fail(at);
    assert.deepEqual([error.code, detail(error, "ErrorInfo").reason], [code, reason]);
  }
  await at.control("PUT", "gemini/keys", { "AQ.one": { state: "leaked" } });
  assert.deepEqual(await fail(at), {
    code: 403,
    status: "PERMISSION_DENIED",
    message: "Your API key was reported as leaked. Please use another API key.",
  });
  assert.equal((await at.ask("models")).status, 403);
  assert.equal((await at.ask("models", undefined, "AQ.nobody")).status, 400);
});

test("a disabled, suspended, unbilled or capped project fails; other projects still work", async (t) => {
  const at = await serveSandbox(t);
  const reasons = {
    service_disabled: [403, "SERVICE_DISABLED"],
    suspended: [403, "CONSUMER_SUSPENDED"],
    billing_disabled: [403, "BILLING_DISABLED"],
  };
  for (const [state, [code, reason]] of Object.entries(reasons)) {
    await at.control("PUT", "gemini/projects", { alfa: { state, number: "314" } });
    const error = await fail(at);
    assert.deepEqual([error.code, detail(error, "ErrorInfo").reason], [code, reason]);
    assert.equal((detail(error, "ErrorInfo").metadata as { consumer: string }).consumer, "projects/314");
  }
  await at.control("PUT", "gemini/projects", { alfa: { state: "spend_cap" } });
  assert.match((await fail(at)).message, /monthly spending cap/);
  assert.equal((await at.ask(flash, question("hello"), "AQ.three")).status, 200);
});

test("models can be missing, missing for one project, overloaded, broken, or answered by a proxy's HTML", async (t) => {
  const at = await serveSandbox(t);
  const missing = await fail(at, "AQ.one", "models/gemini-1.0:generateContent");
  assert.equal(
    missing.message,
    "models/gemini-1.0 is not found for API version v1beta, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.",
  );
  await at.control("PUT", "gemini/projects", { alfa: { models: { "gemini-2.5-flash": "missing" } } });
  assert.equal((await fail(at)).code, 404);
  assert.equal((await at.ask(flash, question("hello"), "AQ.three")).status, 200);
  await at.control("PUT", "gemini/projects", { alfa: { models: { "gemini-2.5-flash": null } } });
  for (const [state, code, status] of [
    ["overloaded", 503, "UNAVAILABLE"],
    ["internal", 500, "INTERNAL"],
    ["exhausted_vaguely", 429, "RESOURCE_EXHAUSTED"],
  ] as const) {
    await at.control("PUT", "gemini/models", { "gemini-2.5-flash": { state } });
    const error = await fail(at);
    assert.deepEqual([error.code, error.status, error.details], [code, status, undefined]);
  }
  await at.control("PUT", "gemini/models", { "gemini-2.5-flash": { state: "bad_gateway_html" } });
  const { status, text } = await at.ask(flash, question("hello"));
  assert.equal(status, 502);
  assert.match(text, /^<!DOCTYPE html>/);
});

test("an unsupported location, an invalid request and a missing key get Google's errors", async (t) => {
  const at = await serveSandbox(t);
  assert.equal((await at.ask(flash, { contents: [] })).status, 400);
  assert.equal((await at.ask(flash, { contents: [{ role: "bot", parts: [{ text: "a" }] }] })).status, 400);
  assert.equal((await fetch(`${at.url}/v1beta/models`)).status, 403);
  await at.control("PUT", "gemini/faults", { locationBlocked: true });
  assert.equal((await fail(at)).status, "FAILED_PRECONDITION");
});

test("a forced answer applies to the calls it names, the given number of times", async (t) => {
  const at = await serveSandbox(t);
  const answers = [
    {
      key: "AQ.one",
      model: "gemini-2.5-flash",
      times: 2,
      status: 418,
      headers: { "x-odd": "1" },
      body: "[tea",
    },
  ];
  await at.control("PUT", "gemini/faults", { answers });
  assert.equal((await at.ask(flash, question("hello"), "AQ.two")).status, 200);
  for (let time = 0; time < 2; time++) {
    const response = await fetch(`${at.url}/v1beta/${flash}?key=AQ.one`, { method: "POST" });
    assert.deepEqual(
      [response.status, response.headers.get("x-odd"), await response.text()],
      [418, "1", "[tea"],
    );
  }
  assert.equal((await at.ask(flash, question("hello"))).status, 200);
});
