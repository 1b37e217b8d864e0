// What is read from the bodies of errors that are not whole, not plain, or not Google's.
import assert from "node:assert/strict";
import test from "node:test";
import { type Facts, readFacts } from "./facts.ts";

const read = (body: unknown, httpStatus: number | null = 400) =>
  readFacts({ httpStatus, body, networkCode: null });
/** The facts of an error with this message. */
const said = (message: string) => read({ error: { message } });
const detail = (...details: unknown[]) => read({ error: { code: 429, details } }, 429);

test("a cut-off body, pretty-printed or quoted, keeps what arrived", () => {
  const body = {
    error: {
      code: 429,
      message: 'Line one\nsays "no"',
      status: "RESOURCE_EXHAUSTED",
      details: [
        { reason: "RATE_LIMIT_EXCEEDED", metadata: { consumer: "projects/42", quota_limit_value: "0" } },
        { violations: [{ quotaId: "RequestsPerDay" }, { quotaId: "RequestsPerMinute" }] },
        { retryDelay: "7s" },
        { rest: "lost" },
      ],
    },
  };
  const texts = [JSON.stringify(body), JSON.stringify(body, null, 2), JSON.stringify(body, null, "\t")];
  const cut = (text: string) => text.slice(0, text.indexOf("lost"));
  for (const text of texts.flatMap((text) => [cut(text), cut(JSON.stringify(text))])) {
    const facts = read(text, 200);
    assert.deepEqual(
      [facts.httpStatus, facts.status, facts.message, facts.reason, facts.consumer, facts.zeroLimit],
      [429, "RESOURCE_EXHAUSTED", 'Line one\nsays "no"', "RATE_LIMIT_EXCEEDED", "42", true],
      text,
    );
    assert.deepEqual(
      facts.quotas.map(({ quotaId, window, value }) => [quotaId, window, value]),
      [
        ["RequestsPerDay", "day", null],
        ["RequestsPerMinute", "minute", null],
      ],
    );
    assert.equal(facts.retryMs, 7000);
  }
});

test("a body is quoted at most three times; more is not read", () => {
  const quoted = (times: number) => {
    let body = ` ${JSON.stringify({ error: { status: "INTERNAL" } })} `;
    for (let i = 0; i < times; i++) body = ` ${JSON.stringify(body)} `;
    return read(body).status;
  };
  assert.deepEqual([0, 1, 2, 3, 4].map(quoted), ["INTERNAL", "INTERNAL", "INTERNAL", "INTERNAL", ""]);
});

test("an error that a gateway quotes in its own message counts, cut off anywhere, and the outer one fills its gaps", () => {
  const inner = JSON.stringify({
    error: {
      code: 429,
      message: "Says \u201cno\u201d\nin <two> lines",
      status: "RESOURCE_EXHAUSTED",
      details: [{ retryDelay: "7s" }],
    },
  });
  const wrapped = (text: string) => ({ error: { message: text, code: 502, status: "Bad Gateway" } });
  const facts = (body: unknown) => {
    const { httpStatus, status, message, retryMs } = read(body, 200);
    return [httpStatus, status, message, retryMs];
  };
  const words = "Says “no”\nin <two> lines";
  const whole = [429, "RESOURCE_EXHAUSTED", words, 7000];
  assert.deepEqual(facts(wrapped(inner)), whole);
  assert.deepEqual(facts(wrapped(JSON.stringify(inner))), whole);
  assert.deepEqual(facts({ error: inner }), whole);
  const both = JSON.stringify(wrapped(inner));
  assert.deepEqual(facts(both.slice(0, both.indexOf('","code":502'))), whole);
  assert.deepEqual(facts(wrapped(inner.slice(0, -3))), whole);
  const upTo = (mark: string) => inner.slice(0, inner.indexOf(mark));
  assert.deepEqual(facts(wrapped(upTo(',"details'))), [429, "RESOURCE_EXHAUSTED", words, null]);
  assert.deepEqual(facts(wrapped(upTo(',"status'))), [429, "Bad Gateway", words, null]);
  assert.deepEqual(facts(wrapped(upTo("no"))), [429, "Bad Gateway", "Says “", null]);
  assert.deepEqual(facts(wrapped('{"error":{"message":"Only words')), [
    502,
    "Bad Gateway",
    "Only words",
    null,
  ]);
  // What is no error is the gateway's own message.
  for (const own of ['{"hint": 1}', "{", "[half"]) {
    assert.deepEqual(facts(wrapped(own)), [502, "Bad Gateway", own, null]);
  }
});

test("in a cut-off body, ErrorInfo's reason is not confused with that of the older list of errors", () => {
  const cut = '{"error":{"errors":[{"reason":"forbidden"}],"details":[{"reason":"CONSUMER_SUSPENDED","dom';
  assert.equal(read(cut, 403).reason, "CONSUMER_SUSPENDED");
  assert.equal(
    read('{"error":{"message":"Method doesn\\u0027t \\/ \\u00zz', 403).message,
    "Method doesn't / \\u00zz",
  );
});

test("of an array the element with the error counts, else the first", () => {
  const error = { error: { status: "INTERNAL", message: "later" } };
  assert.equal(read([{ candidates: [] }, null, error]).message, "later");
  assert.equal(read([{ message: "first" }, { message: "second" }]).message, "first");
});

test("an error inside a 200, or without a status, has its own code, else that of its status name", () => {
  const statusOf = (httpStatus: number | null, error: object) => read({ error }, httpStatus).httpStatus;
  for (const [i, [name, httpStatus]] of (
    [
      ["CANCELLED", 499],
      ["UNKNOWN", 500],
      ["INVALID_ARGUMENT", 400],
      ["DEADLINE_EXCEEDED", 504],
      ["NOT_FOUND", 404],
      ["ALREADY_EXISTS", 409],
      ["PERMISSION_DENIED", 403],
      ["RESOURCE_EXHAUSTED", 429],
      ["FAILED_PRECONDITION", 400],
      ["ABORTED", 409],
      ["OUT_OF_RANGE", 400],
      ["UNIMPLEMENTED", 501],
      ["INTERNAL", 500],
      ["UNAVAILABLE", 503],
      ["DATA_LOSS", 500],
      ["UNAUTHENTICATED", 401],
    ] as const
  ).entries()) {
    assert.equal(statusOf(200, { status: name }), httpStatus, name);
    assert.equal(statusOf(null, { code: name }), httpStatus, name);
    // gRPC counts them from 1.
    const facts = read({ error: { code: i + 1 } }, 200);
    assert.deepEqual([facts.httpStatus, facts.status], [httpStatus, name]);
    assert.equal(read(`{"error":{"code":${i + 1},"mess`, null).status, name);
  }
  assert.equal(statusOf(null, { code: 503 }), 503);
  assert.equal(statusOf(299, { code: "503" }), 503);
  assert.equal(statusOf(200, { status: "NEW_ONE" }), 200);
  for (const code of [0, "", 17, -1, null]) assert.equal(statusOf(200, { code }), 200);
  assert.equal(read({ error: { code: 8, status: "INTERNAL" } }).status, "INTERNAL");
  assert.equal(read({ error: { code: 8, status: "Error" } }).status, "RESOURCE_EXHAUSTED");
  // Any other status is the answer's own.
  for (const status of [199, 300, 429, 502]) assert.equal(statusOf(status, { code: 503 }), status);
});

test("a text that is no JSON is the message; of a page only its title is", () => {
  const message = (body: unknown) => read(body).message;
  assert.equal(message("upstream [1] connect error"), "upstream [1] connect error");
  assert.equal(message("  a < b\n"), "a < b");
  assert.equal(message("<!DOCTYPE html><title> Bad\nGateway </title>"), "Bad\nGateway");
  assert.equal(message("\n<html><body>Sorry</body></html>"), "HTML");
  assert.equal(message('{"half": '), "");
  assert.equal(message("[half"), "");
  assert.equal(message(null), "");
  assert.equal(message({ error: "in words" }), "in words");
  const isPage = (body: string) => read(body).html;
  assert.deepEqual(
    ["<p>x</p>", "x <HTML>", "\ufeff<!doctype html>", "a < b", '{"a": "<html>"}'].map(isPage),
    [true, true, true, false, false],
  );
});

test("a quota is read from a violation, or from the metadata of the old shape", () => {
  const quota = { quotaId: "", quotaMetric: "", value: null, window: null };
  const violation = (fields: object) => detail({ violations: [fields] }).quotas;
  assert.deepEqual(violation({}), [quota]);
  assert.deepEqual(violation({ quotaId: "XPerDayY", quotaMetric: "x_per_minute", quotaValue: 5 }), [
    { ...quota, quotaId: "XPerDayY", quotaMetric: "x_per_minute", value: 5, window: "day" },
  ]);
  assert.deepEqual(violation({ quotaMetric: "x_per_minute" }), [
    { ...quota, quotaMetric: "x_per_minute", window: "minute" },
  ]);
  assert.deepEqual(violation({ quotaValue: "many" }), [quota]);
  const metadata = { quota_limit: "XPerMinute", quota_metric: "requests", quota_limit_value: "60" };
  assert.deepEqual(detail({ metadata: {} }, { metadata }).quotas, [
    { ...quota, quotaId: "XPerMinute", quotaMetric: "requests", value: 60, window: "minute" },
  ]);
});

test("a limit of zero is found in the message, in a violation and in the metadata", () => {
  assert.equal(said("Quota exceeded, limit: 0").zeroLimit, true);
  assert.equal(said("Quota exceeded, limit: 0, model: m").zeroLimit, true);
  for (const other of ["limit: 0.5", "limit: 05", "limit: 10", "no limit"])
    assert.equal(said(other).zeroLimit, false, other);
  assert.equal(detail({ violations: [{ quotaValue: 3 }, { quotaValue: "0" }] }).zeroLimit, true);
  assert.equal(detail({ violations: [{ quotaValue: "" }] }).zeroLimit, false);
  assert.equal(detail({ metadata: { quota_limit_value: "0" } }).zeroLimit, true);
});

test("the project's number comes from the metadata, else from the message", () => {
  assert.equal(detail({ metadata: { consumer: "projects/42" } }).consumer, "42");
  assert.equal(detail({ metadata: { consumer: "x projects/42" } }).consumer, null);
  assert.equal(detail({ metadata: { consumer: "api_key:1" } }).consumer, null);
  assert.equal(said("API has not been used in project 314159 before").consumer, "314159");
  assert.equal(said("used in project abc").consumer, null);
  const billing =
    "This API method requires billing to be enabled. Please enable billing on project #271 by visiting";
  assert.equal(said(billing).consumer, "271");
  assert.equal(said(`"${billing}`).consumer, null);
});

test("the first delay of the details counts, else the message's", () => {
  assert.equal(detail({ retryDelay: "x" }, { retryDelay: "3s" }, { retryDelay: "9s" }).retryMs, 3000);
  for (const [words, ms] of [
    ["Please retry in 36.429760048s.", 36_430],
    ["retry in 1m5.5s", 65_500],
    ["retry in 9s", 9000],
    ["retry in 842.1ms", 843],
    ["retry in a while", null],
  ] as const)
    assert.equal(said(words).retryMs, ms, words);
});

test("the successor is the last other model that a message about retirement names", () => {
  const successor = (message: string) => said(message).successor;
  for (const words of [
    "is no longer available",
    "is deprecated",
    "was shut down",
    "was shutdown",
    "is retired",
  ])
    assert.equal(
      successor(`gemini-1.5-pro ${words}. Use gemini-2.5-pro or models/gemma-3-27b-it.`),
      "gemma-3-27b-it",
    );
  assert.equal(successor("gemini-2.0 is retired; gemini-3.0 replaces gemini-2.0."), "gemini-3.0");
  assert.equal(successor("gemini-2.0 is retired: see gemini-2.0."), null);
  assert.equal(successor("gemini-2.0 is new, like gemini-3.0."), null);
});

test("a failure that is no ended 200 has no end, and without a body nothing is known", () => {
  const nothing: Facts = {
    httpStatus: null,
    network: "ECONNREFUSED",
    ...{ status: "", message: "", reason: "", consumer: null, quotas: [], zeroLimit: false },
    ...{ retryMs: null, html: false, unfit: null, successor: null, end: null },
  };
  assert.deepEqual(
    readFacts({ httpStatus: null, body: undefined, networkCode: "ECONNREFUSED", headers: {} }, 0),
    nothing,
  );
});
