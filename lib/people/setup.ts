// Creates the first tenant and the first admin, once, even with concurrent starts or submits.
import { createHash, randomInt, randomUUID } from "node:crypto";
import { recordEvent } from "../audit.ts";
import type { Origin } from "../context.ts";
import { db, type Tx } from "../db.ts";
import { AppError } from "../errors.ts";
import { recordFailure } from "../failed-tries.ts";
import { checkPassword, hashPassword } from "./passwords.ts";
import { normalEmail } from "./person.ts";
import { isZone } from "./zone.ts";

/** Advisory lock held during setup. */
const SETUP_LOCK = 519_004_223;

async function alone<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${SETUP_LOCK})`;
    return work(tx);
  });
}

async function firstTenant(tx: Tx): Promise<string> {
  const first = await tx.tenant.findFirst({ orderBy: { createdAt: "asc" }, select: { id: true } });
  if (first) return first.id;
  const { id } = await tx.tenant.create({ data: { id: randomUUID(), slug: "main", name: "BotFactory" } });
  return id;
}

/** @returns the id of the oldest tenant, created if there is none. */
export const ensureFirstTenant = (): Promise<string> => alone(firstTenant);

/** True if no user exists yet. */
export async function needsSetup(): Promise<boolean> {
  return (await db.user.findFirst({ select: { id: true } })) === null;
}

export interface FirstAdmin {
  email: string;
  password: string;
  name: string;
  /** New name for the first tenant; unchanged if missing. */
  tenantName?: string;
  /** Of the browser: where the tenant's days begin, if it is known. */
  zone?: string | undefined;
  /** For the record; missing for an admin from the environment. */
  from?: Origin;
}

/**
 * Creates the first platform admin, as owner of the first tenant. @returns false if a user already exists.
 * @throws AppError "password_short" or "password_common"
 */
export async function createFirstAdmin(person: FirstAdmin): Promise<boolean> {
  if (!(await needsSetup())) return false;
  checkPassword(person.password, [person.email, person.name]);
  const passwordHash = await hashPassword(person.password, { group: "known", key: "setup" });
  const { name, tenantName, zone } = person;
  return alone(async (tx) => {
    if (await tx.user.findFirst({ select: { id: true } })) return false;
    const tenantId = await firstTenant(tx);
    const timeZone = zone && (await isZone({ tenantId }, zone)) ? zone : undefined;
    await tx.tenant.update({
      where: { id: tenantId },
      data: { ...(tenantName && { name: tenantName }), ...(timeZone && { timeZone }) },
    });
    const id = randomUUID();
    await recordEvent({ action: "setup.done", target: id, actorId: id, from: person.from }, tx);
    const email = normalEmail(person.email);
    await tx.user.create({
      data: { id, email, name, passwordHash, platformAdmin: true, emailProvedAt: new Date() },
    });
    await tx.member.create({ data: { tenantId, userId: id, role: "owner" } });
    await tx.setupCode.deleteMany();
    return true;
  });
}

/** Without characters that look alike (I and 1, O and 0, L). */
const alphabet = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
/** Ignores case, hyphens and spaces. */
const hashOf = (code: string): string =>
  createHash("sha256")
    .update(code.toUpperCase().replace(/[^A-Z0-9]/g, ""))
    .digest("hex");

/**
 * A new code for /setup, which replaces the one of an earlier start.
 * @returns null if a user exists already, and then no earlier code works either.
 */
export async function issueSetupCode(): Promise<string | null> {
  const letters = Array.from({ length: 10 }, () => alphabet[randomInt(alphabet.length)]).join("");
  return alone(async (tx) => {
    await tx.setupCode.deleteMany();
    if (await tx.user.findFirst({ select: { id: true } })) return null;
    await tx.setupCode.create({ data: { codeHash: hashOf(letters) } });
    return letters.replace(/^(.{5})/, "$1-");
  });
}

/**
 * The same from the page /setup, with the one-time code. Tries are not limited: 31^10 codes cannot be guessed, and a limit
 * could be used up by a stranger to keep out whoever has the code. A wrong one costs no password hash.
 * @throws AppError "setup_code", "setup_done" or "busy"
 */
export async function setUp(code: string, person: FirstAdmin): Promise<void> {
  if (!(await needsSetup())) throw new AppError("setup_done");
  const right = await db.setupCode.findFirst({ where: { codeHash: hashOf(code) } });
  if (!right) {
    await recordFailure({ action: "setup.failed", target: "setup", from: person.from });
    throw new AppError("setup_code", {}, "code");
  }
  if (!(await createFirstAdmin(person))) throw new AppError("setup_done");
}
