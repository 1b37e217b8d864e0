import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { hash } from "@node-rs/argon2";
import { hasCode } from "#test/errors.ts";
import { db } from "../db.ts";
import { AppError } from "../errors.ts";
import { chooseLocale, endSessions, personOfClaim, signIn } from "./members.ts";
import { enter } from "./tenants.ts";

const password = "correct horse";

async function person(...slugs: string[]): Promise<{ id: string; email: string }> {
  const id = randomUUID();
  const email = `${id}@example.com`;
  await db.user.create({ data: { id, email, name: "Jasur", passwordHash: await hash(password) } });
  for (const slug of slugs) {
    const tenant = await db.tenant.upsert({
      where: { slug },
      create: { id: randomUUID(), slug, name: slug },
      update: {},
    });
    await db.member.create({ data: { tenantId: tenant.id, userId: id, role: "operator" } });
  }
  return { id, email };
}

test("the correct password signs in, ignoring case and spaces of the e-mail address", async () => {
  const { id, email } = await person("alfa");
  const claim = await signIn(`  ${email.toUpperCase()} `, password, "1.1.1.1");
  assert.deepEqual(claim, { userId: id, version: 1 });
  const { tenantId } = await db.member.findFirstOrThrow({ where: { userId: id } });
  const { name } = await db.user.findUniqueOrThrow({ where: { id } });
  assert.deepEqual(await personOfClaim(claim), {
    ...{ id, email, name, platformAdmin: false, locale: null },
    tenants: [{ tenantId, slug: "alfa", name: "alfa", role: "operator" }],
  });
});

test("a wrong password and an unknown address give the same error", async () => {
  const { email } = await person();
  const [wrong, unknown] = await Promise.all(
    [email, "nobody@example.com"].map((address) =>
      signIn(address, "guess", "2.2.2.2").catch((error: AppError) => error),
    ),
  );
  assert.ok(wrong instanceof AppError && unknown instanceof AppError);
  assert.deepEqual({ ...wrong, stack: "" }, { ...unknown, stack: "" });
  assert.deepEqual([wrong.code, wrong.field], ["sign_in", "password"]);
});

test("after six wrong passwords even the correct one has to wait, but only from this address", async () => {
  const { email } = await person();
  for (let i = 0; i < 6; i++) await assert.rejects(signIn(email, "guess", "3.3.3.3"), hasCode("sign_in"));
  await assert.rejects(signIn(email, password, "3.3.3.3"), (error) => {
    assert.ok(hasCode("too_many_tries")(error));
    assert.ok(Number((error as AppError).values.minutes) > 0);
    return true;
  });
  await signIn(email, password, "4.4.4.4");
});

test("a correct password resets the count of wrong ones", async () => {
  const { email } = await person();
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 5; i++) await assert.rejects(signIn(email, "guess", "6.6.6.6"), hasCode("sign_in"));
    await signIn(email, password, "6.6.6.6");
  }
});

test("tries from many addresses against one account are limited too", async () => {
  const address = "target@example.com";
  const tries = await Promise.all(
    Array.from({ length: 45 }, (_, i) =>
      signIn(address, "guess", `10.0.0.${i}`).catch((error: AppError) => error.code),
    ),
  );
  assert.equal(tries.filter((result) => result === "too_many_tries").length, 5);
});

test("sessions end at once when revoked or when the account is deleted", async () => {
  const { id, email } = await person();
  const claim = await signIn(email, password, "5.5.5.5");
  const other = await person();
  await endSessions(id);
  assert.equal(await personOfClaim(claim), null);
  assert.ok(await personOfClaim({ userId: other.id, version: 1 }));
  const next = await signIn(email, password, "5.5.5.5");
  assert.ok(await personOfClaim(next));
  await db.user.delete({ where: { id } });
  assert.equal(await personOfClaim(next), null);
});

test("a person can enter only their own tenants, with their role there", async () => {
  const { id } = await person("beta");
  await person("gamma");
  const someone = await personOfClaim({ userId: id, version: 1 });
  const entry = enter(someone!, "beta");
  assert.deepEqual([entry?.context.role, entry?.context.actorId], ["operator", id]);
  assert.equal(enter(someone!, "gamma"), null);
  assert.equal(enter(someone!, "nowhere"), null);
});

test("a chosen language is stored; one that is no longer supported counts as none", async () => {
  const [{ id }, other] = [await person(), await person()];
  await chooseLocale(id, "ru");
  assert.equal((await personOfClaim({ userId: other.id, version: 1 }))?.locale, null);
  assert.equal((await personOfClaim({ userId: id, version: 1 }))?.locale, "ru");
  await db.user.update({ where: { id }, data: { locale: "tlh" } });
  assert.equal((await personOfClaim({ userId: id, version: 1 }))?.locale, null);
});
