// Secrets that an earlier version stored must stay readable, and their blind indexes equal.

import "#test/environment.ts";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test from "node:test";
import { indexOf, open, type SecretLocation, seal } from "./secrets.ts";

process.env.ENCRYPTION_KEY = "ab".repeat(32);

const place: SecretLocation = { tenantId: "t1", table: "Key", rowId: "k1", column: "secret" };
const plain = "AQ.kept-secret";
const sealed = "v1.ceef3429.fi-r2OFR8q3leT08.2YF2Zl70v6sLcDHNw_k.rlpFLRHN7P5zc4u9kOtG8g";
const index = "K3qrKW1i2swGSorVs6pwwVQn-GEg06CKmf_mKjf1mi4";

test("a secret sealed earlier opens, and its blind index is the same", () => {
  assert.equal(open(sealed, place), plain);
  assert.equal(indexOf(plain), index);
  assert.equal(seal(plain, place).split(".")[1], "ceef3429");
});

test("the same key in base64 is the same key", () => {
  const script = `const { indexOf, open } = await import("#lib/secrets.ts");
    console.log(open(${JSON.stringify(sealed)}, ${JSON.stringify(place)}), indexOf("${plain}"));`;
  const key = Buffer.from("ab".repeat(32), "hex").toString("base64");
  const env = { ...process.env, ENCRYPTION_KEY: key, NODE_OPTIONS: "" };
  const out = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
    env,
    encoding: "utf8",
  });
  assert.equal(out.trim(), `${plain} ${index}`);
});

const [older, newer] = ["ab".repeat(32), "cd".repeat(32)];
/** What a process with these keys prints. */
function withKeys(keys: string, script: string): string {
  const imports = `const { indexOf, indexesOf, keyIds, open, seal } = await import("#lib/secrets.ts");
    const place = ${JSON.stringify(place)};`;
  return execFileSync(process.execPath, ["--input-type=module", "-e", imports + script], {
    env: { ...process.env, ENCRYPTION_KEY: keys, NODE_OPTIONS: "" },
    encoding: "utf8",
    stdio: "pipe",
  }).trim();
}

test("of several keys the first seals and all open", () => {
  const [opened, sealedNow, ids] = withKeys(
    ` ${newer}, ${older}\n`,
    `console.log(open("${sealed}", place)); console.log(seal("new", place)); console.log(String(keyIds()));`,
  ).split("\n");
  assert.equal(opened, plain);
  const [first, second] = ids?.split(",") ?? [];
  assert.equal(second, "ceef3429");
  assert.equal(sealedNow?.split(".")[1], first);
  assert.equal(withKeys(newer, `console.log(open("${sealedNow}", place));`), "new");
  assert.throws(() => open(sealedNow ?? "", place), /another ENCRYPTION_KEY/);
});

test("a secret is found by its blind index of any key", () => {
  const indexes = withKeys(
    `${newer},${older}`,
    `console.log(String(indexesOf("${plain}")), indexOf("${plain}"));`,
  );
  const now = withKeys(newer, `console.log(indexOf("${plain}"));`);
  assert.equal(indexes, `${now},${index} ${now}`);
});

test("a secret of another key, and a text that is no sealed secret, are errors that say so", () => {
  const [version, , ...rest] = sealed.split(".");
  assert.throws(() => open([version, "00000000", ...rest].join("."), place), /another ENCRYPTION_KEY/);
  const parts = sealed.split(".");
  const broken = ["", plain, ["v2", ...parts.slice(1)].join("."), parts.slice(0, 4).join(".")];
  for (const text of [...broken, parts.slice(0, 3).join("."), parts.with(2, "").join(".")])
    assert.throws(() => open(text, place), /Not a sealed secret/, text);
});

test("an empty secret can be sealed", () => assert.equal(open(seal("", place), place), ""));

test("without an ENCRYPTION_KEY nothing opens, and the error names it", () => {
  const script = `const { indexOf } = await import("#lib/secrets.ts"); indexOf("x");`;
  const env = { ...process.env, ENCRYPTION_KEY: "", NODE_OPTIONS: "" };
  assert.throws(
    () => execFileSync(process.execPath, ["--input-type=module", "-e", script], { env, stdio: "pipe" }),
    /ENCRYPTION_KEY is not set/,
  );
});
