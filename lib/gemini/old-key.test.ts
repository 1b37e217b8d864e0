import assert from "node:assert/strict";
import test from "node:test";
import { isOldKind } from "./old-key.ts";

test("a key is of the retired kind if Google refused its type and it is not of the new kind", () => {
  const refused = "ACCESS_TOKEN_TYPE_UNSUPPORTED: Request had invalid authentication credentials.";
  for (const [secret, reason, isOld] of [
    ["AIzaSyA-1", refused, true],
    ["AQ.Ab8", refused, false],
    ["AIzaSyA-AQ.", refused, true],
    ["AIzaSyA-1", "API_KEY_INVALID: API key not valid.", false],
    ["AIzaSyA-1", `API_KEY_INVALID: ${refused}`, false],
    ["AIzaSyA-1", null, false],
  ] as const)
    assert.equal(isOldKind(secret, reason), isOld, `${secret} ${reason}`);
});
