// Session and membership: every page, action and route handler goes through here.
import { headers } from "next/headers";
import { forbidden, notFound, redirect } from "next/navigation";
import { cache } from "react";
import { AppError } from "#lib/errors.ts";
import { type Pulse, pulseOf } from "#lib/live-config/pulse.ts";
import { can, type Permission } from "#lib/people/can.ts";
import { type Person, personOfToken } from "#lib/people/person.ts";
import { type Entry, enter } from "#lib/people/tenants.ts";
import { requestOrigin, sessionToken } from "./auth.ts";

/** The person of a valid session, else null. Read once per request. */
export const currentPerson = cache(async (): Promise<Person | null> => {
  const token = await sessionToken();
  return token ? personOfToken(token, await requestOrigin()) : null;
});

/** For pages: redirects to sign-in, and back afterwards. */
export async function requirePerson(): Promise<Person> {
  const person = await currentPerson();
  if (person) return person;
  const path = (await headers()).get("x-path");
  redirect(path && path !== "/" ? `/sign-in?next=${encodeURIComponent(path)}` : "/sign-in");
}

const pageOf = cache((): { pulse: Promise<Pulse> | null } => ({ pulse: null }));

/** The pulse from before the page of a member read anything: no change is missed between its reading and the next one. */
export function pulseOfPage(): Promise<Pulse> {
  const { pulse } = pageOf();
  if (!pulse) throw new Error("requireMember comes first.");
  return pulse;
}

export type Member = Entry & { person: Person };

/**
 * For the pages of a tenant: 404 for non-members, 403 for members without the permission; whoever lacks a demanded
 * second factor is led to it. Without a permission only for what shows nothing of the tenant but its name.
 */
export async function requireMember(slug: string, may?: Permission): Promise<Member> {
  const person = await requirePerson();
  const entry = entryOf(person, slug);
  if (entry === "factor_demanded") redirect(`/account?for=${encodeURIComponent(slug)}`);
  if (!entry) notFound();
  // A link of before the tenant's address changed.
  if (entry.tenant.slug !== slug) {
    const path = (await headers()).get("x-path") ?? "";
    redirect(
      path.startsWith(`/${slug}`)
        ? `/${entry.tenant.slug}${path.slice(slug.length + 1)}`
        : `/${entry.tenant.slug}`,
    );
  }
  if (may && !can(entry.context.role, may)) forbidden();
  const page = pageOf();
  page.pulse ??= pulseOf(entry.context);
  await page.pulse;
  return { ...entry, person };
}

/** For the platform's own pages: a 404 for whoever is not of the platform, like for a page that does not exist. */
export async function requirePlatform(): Promise<Person> {
  const person = await requirePerson();
  if (!person.platformAdmin) notFound();
  return person;
}

function entryOf(person: Person, slug: string): Entry | "factor_demanded" | null {
  try {
    return enter(person, slug);
  } catch (error) {
    if (error instanceof AppError && error.code === "factor_demanded") return error.code;
    throw error;
  }
}
