// A tenant's rows apart from its answers: people, projects, keys, bots, orders of models.
import type pg from "pg";
import { seedModels } from "#lib/models/order.ts";
import { indexOf, last4, seal } from "#lib/secrets.ts";
import type { Dice } from "./dice.ts";
import { failures } from "./google.ts";
import { makePerson } from "./people.ts";
import { projectOfKey } from "./pool.ts";
import type { TenantPlan } from "./tenants.ts";
import { DAY_MS, HOUR_MS } from "./traffic.ts";
import { insert } from "./write.ts";

type Client = Pick<pg.ClientBase, "query">;

export interface Furnished {
  /** In order. */
  keys: { id: string; label: string; last4: string }[];
  /** By number. */
  projects: string[];
  /** Busiest first. */
  bots: { id: string; since: number }[];
}

const newerModels = ["gemini-3.6-flash", "gemini-3.5-flash-lite"];
/** What a key's listing has. */
export const listedModels = [...seedModels, ...newerModels];

const iso = (at: number) => new Date(at).toISOString();
const locales = ["uz", "uz", "uz", "ru", "en"] as const;
const keyLabels = {
  uz: (n: number) => `${n}-kalit`,
  ru: (n: number) => `Ключ ${n}`,
  en: (n: number) => `Key ${n}`,
};
const checks = {
  leaked: { class: "key_blocked", error: failures.leaked },
  expired: { class: "key_invalid", error: failures.expired },
  unpaid: { class: "prepaid_empty", error: failures.unpaid },
} as const;

const messageOf = (body: unknown): string => (body as { error: { message: string } }).error.message;

/** @param owner id of a user who already exists; null: an owner is made up */
async function writePeople(
  client: Client,
  plan: TenantPlan,
  owner: string | null,
  createdAt: string,
): Promise<string> {
  const { dice, id: tenantId, rank } = plan;
  const count = Math.min(25, 1 + dice.below(3) + Math.floor(24 / (rank + 1)));
  const team = Array.from({ length: count }, (_, i) => {
    const { name } = makePerson(dice, i + 1);
    const id = dice.uuid();
    return { id, name, email: `${id.slice(0, 13)}@seed.example`, createdAt, emailProvedAt: createdAt };
  });
  if (owner !== null) team.shift();
  await insert(client, "User", team);
  const roles = ["owner", "admin", "operator", "viewer", "viewer"] as const;
  const members = [...(owner === null ? [] : [owner]), ...team.map(({ id }) => id)].map((userId, i) => {
    return { tenantId, userId, role: i === 0 ? "owner" : dice.pick(roles.slice(1)), createdAt };
  });
  await insert(client, "Member", members);
  return members[0]?.userId ?? "";
}

function keyRows(
  plan: TenantPlan,
  { locale, createdAt }: { locale: (typeof locales)[number]; createdAt: string },
  projects: readonly string[],
  now: number,
) {
  const { dice, id: tenantId, shop } = plan;
  return Array.from({ length: shop.keys }, (_, i) => {
    const id = dice.uuid();
    const fate = shop.fates.get(i);
    const check = fate && checks[fate.fails];
    // Made up: Google gave it to nobody.
    const secret = `AQ.seed-of-no-account-${dice.hex(3)}`;
    const checkedAt = iso(now - dice.between(1, 20) * HOUR_MS);
    return {
      ...{ id, tenantId, label: keyLabels[locale](i + 1), last4: last4(secret), position: i + 1 },
      secret: seal(secret, { tenantId, table: "Key", rowId: id, column: "secret" }),
      secretIndex: indexOf(secret),
      projectId: projects[projectOfKey(i)] ?? null,
      checkClass: check?.class ?? "ok",
      checkReason: check ? messageOf(check.error().body) : null,
      ...{ checkedAt, listedAt: checkedAt, models: listedModels, createdAt, updatedAt: checkedAt },
    };
  });
}

function botRows(plan: TenantPlan, from: number) {
  const { dice, id: tenantId, bots, trade, rank } = plan;
  return Array.from({ length: bots }, (_, i) => {
    const id = dice.uuid();
    // Ten digits, as Telegram's ids have; unique by the tenant and the bot.
    const telegramId = 6_000_000_000 + rank * 100_000 + i;
    const token = `${telegramId}:SEED${dice.hex(4).slice(0, 31)}`;
    const place = { tenantId, table: "Bot", rowId: id } as const;
    const at = iso(from - dice.between(0, 60) * DAY_MS);
    const name = dice.pick(trade.bots);
    return {
      ...{ id, tenantId, telegramId, username: `${trade.stem}_${rank + 1}_${i + 1}_bot` },
      name: bots > trade.bots.length ? `${name} ${i + 1}` : name,
      token: seal(token, { ...place, column: "token" }),
      ...{ tokenIndex: indexOf(token), tokenLast4: last4(token), prompt: trade.prompt },
      enabled: !dice.chance(0.03),
      webhookPath: dice.hex(4),
      webhookSecret: seal(dice.hex(8), { ...place, column: "webhookSecret" }),
      ...{ createdAt: at, updatedAt: at },
    };
  });
}

const entriesOf = (models: readonly string[], dice: Dice) =>
  models.map((model) => ({ model, enabled: model === seedModels[0] || !dice.chance(0.1) }));

/** An order of its own for one tenant in seven, and for one bot in twenty. */
function listRows({ dice, id: tenantId }: TenantPlan, bots: readonly string[], updatedAt: string) {
  const own = dice.chance(1 / 7) ? [null] : [];
  return [...own, ...bots.filter(() => dice.chance(0.05))].map((botId) => {
    return { id: dice.uuid(), tenantId, botId, entries: entriesOf(listedModels, dice), updatedAt };
  });
}

/** To be called in a transaction. @param owner as of writePeople @param from when its first questions came */
export async function furnish(
  client: Client,
  plan: TenantPlan,
  { owner, from, now }: { owner: string | null; from: number; now: number },
): Promise<Furnished> {
  const { dice, id: tenantId, slug, name, shop } = plan;
  const locale = dice.pick(locales);
  const createdAt = iso(from - dice.between(60, 200) * DAY_MS);
  const keyOrder = dice.chance(0.3) ? "balanced" : "priority";
  await insert(client, "Tenant", [{ id: tenantId, slug, name, locale, keyOrder, createdAt }]);
  const actorId = await writePeople(client, plan, owner, createdAt);
  const projects = Array.from({ length: projectOfKey(shop.keys - 1) + 1 }, (_, i) => {
    return {
      id: dice.uuid(),
      tenantId,
      label: `gen-lang-${i + 1}`,
      number: String(100_000_000 + dice.below(9e8)),
    };
  });
  await insert(client, "Project", projects);
  const projectIds = projects.map(({ id }) => id);
  const keys = keyRows(plan, { locale, createdAt }, projectIds, now);
  await insert(client, "Key", keys);
  const bots = botRows(plan, from);
  await insert(client, "Bot", bots);
  await insert(
    client,
    "BotLease",
    bots.map(({ id: botId, enabled, createdAt: since }) => ({
      botId,
      tenantId,
      state: enabled ? "working" : "off",
      since,
    })),
  );
  await insert(
    client,
    "ModelList",
    listRows(
      plan,
      bots.map(({ id }) => id),
      createdAt,
    ),
  );
  const added = (action: string) => (row: { id: string; last4?: string; tokenLast4?: string }) => {
    return {
      tenantId,
      actorId,
      action,
      target: row.id,
      after: { last4: row.last4 ?? row.tokenLast4 },
      at: createdAt,
    };
  };
  await insert(client, "Audit", [...keys.map(added("key.add")), ...bots.map(added("bot.add"))]);
  return {
    keys: keys.map(({ id, label, last4: end }) => ({ id, label, last4: end })),
    projects: projectIds,
    bots: bots.map(({ id }) => ({ id, since: from })),
  };
}
