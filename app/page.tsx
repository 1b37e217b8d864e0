import { notFound, redirect } from "next/navigation";
import { requirePerson } from "./session.ts";

/** Where one lands: the first tenant. */
export default async function Start() {
  const { tenants } = await requirePerson();
  const first = tenants[0];
  if (!first) notFound();
  redirect(`/${first.slug}/bots`);
}
