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
import { forgetTries } from "./tries.ts";

const password = "correct horse";
const from = (address: string) => ({ address, device: null });

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
  const claim = await signIn(`  ${email.toUpperCase()} `, password, from("1.1.1.1"));
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
      signIn(address, "guess", from("2.2.2.2")).catch((error: AppError) => error),
    ),
  );
  assert.ok(wrong instanceof AppError && unknown instanceof AppError);
  assert.deepEqual({ ...wrong, stack: "" }, { ...unknown, stack: "" });
  assert.deepEqual([wrong.code, wrong.field], ["sign_in", "password"]);
});

test("after six wrong passwords even the correct one has to wait where one signed in before", async () => {
  const { email } = await person();
  await signIn(email, password, from("3.3.3.3"));
  for (let i = 0; i < 6; i++)
    await assert.rejects(signIn(email, "guess", from("3.3.3.3")), hasCode("sign_in"));
  await assert.rejects(signIn(email, password, from("3.3.3.3")), (error) => {
    assert.ok(hasCode("too_many_tries")(error));
    assert.ok(Number((error as AppError).values.minutes) > 0);
    return true;
  });
});

test("a correct password resets the count of wrong ones", async () => {
  const { email } = await person();
  for (let round = 0; round < 2; round++) {
    await signIn(email, password, from("6.6.6.6"));
    for (let i = 0; i < 5; i++)
      await assert.rejects(signIn(email, "guess", from("6.6.6.6")), hasCode("sign_in"));
  }
});

test("strangers' tries at an account are limited, whether it exists or not, and its owner still gets in", async () => {
  const { email } = await person();
  await signIn(email, password, from("7.7.7.7"));
  for (const target of [email, "target@example.com"]) {
    await forgetTries("everyone", "all");
    const tries: string[] = [];
    for (let i = 0; i < 15; i++) {
      const address = `10.${target.length}.0.${i}`;
      tries.push(
        (await signIn(target, "guess", from(address)).catch((error: AppError) => error.code)) as string,
      );
    }
    assert.equal(tries.filter((result) => result === "too_many_tries").length, 5);
  }
  await signIn(email, password, from("7.7.7.7"));
});

test("an e-mail address or a password of megabytes is refused before anything is made of it", async () => {
  const rows = await db.rateLimit.count();
  const long = "x".repeat(16_000_000);
  await assert.rejects(signIn(`${long}@example.com`, password, from("8.8.8.8")), hasCode("sign_in"));
  await assert.rejects(signIn("a@example.com", long, from("8.8.8.8")), hasCode("sign_in"));
  assert.equal(await db.rateLimit.count(), rows);
});

test("sessions end at once when revoked or when the account is deleted", async () => {
  const { id, email } = await person();
  const claim = await signIn(email, password, from("5.5.5.5"));
  const other = await person();
  await endSessions(id);
  assert.equal(await personOfClaim(claim), null);
  assert.ok(await personOfClaim({ userId: other.id, version: 1 }));
  const next = await signIn(email, password, from("5.5.5.5"));
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
