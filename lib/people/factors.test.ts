import assert from "node:assert/strict";
import test from "node:test";
import { generateSync } from "otplib";
import { createTenant } from "#test/builders.ts";
import { hasCode } from "#test/errors.ts";
import { db } from "../db.ts";
import type { AppError } from "../errors.ts";
import { enterCode } from "./factors.ts";
import { createAccount, enterAs, from, ownActionsOf, PASSWORD, type TestAccount } from "./fixtures/people.ts";
import { personOfToken } from "./person.ts";
import { proveAgain, requireFresh } from "./proof.ts";
import { signIn } from "./sign-in.ts";
import { confirmTotp, offerTotp, removeTotp, renewRecoveryCodes } from "./totp.ts";

/**
 * Codes of the app, `away` half minutes from now. The one after the current is accepted however long the test takes, and
 * unused if only the current one was.
 */
const codeAt = (secret: string, away = 0) =>
  generateSync({ secret, epoch: Math.floor(Date.now() / 1_000) + away * 30 });

/** A code that the app does not show, now or in the next minutes. */
function wrongCode(secret: string): string {
  const shown = Array.from({ length: 20 }, (_, i) => codeAt(secret, i - 5));
  for (let n = 0; ; n++) {
    const code = String(n).padStart(6, "0");
    if (!shown.includes(code)) return code;
  }
}

/** Sets an app up with the current code. */
async function withTotp(account: TestAccount): Promise<{ secret: string; codes: string[] }> {
  const { secret } = await offerTotp(account.person);
  const codes = await confirmTotp(account.person, codeAt(secret));
  assert.ok(codes);
  return { secret, codes };
}

test("an app counts once its first code is entered; then the other sessions end and this one is strong", async () => {
  const account = await createAccount();
  const other = await enterAs(account.id);
  const { secret, qr, uri } = await offerTotp(account.person);
  assert.ok(qr.path.length > 100 && uri.startsWith("otpauth://totp/BotFactory"));
  assert.ok(await signIn(account.email, PASSWORD, from("8.1.1.1")), "not asked for yet");
  await assert.rejects(confirmTotp(account.person, wrongCode(secret)), hasCode("code_wrong"));
  const codes = await confirmTotp(account.person, codeAt(secret));
  assert.equal(new Set(codes).size, 10);
  assert.equal(await personOfToken(other.token), null);
  assert.equal((await personOfToken(account.token))?.session.strong, true);
  assert.deepEqual(await ownActionsOf(account.id), ["person.totp.add"]);
  const rows = JSON.stringify([await db.totp.findMany(), await db.recoveryCode.findMany()]);
  for (const hidden of [secret, ...(codes ?? [])]) assert.ok(!rows.includes(hidden));
});

test("with an app the right password alone does not sign in; a code does, once", async () => {
  const account = await createAccount();
  const { secret } = await withTotp(account);
  const { email, id } = account;
  await assert.rejects(signIn(email, PASSWORD, from("8.1.1.2")), hasCode("second_factor"));
  // Only whoever knows the password learns that there is a second factor.
  await assert.rejects(signIn(email, "wrong", from("8.1.1.2"), codeAt(secret, 1)), hasCode("sign_in"));
  await assert.rejects(signIn(email, PASSWORD, from("8.1.1.2"), codeAt(secret, -10)), hasCode("code_wrong"));
  const code = codeAt(secret, 1);
  assert.deepEqual(await signIn(email, PASSWORD, from("8.1.1.2"), code), { userId: id, strong: true });
  await assert.rejects(signIn(email, PASSWORD, from("8.1.1.2"), code), hasCode("code_wrong"));
});

test("of two sign-ins at once with the same code one is refused, and so with a recovery code", async () => {
  const account = await createAccount();
  const { secret, codes } = await withTotp(account);
  for (const code of [codeAt(secret, 1), codes[0] ?? ""]) {
    const both = await Promise.allSettled([1, 2].map(() => enterCode(account.id, code)));
    assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"], code);
  }
});

test("a recovery code signs in once, in any spelling, and only its owner", async () => {
  const [account, stranger] = [await createAccount(), await createAccount()];
  const { codes } = await withTotp(account);
  await withTotp(stranger);
  const [code = ""] = codes;
  await assert.rejects(enterCode(stranger.id, code), hasCode("code_wrong"));
  const typed = ` ${code.replaceAll("-", " ").toUpperCase()}`;
  assert.equal((await signIn(account.email, PASSWORD, from("8.1.1.3"), typed)).strong, true);
  await assert.rejects(signIn(account.email, PASSWORD, from("8.1.1.3"), code), hasCode("code_wrong"));
});

test("after ten wrong codes even the right one has to wait", async () => {
  const account = await createAccount();
  const { secret } = await withTotp(account);
  const wrong = wrongCode(secret);
  for (let i = 0; i < 10; i++) await assert.rejects(enterCode(account.id, wrong), hasCode("code_wrong"));
  await assert.rejects(enterCode(account.id, codeAt(secret, 1)), hasCode("too_many_tries"));
});

test("whoever knows the password tries at most some 120 codes a day, whether they wait for each delay or spare them", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const account = await createAccount();
  const { secret } = await withTotp(account);
  const dayLong = async (pauseMs: number) => {
    let tries = 0;
    for (const end = Date.now() + 86_400_000; Date.now() < end; ) {
      const { code, values } = await enterCode(account.id, wrongCode(secret)).then(
        () => assert.fail("the code is wrong"),
        (error: AppError) => error,
      );
      if (code === "code_wrong") tries++;
      t.mock.timers.tick(code === "code_wrong" ? pauseMs : Number(values.minutes) * 60_000);
    }
    return tries;
  };
  const greedy = await dayLong(1);
  assert.ok(greedy > 100 && greedy < 130, String(greedy));
  t.mock.timers.tick(2 * 86_400_000);
  const sparing = await dayLong(100_000);
  assert.ok(sparing < 130, String(sparing));
});

test("second factors change only with a proof of identity that is at most 15 minutes old", async () => {
  const account = await createAccount();
  const { secret, codes } = await withTotp(account);
  await db.session.updateMany({
    where: { userId: account.id },
    data: { provedAt: new Date(Date.now() - 16 * 60_000) },
  });
  const person = await personOfToken(account.token);
  assert.ok(person);
  for (const change of [() => offerTotp(person), () => removeTotp(person), () => renewRecoveryCodes(person)])
    await assert.rejects(change(), hasCode("prove_again"));
  await assert.rejects(proveAgain(person, { code: wrongCode(secret) }), hasCode("code_wrong"));
  // A password is no proof for somebody with an app.
  await assert.rejects(proveAgain(person, { password: PASSWORD }), hasCode("second_factor"));
  await proveAgain(person, { code: codeAt(secret, 1) });
  const again = await personOfToken(account.token);
  assert.ok(again);
  requireFresh(again);
  const weak = await enterAs(account.id);
  await proveAgain(weak.person, { code: codes[0] ?? "" });
  assert.equal((await personOfToken(weak.token))?.session.strong, true);
  await removeTotp(again);
  assert.ok(await signIn(account.email, PASSWORD, from("8.1.1.4")));
  assert.equal(await db.recoveryCode.count({ where: { userId: account.id } }), 0);
  await assert.rejects(proveAgain(again, { password: "wrong" }), hasCode("password_wrong"));
  await proveAgain(again, { password: PASSWORD });
});

test("new recovery codes replace the old ones", async () => {
  const account = await createAccount();
  const { codes } = await withTotp(account);
  const fresh = await renewRecoveryCodes(account.person);
  await assert.rejects(enterCode(account.id, codes[0] ?? ""), hasCode("code_wrong"));
  await enterCode(account.id, fresh[0] ?? "");
});

test("where a tenant demands a second factor, its members cannot remove their last one", async () => {
  const tenant = await createTenant({ secondFactor: true });
  const account = await createAccount({ ...tenant, role: "owner" });
  await withTotp(account);
  await assert.rejects(removeTotp(account.person), hasCode("factor_last"));
  const passkey = { userId: account.id, name: "Chrome", publicKey: Buffer.from(""), counter: 0 };
  await db.passkey.create({ data: { id: account.id, ...passkey } });
  await removeTotp(account.person);
});

test("a wrong code and a wrong password are in the record, with where they were entered", async () => {
  const [account, other] = [await createAccount(), await createAccount()];
  const origin = { address: "8.1.1.9", agent: "Firefox" };
  const wrong = wrongCode((await withTotp(account)).secret);
  await assert.rejects(signIn(account.email, PASSWORD, from("8.1.1.9"), wrong), hasCode("code_wrong"));
  const person = { ...other.person, from: origin };
  await assert.rejects(proveAgain(person, { password: "wrong" }), hasCode("password_wrong"));
  const rows = await db.audit.findMany({ where: { address: "8.1.1.9" }, orderBy: { id: "asc" } });
  assert.deepEqual(
    rows.map(({ action, actorId }) => [action, actorId]),
    [
      ["person.totp.failed", account.id],
      ["person.password.failed", other.id],
    ],
  );
});
