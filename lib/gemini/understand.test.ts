import assert from "node:assert/strict";
import test from "node:test";
import { type ErrorClass, type Evidence, errorClasses, meanings, type Scope } from "../fallback/index.ts";
import {
  ended,
  error,
  google,
  hour,
  info,
  midnight,
  now,
  samples,
  second,
  understood,
} from "./fixtures/evidence.ts";

const ids: Record<Scope, string> = {
  key: "k1",
  project: "p1",
  project_model: "p1/gemini-2.5-flash",
  key_model: "k1/gemini-2.5-flash",
  model: "*/gemini-2.5-flash",
  egress: "egress",
};

const deadlines: Partial<Record<ErrorClass, unknown>> = {
  rate_minute: { at: now + 36 * second },
  rate_day: { at: midnight },
  no_entitlement: { base: 24 * hour, cap: 24 * hour },
  rate_unknown: { base: 30 * second, cap: 900 * second },
  key_invalid: { at: null },
  key_blocked: { base: hour, cap: hour },
  project_blocked: { base: hour, cap: hour },
  model_missing: { base: 24 * hour, cap: 24 * hour },
  overloaded: { base: 2 * second, cap: 10 * second },
};

for (const sample of samples.filter(({ http }) => http !== 200)) {
  const text = JSON.stringify(sample.body);
  const shapes: Record<string, unknown> = {
    "as JSON": sample.body,
    "as text": text,
    "in an array": [sample.body],
    "in an array as text": `[${text}\n]`,
    "pretty-printed": JSON.stringify(sample.body, null, 2),
    "cut off by its last bytes": text.slice(0, -4),
    "in an array, cut off": `[${text.slice(0, -3)}`,
    "as JSON in a string": JSON.stringify(text),
    "as JSON in a string in a string": JSON.stringify(JSON.stringify(text)),
    "as JSON in a string in an array": [text],
    "as JSON in a string, pretty-printed": JSON.stringify(JSON.stringify(sample.body, null, 2)),
    "as JSON in a string, cut off": JSON.stringify(text).slice(0, -6),
  };
  for (const [shape, body] of Object.entries(shapes)) {
    test(`${sample.id}, ${shape}, is ${sample.class} and parks no more than that proves`, () => {
      const failure = understood(error(sample.http, body));
      assert.equal(failure.class, sample.class);
      assert.equal(failure.httpStatus, sample.http);
      assert.equal(failure.park?.scope ?? null, meanings[sample.class].parks);
      assert.deepEqual(failure.park?.deadline, deadlines[sample.class]);
    });
    test(`${sample.id}, ${shape}, means the same inside a stream that began with 200`, () => {
      const failure = understood(error(200, body));
      assert.deepEqual([failure.class, failure.httpStatus], [sample.class, sample.http]);
    });
  }
}

/** Every other piece of evidence that docs/chain.md names. */
const cases: [ErrorClass, string, Evidence][] = [
  [
    "rate_minute",
    "the old shape: RATE_LIMIT_EXCEEDED with its consumer",
    error(
      429,
      google(
        429,
        "RESOURCE_EXHAUSTED",
        "Quota exceeded",
        info("RATE_LIMIT_EXCEEDED", {
          consumer: "projects/42",
          quota_limit: "GenerateContentRequestsPerMinutePerProjectPerRegion",
          quota_limit_value: "60",
        }),
      ),
    ),
  ],
  [
    "rate_minute",
    "the old shape without a limit",
    error(
      429,
      google(429, "RESOURCE_EXHAUSTED", "", info("RATE_LIMIT_EXCEEDED", { consumer: "projects/42" })),
    ),
  ],
  [
    "rate_minute",
    "input tokens per minute",
    error(
      429,
      google(429, "RESOURCE_EXHAUSTED", "", {
        violations: [{ quotaId: "GenerateContentInputTokensPerModelPerMinute-FreeTier" }],
      }),
    ),
  ],
  [
    "rate_day",
    "a violation per day among others per minute",
    error(
      429,
      google(
        429,
        "RESOURCE_EXHAUSTED",
        "",
        {
          violations: [
            { quotaId: "GenerateRequestsPerMinutePerProjectPerModel" },
            { quotaId: "GenerateRequestsPerDayPerProjectPerModel" },
          ],
        },
        { retryDelay: "3s" },
      ),
    ),
  ],
  [
    "no_entitlement",
    "quota_limit_value 0",
    error(
      429,
      google(
        429,
        "RESOURCE_EXHAUSTED",
        "",
        info("RATE_LIMIT_EXCEEDED", { consumer: "projects/42", quota_limit_value: "0" }),
      ),
    ),
  ],
  [
    "spend_cap",
    "a monthly spending cap",
    error(429, google(429, "RESOURCE_EXHAUSTED", "Your project has exceeded its monthly spending cap.")),
  ],
  ["rate_unknown", "no body", error(429, null)],
  [
    "egress_refused",
    "Google's front end",
    error(429, "<html>Our systems have detected unusual traffic</html>"),
  ],
  [
    "rate_unknown",
    "a limit that only begins with 0",
    error(429, google(429, "RESOURCE_EXHAUSTED", "Quota exceeded, limit: 0.5")),
  ],
  [
    "key_invalid",
    "an expired key",
    error(
      400,
      google(400, "INVALID_ARGUMENT", "API key expired. Please renew the API key.", info("API_KEY_INVALID")),
    ),
  ],
  [
    "key_blocked",
    "API_KEY_SERVICE_BLOCKED",
    error(
      403,
      google(
        403,
        "PERMISSION_DENIED",
        "blocked",
        info("API_KEY_SERVICE_BLOCKED", { consumer: "projects/42" }),
      ),
    ),
  ],
  [
    "key_blocked",
    "API_KEY_HTTP_REFERRER_BLOCKED",
    error(403, google(403, "PERMISSION_DENIED", "", info("API_KEY_HTTP_REFERRER_BLOCKED"))),
  ],
  [
    "key_blocked",
    "API_KEY_IP_ADDRESS_BLOCKED",
    error(403, google(403, "PERMISSION_DENIED", "", info("API_KEY_IP_ADDRESS_BLOCKED"))),
  ],
  [
    "model_denied",
    "any other PERMISSION_DENIED",
    error(403, google(403, "PERMISSION_DENIED", "The caller does not have permission")),
  ],
  [
    "project_blocked",
    "CONSUMER_SUSPENDED",
    error(403, google(403, "PERMISSION_DENIED", "", info("CONSUMER_SUSPENDED", { consumer: "projects/42" }))),
  ],
  [
    "project_blocked",
    "BILLING_DISABLED",
    error(403, google(403, "PERMISSION_DENIED", "", info("BILLING_DISABLED", { consumer: "projects/42" }))),
  ],
  [
    "model_missing",
    "no longer available to new users",
    error(
      403,
      google(
        403,
        "PERMISSION_DENIED",
        "This model models/gemini-2.0-flash is no longer available to new users.",
      ),
    ),
  ],
  ["model_missing", "404 without a body", error(404, null)],
  [
    "overloaded",
    "high demand",
    error(500, google(500, "INTERNAL", "This model is currently experiencing high demand.")),
  ],
  ["overloaded", "503 without a body", error(503, "")],
  ["internal", "500 without a body", error(500, null)],
  ["internal", "502", error(502, "upstream connect error")],
  ["internal", "504", error(504, google(504, "DEADLINE_EXCEEDED", "Deadline expired"))],
  ["internal", "HTML from a proxy", error(503, "<!DOCTYPE html><html><title>Error</title></html>")],
  ["egress_refused", "HTML that forbids", error(403, "\n<html><body>Forbidden</body></html>")],
  ["internal", "HTML that cuts off", error(404, "<ht")],
  ["internal", "half an answer", error(200, '{"candidates": [{"content": {"parts": [{"te')],
  ["internal", "a stream without a finish reason", ended(null, true)],
  ["internal", "a stream with nothing in it", ended(null, false)],
  ["timeout", "connection refused", error(null, null, "ECONNREFUSED")],
  ["timeout", "DNS", error(null, null, "ENOTFOUND")],
  ["timeout", "silence", { kind: "silence", afterMs: 15_000, proven: true }],
  [
    "location",
    "user location",
    error(400, google(400, "FAILED_PRECONDITION", "User location is not supported for the API use.")),
  ],
  [
    "project_refused",
    "any other FAILED_PRECONDITION",
    error(400, google(400, "FAILED_PRECONDITION", "Something else")),
  ],
  ["bad_request", "400 without a body", error(400, null)],
  ["bad_request", "400 cut off", error(400, '{"error": {"code": 400, "mess')],
  ["blocked", "a prompt blocked", ended(null, false, "PROHIBITED_CONTENT")],
  ...["SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII", "RECITATION"].map(
    (reason): [ErrorClass, string, Evidence] => [
      "blocked",
      `finish ${reason}, even after text`,
      ended(reason, true),
    ],
  ),
  ["empty", "STOP without parts", ended("STOP")],
  ["empty", "MAX_TOKENS before any text", ended("MAX_TOKENS")],
  ["empty", "MALFORMED_FUNCTION_CALL", ended("MALFORMED_FUNCTION_CALL", true)],
  [
    "key_invalid",
    "401",
    error(401, google(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.")),
  ],
  ["model_denied", "403 without a body", error(403, null)],
  ["unknown", "418", error(418, "teapot")],
  ["unknown", "nothing at all", error(null, null)],
  ["empty", "a finish reason of tomorrow", ended("TOMORROW", true)],
  ["prepaid_empty", "402 without a body", error(402, null)],
  [
    "prepaid_empty",
    "prepayment credits",
    error(429, google(429, "RESOURCE_EXHAUSTED", "Your prepayment credits are depleted. Top up.")),
  ],
  [
    "spend_rate",
    "a spend-based limit of minutes",
    error(429, google(429, "RESOURCE_EXHAUSTED", "You have exceeded the spend-based rate limit.")),
  ],
  ["bad_request", "too large", error(413, null)],
  ["internal", "499 that is not ours", error(499, google(499, "CANCELLED", "The operation was cancelled."))],
  ...[
    "Developer instruction is not enabled for models/gemma-3-12b-it",
    "Image input modality is not enabled for models/gemma-3-1b-it",
  ].map((message): [ErrorClass, string, Evidence] => [
    "model_unfit",
    message,
    error(400, google(400, "INVALID_ARGUMENT", message)),
  ]),
];

for (const [expected, name, evidence] of cases) {
  test(`${expected}: ${name}`, () => {
    const failure = understood(evidence);
    assert.equal(failure.class, expected);
    assert.equal(failure.park?.scope ?? null, meanings[expected].parks);
    if (failure.park && expected !== "model_unfit") assert.equal(failure.park.id, ids[failure.park.scope]);
  });
}

/** Sentences of a 403 without details, as Google writes them here or in another of its services. */
const forbidden: Partial<Record<ErrorClass, string[]>> = {
  key_blocked: [
    "Your API key has been reported as leaked. Please use another API key.",
    "The request is missing a valid API key.",
    "This API key is not authorized to use this service or API. Please check the restrictions.",
    "This IP, site or mobile application is not authorized to use this API key. Request received from 203.0.113.7",
    "API keys with referer restrictions cannot be used with this API.",
    "The provided API key has an HTTP referrer restriction. The referrer violates this restriction.",
  ],
  project_blocked: [
    "Your project has been suspended.",
    "The project has been suspended for violating the terms.",
    "Project 'my-shop' has been suspended.",
    "Consumer has been suspended.",
    "Permission denied: Consumer 'project_number:123' has been suspended.",
    "Generative Language API is disabled for this project.",
    "The billing account for the owning project is disabled in state absent",
    "The project to be billed is associated with an absent billing account.",
    "Billing is disabled for project 123.",
    "Billing is not enabled. Enable it first.",
    "Billing account for project '123' is not found.",
  ],
  model_denied: [
    "The caller does not have permission",
    // Neither whole nor first: somebody may be quoted.
    "He wrote: Your project has been suspended.",
    "Ask about Billing is disabled for project 123.",
    "Requests to this API are not blocked.",
    "The provided API key has an owner.",
  ],
};
for (const [expected, messages] of Object.entries(forbidden)) {
  for (const message of messages) {
    test(`a bare 403 that says "${message}" is ${expected}`, () => {
      const denied = (status: string) => error(403, { error: { code: 403, message, status } });
      assert.equal(understood(denied("PERMISSION_DENIED")).class, expected);
      assert.equal(understood(error(403, message)).class, expected);
      // Where the request may be quoted, it proves nothing.
      assert.equal(understood(denied("INVALID_ARGUMENT")).class, "model_denied");
    });
  }
}

test("words about a model count in any status, but not where the request may be quoted", () => {
  for (const [message, expected] of [
    ["The model is overloaded. Please try again later.", "overloaded"],
    ["This model is currently experiencing high demand. Try later.", "overloaded"],
    ["This model models/gemini-2.0-flash is no longer available to new users.", "model_missing"],
  ] as const) {
    const kind = (http: number, status: string) =>
      understood(error(http, google(http, status, message))).class;
    for (const [http, status] of [
      [400, "FAILED_PRECONDITION"],
      [401, "UNAUTHENTICATED"],
      [403, "PERMISSION_DENIED"],
      [429, "RESOURCE_EXHAUSTED"],
      [500, "INTERNAL"],
      [418, "TEAPOT"],
    ] as const)
      assert.equal(kind(http, status), expected, `${http}`);
    assert.equal(kind(400, "INVALID_ARGUMENT"), "bad_request");
    assert.equal(kind(400, ""), "bad_request");
    assert.equal(kind(500, "INVALID_ARGUMENT"), "internal");
  }
  // A quota that Google names says more.
  const spent = { violations: [{ quotaId: "XPerDay" }] };
  const overloaded = google(429, "RESOURCE_EXHAUSTED", "The model is overloaded.", spent);
  assert.equal(understood(error(429, overloaded)).class, "rate_day");
});

test("every class has evidence in these tests", () => {
  const seen = new Set([...samples.map((sample) => sample.class), ...cases.map(([name]) => name)]);
  assert.deepEqual(
    errorClasses.filter((name) => !seen.has(name)),
    [],
  );
});

test("no single failure parks anything for another tenant", () => {
  const evidence = [
    ...cases.map(([, , each]) => each),
    ...samples.map(({ http, body }) => error(http, body)),
  ];
  for (const each of evidence) assert.notEqual(understood(each).park?.owner, null);
});
