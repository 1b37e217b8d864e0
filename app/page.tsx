import { notFound, redirect } from "next/navigation";
import { botNames } from "#lib/bots/names.ts";
import { can } from "#lib/people/can.ts";
import { enter } from "#lib/people/tenants.ts";
import { requirePerson } from "./session.ts";

/** Limit of tenants that are searched; people with hundreds use the switcher. */
const LOOK_INTO = 8;

/** The first tenant that has a bot; else the first one, whose first steps its admins are led through. */
export default async function Start() {
  const person = await requirePerson();
  const [first] = person.tenants;
  if (!first && person.platformAdmin) redirect("/platform/tenants");
  if (!first) notFound();
  const open = person.tenants.filter(({ needsFactor }) => !needsFactor);
  const furnished = await Promise.all(
    open.slice(0, LOOK_INTO).map(async ({ slug }) => {
      const entry = enter(person, slug);
      return entry && (await botNames(entry.context)).length > 0 ? slug : null;
    }),
  );
  const slug = furnished.find((each) => each !== null);
  const empty = open[0] ?? first;
  if (!slug && can(empty.role, "manageBots")) redirect(`/${empty.slug}/start`);
  redirect(`/${slug ?? empty.slug}`);
}
