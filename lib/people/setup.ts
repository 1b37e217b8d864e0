// Creates the first tenant and the first admin, once, even with concurrent starts or submits.
import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import { db, type Tx } from "../db.ts";
import { AppError } from "../errors.ts";
import { checkPassword, hashPassword } from "./passwords.ts";
import { normalEmail } from "./person.ts";
import { countTry } from "./tries.ts";

/** Advisory lock held during setup. */
const SETUP_LOCK = 519_004_223;
/** Tries of the one-time code within 15 minutes, from anywhere. */
const SETUP_TRIES = 20;

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
}

/**
 * Creates the first platform admin, as owner of the first tenant. @returns false if a user already exists.
 * @throws AppError "password_short" or "password_common"
 */
export async function createFirstAdmin(person: FirstAdmin): Promise<boolean> {
  if (!(await needsSetup())) return false;
  checkPassword(person.password, [person.email, person.name]);
  const passwordHash = await hashPassword(person.password);
  const { name, tenantName } = person;
  return alone(async (tx) => {
    if (await tx.user.findFirst({ select: { id: true } })) return false;
    const tenantId = await firstTenant(tx);
    if (tenantName) await tx.tenant.update({ where: { id: tenantId }, data: { name: tenantName } });
    const id = randomUUID();
    const email = normalEmail(person.email);
    await tx.user.create({
      data: { id, email, name, passwordHash, platformAdmin: true, emailProvedAt: new Date() },
    });
    await tx.member.create({ data: { tenantId, userId: id, role: "owner" } });
    return true;
  });
}

const digest = (text: string) => createHash("sha256").update(text).digest();
/** Ignores case, hyphens and spaces. */
const plain = (code: string) => code.toUpperCase().replace(/[^A-Z0-9]/g, "");

/**
 * The same from the page /setup, with the one-time code.
 * @param expected the code printed at start; without one, setup always refuses.
 * @throws AppError "too_many_tries", "setup_code" or "setup_done"
 */
export async function setUp(code: string, expected: string | undefined, person: FirstAdmin): Promise<void> {
  countTry({ setup: SETUP_TRIES });
  if (!(await needsSetup())) throw new AppError("setup_done");
  const right = timingSafeEqual(digest(plain(code)), digest(plain(expected ?? "")));
  if (!right || !expected) throw new AppError("setup_code", {}, "code");
  if (!(await createFirstAdmin(person))) throw new AppError("setup_done");
}
