// What is refused. Adding a passkey and signing in with it needs a browser: e2e/accounts.spec.ts.
import assert from "node:assert/strict";
import test from "node:test";
import { hasCode } from "#test/errors.ts";
import { db } from "../db.ts";
import { createAccount } from "./fixtures/people.ts";
import { addPasskey, askPasskey, offerPasskey, removePasskey, signInWithPasskey } from "./passkeys.ts";

type Answer = NonNullable<Parameters<typeof signInWithPasskey>[0]>;
type Made = Parameters<typeof addPasskey>[2];
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** As a browser would answer, without a signature that anything could check. */
const answer = (id: string, challenge: string): Answer => ({
  ...{ id, rawId: id, type: "public-key", clientExtensionResults: {} },
  response: {
    clientDataJSON: part({ type: "webauthn.get", challenge, origin: "http://localhost:3000" }),
    authenticatorData: Buffer.alloc(37).toString("base64url"),
    signature: "AAAA",
  },
});

test("an answer is refused if no known passkey gave it, or if its signature is wrong", async () => {
  const { id: userId } = await createAccount();
  const passkey = { userId, name: "Chrome", publicKey: Buffer.alloc(32), counter: 0 };
  await db.passkey.create({ data: { id: "AAEC", ...passkey } });
  const { challenge } = await askPasskey();
  for (const given of [null, {} as Answer, answer("BBBB", challenge), answer("AAEC", challenge)])
    await assert.rejects(signInWithPasskey(given), hasCode("passkey_refused"));
});

test("a challenge can be answered once, even by a wrong answer", async () => {
  const { challenge } = await askPasskey();
  const left = () => db.challenge.count({ where: { value: challenge } });
  assert.equal(await left(), 1);
  await assert.rejects(signInWithPasskey(answer("AAEC", challenge)), hasCode("passkey_refused"));
  assert.equal(await left(), 0);
});

test("a new passkey needs a fresh proof of identity, and an answer to one's own challenge", async () => {
  const [{ person }, stranger] = [await createAccount(), await createAccount()];
  const stale = { ...person, session: { ...person.session, provedAt: new Date(0) } };
  await assert.rejects(offerPasskey(stale), hasCode("prove_again"));
  await assert.rejects(removePasskey(stale, "AAEC"), hasCode("prove_again"));
  const { challenge } = await offerPasskey(stranger.person);
  const { response, ...rest } = answer("CCCC", challenge);
  const made = {
    ...rest,
    response: {
      clientDataJSON: response.clientDataJSON,
      attestationObject: Buffer.from([0xa0]).toString("base64url"),
    },
  } as Made;
  await assert.rejects(addPasskey(person, "Chrome", made), hasCode("passkey_refused"));
  assert.equal(await db.challenge.count({ where: { value: challenge } }), 1, "another person's stays");
});

test("nobody removes another person's passkey", async () => {
  const [owner, { person }] = [await createAccount(), await createAccount()];
  const passkey = { userId: owner.id, name: "Chrome", publicKey: Buffer.alloc(32), counter: 0 };
  await db.passkey.create({ data: { id: "DDDD", ...passkey } });
  await assert.rejects(removePasskey(person, "DDDD"), hasCode("not_found"));
  assert.equal(await db.passkey.count({ where: { id: "DDDD" } }), 1);
});

test("strangers who ask for challenges without end drop each other's, never that of a passkey which is being added", async () => {
  const { person } = await createAccount();
  const { challenge } = await offerPasskey(person);
  const first = await askPasskey();
  await db.$executeRaw`
    INSERT INTO "Challenge" ("value", "expiresAt")
    SELECT 'flood ' || n, now() + interval '6 minutes' FROM generate_series(1, 10000) AS n`;
  await askPasskey();
  assert.equal(await db.challenge.count({ where: { value: first.challenge } }), 0);
  assert.equal(await db.challenge.count({ where: { value: challenge } }), 1);
});
