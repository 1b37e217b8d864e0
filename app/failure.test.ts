import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { inspect } from "node:util";
import { AppError } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { actionFailureOf } from "./failure.ts";

const failure = (thrown: unknown) =>
  actionFailureOf(thrown, (code, values) => `sentence of ${code} ${JSON.stringify(values)}`);
const logged = (t: TestContext) => t.mock.method(log, "error", () => undefined).mock;

test("a known error is told with its sentence, its values and its field", (t) => {
  const said = logged(t);
  assert.deepEqual(failure(new AppError("bot_taken", { username: "shop_bot" }, "token")), {
    ...{ ok: false, code: "bot_taken", values: { username: "shop_bot" }, field: "token" },
    error: 'sentence of bot_taken {"username":"shop_bot"}',
  });
  assert.equal(said.callCount(), 0);
});

test("of an unknown error the client learns nothing, and the log everything", (t) => {
  const said = logged(t);
  for (const thrown of [new Error("password of the database: hunter2"), "hunter2", null])
    assert.deepEqual(failure(thrown), {
      ...{ ok: false, code: "internal", values: {} },
      error: "sentence of internal {}",
    });
  assert.match(inspect(said.calls[0]?.arguments), /hunter2/);
});

test("a database that is away is told as such, without its address", () => {
  const refused = Object.assign(new Error("connect ECONNREFUSED 10.0.0.5:5432"), { code: "ECONNREFUSED" });
  const { code, error } = failure(refused);
  assert.deepEqual([code, error], ["database_away", "sentence of database_away {}"]);
});
