// Creates the demo tenants of `npm run demo`, with their keys and bots.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { importBot } from "#lib/bots/import.ts";
import type { Context } from "#lib/context.ts";
import { db } from "#lib/db.ts";
import { importKeys } from "#lib/keys/add.ts";
import { checkKeys } from "#lib/keys/check.ts";
import { editKey } from "#lib/keys/edit.ts";

interface Demo {
  tenants: { slug: string; name: string }[];
  bots: { tenant: string; token: string; prompt: string }[];
  keys: { tenant: string; key: string; project: string; label: string }[];
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
  const keys: string[] = [];
  for (const { key, label, project } of demo.keys.filter(({ tenant }) => tenant === slug)) {
    const [added] = await importKeys(context, [key]);
    if (!added) continue;
    await editKey(context, added, { label, project: { label: project } });
    keys.push(added);
  }
  for (const { token, prompt } of demo.bots.filter(({ tenant }) => tenant === slug)) {
    await importBot(context, token, prompt);
  }
  return { context, keys };
}

/**
 * Creates what sandbox/demo.json lists and the database does not have yet.
 * @returns a live check of the new keys, to be called when everything is up
 */
export async function seedDemoTenants(): Promise<() => Promise<unknown>> {
  const demo = JSON.parse(readFileSync("sandbox/demo.json", "utf8")) as Demo;
  const made: { context: Context; keys: string[] }[] = [];
  for (const tenant of demo.tenants) made.push(await seedTenant(tenant, demo));
  return () => Promise.all(made.map(({ context, keys }) => (keys.length ? checkKeys(context, keys) : null)));
}
