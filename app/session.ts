// Session and membership: every page, action and route handler goes through here.
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { getServerSession } from "next-auth";
import { cache } from "react";
import type { Origin } from "#lib/context.ts";
import { type Person, personOfClaim } from "#lib/people/members.ts";
import { type Entry, enter } from "#lib/people/tenants.ts";
import { addressOf } from "./address.ts";
import { authOptions } from "./auth.ts";

/** Where this request comes from, for the record. */
export async function requestOrigin(): Promise<Origin> {
  const sent = await headers();
  return { address: addressOf(Object.fromEntries(sent)), agent: sent.get("user-agent") };
}

/** The person of a valid session, else null. Read once per request. */
export const currentPerson = cache(async (): Promise<Person | null> => {
  const { userId, version } = (await getServerSession(authOptions)) ?? {};
  if (!userId || version === undefined) return null;
  return personOfClaim({ userId, version });
});

/** For pages: redirects to sign-in, and back afterwards. */
export async function requirePerson(): Promise<Person> {
  const person = await currentPerson();
  if (person) return person;
  const path = (await headers()).get("x-path");
  redirect(path && path !== "/" ? `/sign-in?next=${encodeURIComponent(path)}` : "/sign-in");
}

export type Member = Entry & { person: Person };

/** For the pages of a tenant: 404 for non-members. */
export async function requireMember(slug: string): Promise<Member> {
  const person = await requirePerson();
  const entry = enter(person, slug);
  if (!entry) notFound();
  return { ...entry, person };
}
