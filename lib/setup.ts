// The first tenant and the first admin: made once, however many starts or submits race for it.
import { randomUUID } from "node:crypto";
import { hash } from "@node-rs/argon2";
import { db } from "./db.ts";

/** Held while the first things are made. */
const SETUP_LOCK = 519_004_223;

/** @returns the id of the oldest tenant, made where there is none. */
export async function ensureFirstTenant(): Promise<string> {
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${SETUP_LOCK})`;
    const first = await tx.tenant.findFirst({ orderBy: { createdAt: "asc" }, select: { id: true } });
    if (first) return first.id;
    const { id } = await tx.tenant.create({ data: { id: randomUUID(), slug: "main", name: "BotFactory" } });
    return id;
  });
}

/** Makes the first platform admin, owner of the first tenant. @returns false where somebody is there already. */
export async function createFirstAdmin(person: {
  email: string;
  password: string;
  name: string;
}): Promise<boolean> {
  const tenantId = await ensureFirstTenant();
  const passwordHash = await hash(person.password);
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${SETUP_LOCK})`;
    if (await tx.user.findFirst({ select: { id: true } })) return false;
    const id = randomUUID();
    const email = person.email.trim().toLowerCase();
    await tx.user.create({ data: { id, email, name: person.name, passwordHash, platformAdmin: true } });
    await tx.member.create({ data: { tenantId, userId: id, role: "owner" } });
    return true;
  });
}
