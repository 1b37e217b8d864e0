// What route handlers of a tenant have in common: who may.
import { AppError } from "#lib/errors.ts";
import { can, type Permission } from "#lib/people/can.ts";
import type { Person } from "#lib/people/person.ts";
import { type Entry, enter } from "#lib/people/tenants.ts";
import { requestOrigin } from "../auth.ts";
import { currentPerson } from "../session.ts";

function entryOf(...given: Parameters<typeof enter>): Entry | null {
  try {
    return enter(...given);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** @returns the member and where they ask from, if they have the permission; else the refusal */
export async function memberOf(
  tenant: string,
  permission: Permission,
): Promise<(Entry & { person: Person }) | Response> {
  const person = await currentPerson();
  if (!person) return new Response(null, { status: 401 });
  const entry = entryOf(person, tenant);
  if (!entry) return new Response(null, { status: 404 });
  if (!can(entry.context.role, permission)) return new Response(null, { status: 403 });
  return { ...entry, context: { ...entry.context, from: await requestOrigin() }, person };
}
