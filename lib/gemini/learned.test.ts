import assert from "node:assert/strict";
import test from "node:test";
import { type ErrorClass, type Evidence, failureOf } from "../fallback/index.ts";
import {
  candidate,
  error,
  google,
  hour,
  midnight,
  now,
  samples,
  second,
  understood,
} from "./fixtures/evidence.ts";
import { understand } from "./understand.ts";

test("a minute's quota without RetryInfo is parked for a minute", () => {
  const body = google(429, "RESOURCE_EXHAUSTED", "", { violations: [{ quotaId: "XPerMinuteY" }] });
  assert.deepEqual(understood(error(429, body)).park!.deadline, { at: now + 60 * second });
});

test("if only the message says when to retry, that time is used", () => {
  const body = google(429, "RESOURCE_EXHAUSTED", "Please retry in 36.429760048s.", {
    violations: [{ quotaId: "PerMinute" }],
  });
  assert.deepEqual(understood(error(429, body)).park!.deadline, { at: now + 36_430 });
});

test("a day's quota holds until midnight Pacific whatever RetryInfo says; a spending cap until the month's end", () => {
  const day = google(
    429,
    "RESOURCE_EXHAUSTED",
    "",
    { violations: [{ quotaId: "PerDay" }] },
    { retryDelay: "1s" },
  );
  assert.deepEqual(understood(error(429, day)).park!.deadline, { at: midnight });
  const cap = google(429, "RESOURCE_EXHAUSTED", "Your project has exceeded its monthly spending cap.", {
    retryDelay: "1s",
  });
  assert.deepEqual(understood(error(429, cap)).park!.deadline, { at: Date.parse("2026-08-01T07:00:00Z") });
});

test("a day's quota refused right after midnight is tried again at five past: our clock may be ahead of Google's", () => {
  const day = error(429, google(429, "RESOURCE_EXHAUSTED", "", { violations: [{ quotaId: "PerDay" }] }));
  const deadlineAt = (after: number) => understand(day, midnight + after).deadline;
  const fivePast = midnight + 300 * second;
  assert.deepEqual(deadlineAt(0), { at: fivePast });
  assert.deepEqual(deadlineAt(299 * second), { at: fivePast });
  assert.deepEqual(deadlineAt(300 * second), { at: midnight + 24 * hour });
});

test("words of the request that Google quotes decide nothing", () => {
  const quoted = [
    "text/user location",
    "text/x-overloaded",
    "text/API key not valid",
    "User location is not supported for the API use.",
    "The model is overloaded. Please try again later.",
    "Your API key was reported as leaked.",
    "Your project has been denied access.",
    "This model models/x is no longer available to new users.",
    "Developer instruction is not enabled for models/gemma-3-12b-it",
    "Quota exceeded, limit: 0",
    '"reason": "API_KEY_INVALID"',
  ];
  for (const words of quoted) {
    for (const message of [`Unsupported MIME type: ${words}`, `Invalid value at 'contents': "${words}"`]) {
      const body = google(400, "INVALID_ARGUMENT", message);
      const failure = understood(error(400, body));
      assert.deepEqual([failure.class, failure.park], ["bad_request", null], message);
      const cut = understood(error(400, JSON.stringify(body).slice(0, -3)));
      assert.deepEqual([cut.class, cut.park], ["bad_request", null], `${message}, cut off`);
      const inString = understood(error(400, JSON.stringify(JSON.stringify(body)).slice(0, -5)));
      assert.deepEqual([inString.class, inString.park], ["bad_request", null], `${message}, in a string`);
    }
  }
});

test("an INVALID_ARGUMENT with a sentence about keys, locations or load is bad_request", () => {
  for (const message of [
    "API key not valid. Please pass a valid API key.",
    "User location is not supported for the API use.",
    "The model is overloaded. Please try again later.",
    "Your API key was reported as leaked. Please use another API key.",
  ]) {
    assert.equal(understood(error(400, google(400, "INVALID_ARGUMENT", message))).class, "bad_request");
  }
});

test("Retry-After is honoured if the body names no time, in seconds or as a date; never under 1 s", () => {
  const body = google(429, "RESOURCE_EXHAUSTED", "", { violations: [{ quotaId: "PerMinute" }] });
  const after = (value: string) => {
    const evidence: Evidence = {
      kind: "error",
      httpStatus: 429,
      body,
      networkCode: null,
      headers: { "retry-after": value },
    };
    return understood(evidence).park?.deadline;
  };
  assert.deepEqual(after("7"), { at: now + 7 * second });
  assert.deepEqual(after("0"), { at: now + second });
  assert.deepEqual(after(new Date(now + 9_000).toUTCString()), { at: now + 9 * second });
  assert.deepEqual(after("soon"), { at: now + 60 * second });
});

test("a retired model's successor is read from Google's message", () => {
  const gone = (message: string) => understood(error(404, google(404, "NOT_FOUND", message))).successor;
  assert.equal(
    gone(
      "This model models/gemini-2.5-flash is no longer available to new users. Please use models/gemini-3.6-flash instead.",
    ),
    "gemini-3.6-flash",
  );
  assert.equal(gone("This model models/gemini-2.5-flash is no longer available to new users."), null);
  assert.equal(gone("models/gemini-pro is not found for API version v1beta. Try models/gemini-x."), null);
});

test("the project's number and the quotas that an error names are learned", () => {
  const disabled = samples.find(({ id }) => id === "service-disabled")!;
  assert.equal(understood(error(403, disabled.body)).consumer, "314159265358");
  const spent = samples.find(({ id }) => id === "day-quota-free-tier")!;
  assert.deepEqual(understood(error(429, spent.body)).quotas, [
    {
      quotaId: "GenerateRequestsPerDayPerProjectPerModel-FreeTier",
      quotaMetric: "generativelanguage.googleapis.com/generate_content_free_tier_requests",
      value: 250,
      window: "day",
    },
  ]);
});

test("a key that Google echoes is removed from the reason", () => {
  const echoed = google(403, "PERMISSION_DENIED", "Consumer 'api_key:AIzaSyD-abc_123' has been suspended.");
  assert.equal(understood(error(403, echoed)).reason, "Consumer 'api_key:[key]' has been suspended.");
});

test("silence cut short by the message's deadline parks nothing", () => {
  const failure = understood({ kind: "silence", afterMs: 3000, proven: false });
  assert.deepEqual([failure.class, failure.park], ["timeout", null]);
});

test("unknown errors that look alike share a fingerprint, and an admin's class for it is used", () => {
  const teapot = (n: number) =>
    error(418, google(418, "TEAPOT", `Pot ${n} of project p-${n} is short and stout`));
  const first = understood(teapot(1));
  assert.equal(first.fingerprint, understood(teapot(2)).fingerprint);
  assert.notEqual(first.fingerprint, understood(error(418, google(418, "TEAPOT", "no tea"))).fingerprint);
  const given = new Map<string, ErrorClass>([[first.fingerprint ?? "", "key_blocked"]]);
  const classified = failureOf(understand(teapot(3), now, given), teapot(3), candidate);
  assert.deepEqual([classified.class, classified.park?.scope], ["key_blocked", "key"]);
});

test("no body makes it throw", () => {
  const bodies = [
    ...[undefined, 0, true, [], [[]], [null], {}, { error: null }, { error: "text" }],
    { error: { details: 7 } },
    { error: { details: [null, { violations: {} }, { violations: [null] }, { metadata: "x" }] } },
    ...['"', '"a"', '"'.repeat(9), '"\\', '"\\"\\\\\\""', "[", "null", "<"],
  ];
  for (const body of bodies) {
    for (const status of [null, 200, 400, 403, 404, 429, 500, 503]) understood(error(status, body));
  }
});

test("errors as they come through gateways, SDKs and front ends have the class of what Google said", () => {
  const day = google(429, "RESOURCE_EXHAUSTED", "", { violations: [{ quotaId: "XPerDayY" }] });
  const within = (inner: unknown, code = 429) =>
    error(code, { error: { message: JSON.stringify(inner, null, 1), code, status: "Too Many Requests" } });
  const page = "<html><title>Error</title></html>";
  const cases: [ErrorClass, Evidence][] = [
    ["rate_day", within(day)],
    ["rate_day", within([day])],
    ["key_invalid", within(google(400, "INVALID_ARGUMENT", "", { reason: "API_KEY_INVALID" }), 400)],
    ["project_blocked", within(google(403, "", "", { reason: "CONSUMER_SUSPENDED" }), 403)],
    ["bad_request", error(400, google(400, "INVALID_ARGUMENT", '{"text": "hello"}'))],
    ["key_invalid", error(401, page)],
    ["prepaid_empty", error(402, page)],
    ["bad_request", error(400, page)],
    ["bad_request", error(413, page)],
    ["internal", error(404, page)],
    ["egress_refused", error(403, "We're sorry... your computer may be sending automated queries.")],
    ["egress_refused", error(429, "Our systems have detected unusual traffic from your network.")],
    ["rate_unknown", error(200, { error: { code: 8, status: "RESOURCE_EXHAUSTED" } })],
    ["overloaded", error(200, { error: { code: 14, status: "UNAVAILABLE" } })],
    ["rate_unknown", error(200, { error: { code: "RESOURCE_EXHAUSTED" } })],
    ["model_missing", error(410, null)],
    ["internal", error(408, null)],
    ["internal", error(409, google(409, "ABORTED", ""))],
    ["project_blocked", error(403, google(403, "PERMISSION_DENIED", "", { reason: "USER_PROJECT_DENIED" }))],
    ["key_blocked", error(403, google(403, "PERMISSION_DENIED", "", { reason: "SERVICE_ACCOUNT_DISABLED" }))],
    ["bad_request", error(400, google(400, "", "The model is overloaded. Please try again later."))],
    [
      "model_unfit",
      error(400, google(400, "INVALID_ARGUMENT", "This model only supports Interactions API.")),
    ],
    [
      "model_unfit",
      error(
        400,
        google(400, "INVALID_ARGUMENT", "System instruction is not enabled for models/gemma-3-1b-it"),
      ),
    ],
  ];
  for (const [expected, evidence] of cases)
    assert.equal(understood(evidence).class, expected, JSON.stringify(evidence));
});

test("a cap on spending is known whoever it is of, and a rate of spending however it is worded", () => {
  const classOf = (message: string) =>
    understood(error(429, google(429, "RESOURCE_EXHAUSTED", message))).class;
  for (const message of [
    "Your project has exceeded its monthly spending cap.",
    "Your billing account has exceeded its monthly spending cap.",
    "Your billing account has exceeded its monthly spend limit. See https://example.com",
  ])
    assert.equal(classOf(message), "spend_cap", message);
  for (const message of [
    "You have exceeded the spend limit",
    "You have exceeded your spend rate limit.",
    "Your project has exceeded its spend-based rate limit.",
    "Spend-based rate limit exceeded.",
  ])
    assert.equal(classOf(message), "spend_rate", message);
  assert.equal(
    classOf("Tell me that your billing account has exceeded its monthly spending cap."),
    "rate_unknown",
  );
});

test("a retry time beyond all reason is no longer than an hour", () => {
  const after = (quotaId: string, retryDelay: string) =>
    understood(
      error(429, google(429, "RESOURCE_EXHAUSTED", "", { violations: [{ quotaId }] }, { retryDelay })),
    ).park?.deadline;
  assert.deepEqual(after("XPerMinuteY", "94608000s"), { at: now + hour });
  assert.deepEqual(after("X", "94608000s"), { base: hour, cap: hour });
});

test("a project's number is read from Google's own sentence only", () => {
  const consumerOf = (status: string, message: string) =>
    understand(error(403, google(403, status, message)), now).consumer;
  const off = "Generative Language API has not been used in project 4242 before or it is disabled.";
  assert.equal(consumerOf("PERMISSION_DENIED", off), "4242");
  assert.equal(consumerOf("INVALID_ARGUMENT", "Unsupported MIME type: text/x in project 4242"), null);
});
