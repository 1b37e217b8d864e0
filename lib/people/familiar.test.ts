import "#test/database.ts";
import assert from "node:assert/strict";
import { randomInt, randomUUID } from "node:crypto";
import test from "node:test";
import { db } from "../db.ts";
import { AppError } from "../errors.ts";
import { admitTry, deviceCookie, deviceOf, newDevice, type TryOrigin } from "./familiar.ts";
import { forgetTries, hashedKey } from "./tries.ts";

process.env.NEXTAUTH_SECRET = "a secret of the tests";

const newAddress = () => `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;
const account = () => `${randomUUID()}@example.com`;
const stranger = (address = newAddress()): TryOrigin => ({ address, device: newDevice() });

async function isAdmitted(who: string, from: TryOrigin): Promise<boolean> {
  // The ceiling over all has a test of its own.
  await forgetTries("everyone", "all");
  return admitTry(who, from).then(
    () => true,
    (error) => {
      assert.ok(error instanceof AppError && error.code === "too_many_tries");
      return false;
    },
  );
}
async function signsIn(who: string, from: TryOrigin): Promise<void> {
  await (await admitTry(who, from)).succeeded();
}
/** Strangers' tries, each from an address of its own, until one is refused. */
async function attack(who: string): Promise<number> {
  for (let tries = 0; tries < 100; tries++) if (!(await isAdmitted(who, stranger()))) return tries;
  return 100;
}

test("strangers' tries at an account, from however many addresses, are few", async () => {
  assert.equal(await attack(account()), 10);
});

test("a stranger cannot lock an account: a device that signed in before is not counted with strangers", async () => {
  const [who, own] = [account(), stranger()];
  await signsIn(who, own);
  await attack(who);
  assert.ok(await isAdmitted(who, { device: own.device, address: newAddress() }), "from a new address");
  assert.ok(
    await isAdmitted(who, { device: null, address: own.address }),
    "without the cookie, from the address",
  );
  assert.ok(!(await isAdmitted(who, stranger())));
});

test("a familiar device has few tries too, and its own success gives them back", async () => {
  const [who, own] = [account(), stranger()];
  for (let round = 0; round < 2; round++) {
    await signsIn(who, own);
    for (let i = 0; i < 6; i++) assert.ok(await isAdmitted(who, own));
    if (round === 0) await forgetTries("familiar", hashedKey(who, "device", own.device ?? ""));
  }
  assert.ok(!(await isAdmitted(who, own)));
});

test("having signed in to one account makes nothing easier at another", async () => {
  const [mine, theirs, own] = [account(), account(), stranger()];
  await signsIn(mine, own);
  await attack(theirs);
  assert.ok(!(await isAdmitted(theirs, own)));
});

test("one address tries few accounts, and signing in to its own gives it no more", async () => {
  const [own, address] = [account(), newAddress()];
  let admitted = 0;
  for (let i = 0; i < 30; i++) {
    if (await isAdmitted(account(), stranger(address))) admitted++;
    await signsIn(own, stranger(address));
  }
  assert.equal(admitted, 20);
});

test("a sign-in with a second factor gives back the one try that it was", async () => {
  const [own, address] = [account(), newAddress()];
  let admitted = 0;
  for (let i = 0; i < 30; i++) {
    if (await isAdmitted(account(), stranger(address))) admitted++;
    const mine = await admitTry(own, stranger(address)).catch(() => null);
    await mine?.giveBack();
    await mine?.succeeded();
  }
  assert.equal(admitted, 20);
});

test("an office where everybody signs in at once is not an attack", async () => {
  const address = newAddress();
  for (let i = 0; i < 40; i++) {
    await forgetTries("everyone", "all");
    await signsIn(account(), stranger(address));
  }
});

test("spraying is bounded over all addresses and accounts, and does not touch who signed in before", async () => {
  const [who, own] = [account(), stranger()];
  await forgetTries("everyone", "all");
  await signsIn(who, own);
  let admitted = 0;
  for (let i = 0; i < 100; i++) {
    await admitTry(account(), stranger()).then(
      () => admitted++,
      () => undefined,
    );
  }
  assert.equal(admitted, 60);
  await admitTry(who, own);
  await forgetTries("everyone", "all");
});

test("a device cookie is one that we wrote, for that device", () => {
  const [one, other] = [newDevice(), newDevice()];
  assert.equal(deviceOf(deviceCookie(one)), one);
  const [, mac] = deviceCookie(one).split(".");
  for (const forged of [
    `${other}.${mac}`,
    `${one}.${"A".repeat(43)}`,
    one,
    `${one}.`,
    "",
    ".",
    "x".repeat(9_000),
    undefined,
  ])
    assert.equal(deviceOf(forged), null);
});

test("a right password that is not enough gives its try back and makes nothing familiar", async () => {
  const [who, own] = [account(), stranger()];
  for (let i = 0; i < 15; i++) {
    await forgetTries("everyone", "all");
    await (await admitTry(who, own)).giveBack();
  }
  await attack(who);
  assert.ok(!(await isAdmitted(who, own)));
});

test("what is stored of people's addresses and devices are hashes", async () => {
  const own = stranger();
  await signsIn("plain@example.com", own);
  const rows = JSON.stringify(await db.rateLimit.findMany({ select: { key: true } }));
  for (const part of ["plain@", own.address, own.device ?? ""]) assert.ok(!rows.includes(part));
});
