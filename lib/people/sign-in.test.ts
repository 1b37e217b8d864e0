import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { hasCode } from "#test/errors.ts";
import { db } from "../db.ts";
import { AppError } from "../errors.ts";
import { hashPassword } from "./passwords.ts";
import { chooseLocale, type Person, personOfToken } from "./person.ts";
import { startSession } from "./sessions.ts";
import { signIn } from "./sign-in.ts";
import { enter } from "./tenants.ts";
import { forgetTries } from "./tries.ts";

const password = "correct horse";
const from = (address: string) => ({ address, device: null });

async function person(...slugs: string[]): Promise<{ id: string; email: string }> {
  const id = randomUUID();
  const email = `${id}@example.com`;
  await db.user.create({
    data: {
      id,
      email,
      name: "Jasur",
      passwordHash: await hashPassword(password, { group: "known", key: id }),
    },
  });
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

/** As a new session of theirs has it. */
async function personOf(userId: string, strong = false): Promise<Person> {
  const signedIn = await personOfToken(await startSession(userId, { agent: null, address: "" }, strong));
  assert.ok(signedIn);
  return signedIn;
}

test("the correct password signs in, ignoring case and spaces of the e-mail address", async () => {
  const { id, email } = await person("alfa");
  const signed = await signIn(`  ${email.toUpperCase()} `, password, from("1.1.1.1"));
  assert.deepEqual(signed, { userId: id, strong: false });
  const { tenantId } = await db.member.findFirstOrThrow({ where: { userId: id } });
  const { name } = await db.user.findUniqueOrThrow({ where: { id } });
  const someone = await personOf(id);
  assert.ok(someone);
  const { session, ...rest } = someone;
  assert.equal(session.strong, false);
  const plain = { formerSlugs: [], suspended: false, visitUntil: null };
  assert.deepEqual(rest, {
    ...{ id, email, name, platformAdmin: false, locale: null },
    tenants: [
      {
        tenantId,
        slug: "alfa",
        name: "alfa",
        role: "operator",
        readTexts: false,
        needsFactor: false,
        ...plain,
      },
    ],
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

test("sign-ins and failures are in the record, with where they came from", async () => {
  const { id, email } = await person();
  await assert.rejects(signIn(email, "guess", from("12.1.1.1")), hasCode("sign_in"));
  const { userId, strong } = await signIn(email, password, from("12.1.1.1"));
  await startSession(userId, { agent: "Firefox", address: "12.1.1.1" }, strong);
  const rows = await db.audit.findMany({ where: { target: id }, orderBy: { id: "asc" } });
  assert.deepEqual(
    rows.map(({ action, actorId, address, agent }) => [action, actorId, address, agent]),
    [
      ["session.failed", null, "12.1.1.1", null],
      ["session.signIn", id, "12.1.1.1", "Firefox"],
    ],
  );
});

test("a person can enter only their own tenants, with their role there", async () => {
  const { id } = await person("beta");
  await person("gamma");
  const someone = await personOf(id);
  const entry = enter(someone, "beta");
  assert.deepEqual([entry?.context.role, entry?.context.actorId], ["operator", id]);
  assert.equal(enter(someone, "gamma"), null);
  assert.equal(enter(someone, "nowhere"), null);
});

test("a tenant that demands a second factor lets in only sessions that have one", async () => {
  const { id } = await person("delta", "epsilon");
  await db.tenant.update({ where: { slug: "delta" }, data: { secondFactor: true } });
  const [weak, strong] = [await personOf(id), await personOf(id, true)];
  assert.throws(() => enter(weak, "delta"), hasCode("factor_demanded"));
  assert.ok(enter(weak, "epsilon"));
  assert.ok(enter(strong, "delta"));
  // A stranger learns nothing of the demand.
  assert.equal(enter(await personOf((await person("zeta")).id), "delta"), null);
});

test("a chosen language is stored; one that is no longer supported counts as none", async () => {
  const [{ id }, other] = [await person(), await person()];
  await chooseLocale(id, "ru");
  assert.equal((await personOf(other.id))?.locale, null);
  assert.equal((await personOf(id))?.locale, "ru");
  await db.user.update({ where: { id }, data: { locale: "tlh" } });
  assert.equal((await personOf(id))?.locale, null);
});
