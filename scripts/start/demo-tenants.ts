// Creates the demo tenants of `npm run demo`, with their keys, bots and 30 days of life.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { importBot } from "#lib/bots/import.ts";
import type { Context } from "#lib/context.ts";
import { db } from "#lib/db.ts";
import { importKeys } from "#lib/keys/add.ts";
import { checkKeys } from "#lib/keys/check.ts";
import { editKey } from "#lib/keys/edit.ts";
import { localeOf } from "#lib/messages/translate.ts";
import { last4 } from "#lib/secrets.ts";
import type { Lived } from "../seed/life.ts";
import type { MadeUpPerson } from "../seed/people.ts";
import { seedDemoLife } from "./demo-life.ts";

interface Demo {
  tenants: { slug: string; name: string }[];
  bots: { tenant: string; token: string; prompt: string }[];
  keys: { tenant: string; key: string; project: string; label: string; state?: string }[];
  users: { id: number; first_name: string; last_name?: string; username?: string; language_code: string }[];
}

const personOf = ({
  id,
  first_name: first,
  last_name: last,
  username,
  language_code: code,
}: Demo["users"][0]) =>
  ({
    id,
    name: last ? `${first} ${last}` : first,
    username: username ?? null,
    locale: localeOf(code),
  }) satisfies MadeUpPerson;

/**
 * The last four characters of what was imported into the tenant before. What is not there any more was deleted by
 * somebody, and stays so.
 */
async function importedBefore(tenantId: string): Promise<ReadonlySet<string>> {
  const entries = await db.audit.findMany({
    where: { tenantId, action: { in: ["key.import", "bot.import"] } },
    select: { after: true },
  });
  const Imported = z.object({ last4: z.string() });
  return new Set(entries.flatMap(({ after }) => Imported.safeParse(after).data?.last4 ?? []));
}

async function seedTenant({ slug, name }: Demo["tenants"][number], demo: Demo) {
  const { id } = await db.tenant.upsert({
    where: { slug },
    create: { id: randomUUID(), slug, name },
    update: {},
  });
  const context: Context = { tenantId: id, role: "owner", actorId: null };
  for (const admin of await db.user.findMany({ where: { platformAdmin: true } })) {
    const member = { tenantId: id, userId: admin.id };
    await db.member.upsert({
      where: { tenantId_userId: member },
      create: { ...member, role: "owner" },
      update: {},
    });
  }
  const before = await importedBefore(id);
  const isNew = (secret: string) => !before.has(last4(secret));
  const keys: string[] = [];
  let leaked: string | null = null;
  for (const { key, label, project, state } of demo.keys.filter(({ tenant }) => tenant === slug)) {
    const [added] = !isNew(key) ? [] : await importKeys(context, [key]);
    if (!added) continue;
    await editKey(context, added, { label, project: { label: project } });
    keys.push(added);
    if (state === "leaked") leaked = added;
  }
  for (const { token, prompt } of demo.bots.filter(({ tenant }) => tenant === slug)) {
    if (isNew(token)) await importBot(context, token, prompt);
  }
  await tellSandbox(id, await seedDemoLife(id, { known: demo.users.map(personOf), leaked }));
  return { context, keys };
}

/** Who has written to which bot: Telegram delivers what an operator, or a broadcast, says to them. */
async function tellSandbox(tenantId: string, lived: readonly Lived[]): Promise<void> {
  if (lived.length === 0) return;
  const bots = await db.bot.findMany({ where: { tenantId }, select: { id: true, username: true } });
  const usernames = new Map(bots.map(({ id, username }) => [id, username]));
  const chats = new Map(
    lived.map(({ question: { botId, person } }) => {
      const { id, name, username, locale } = person;
      const from =
        id > 0
          ? { id, first_name: name, username: username ?? undefined, language_code: locale }
          : { id: -id };
      return [`${botId} ${id}`, { bot: usernames.get(botId), chat: { id, title: name }, from }] as const;
    }),
  );
  const known = await fetch(`${process.env.SANDBOX_URL}/control/telegram/known`, {
    method: "POST",
    body: JSON.stringify([...chats.values()]),
  });
  if (!known.ok) throw new Error(`The sandbox did not take the people of the demo: ${await known.text()}`);
}

/**
 * Creates what sandbox/demo.json lists and the database never had.
 * @returns a live check of the new keys, to be called when everything is up
 */
export async function seedDemoTenants(): Promise<() => Promise<unknown>> {
  const demo = JSON.parse(readFileSync("sandbox/demo.json", "utf8")) as Demo;
  const made: { context: Context; keys: string[] }[] = [];
  for (const tenant of demo.tenants) made.push(await seedTenant(tenant, demo));
  return () => Promise.all(made.map(({ context, keys }) => (keys.length ? checkKeys(context, keys) : null)));
}
