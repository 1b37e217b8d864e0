// An immutable snapshot of a tenant's configuration, for workers.

import { givenClasses, isGiven } from "../answers/given-classes.ts";
import { allowancesFrom } from "../bots/allowances.ts";
import { botRuns } from "../bots/running.ts";
import { type BotSettings, defaultLocaleOf, settingsFrom } from "../bots/settings.ts";
import type { Allowances } from "../bots/usual-allowances.ts";
import { accountOf } from "../business/connections.ts";
import { businessSettingsFrom } from "../business/settings.ts";
import type { BusinessConfig } from "../business/way.ts";
import type { Chain, ErrorClass } from "../fallback/index.ts";
import { type BotKnowledge, knownBy, readServed } from "../knowledge/served.ts";
import { log } from "../log.ts";
import type { Tongue } from "../messages/locales.ts";
import { chainsOf } from "../models/chains.ts";
import { limitsFrom } from "../people/limits.ts";
import { pricesFrom } from "../prices/corrections.ts";
import type { Prices } from "../prices/list-prices.ts";
import { open } from "../secrets.ts";
import { sharedKeys } from "../shared-keys/list.ts";
import { PLATFORM_TENANT } from "../shared-keys/tenant.ts";
import { tenantDb } from "../tenant-db.ts";

export interface BotConfig extends BotSettings {
  readonly id: string;
  readonly tenantId: string;
  readonly telegramId: number;
  readonly username: string;
  readonly name: string;
  readonly token: string;
  readonly prompt: string;
  /** Whether it shall run; not as long as its tenant is suspended. */
  readonly enabled: boolean;
  readonly webhookPath: string;
  readonly webhookSecret: string;
  /** For people whose language is unknown, or none of the bot's. */
  readonly locale: Tongue;
  /** IANA name of the tenant's zone. */
  readonly timeZone: string;
  /** The group in which its operators answer, if there is one. */
  readonly staff: { readonly chatId: number } | null;
  /** What it does in the chats of accounts that are connected to it. */
  readonly business: BusinessConfig;
  /** What it knows, without the texts. */
  readonly knowledge: BotKnowledge;
  /** What people may ask of it. */
  readonly allowances: Allowances;
  /** Calls of a day with the platform's keys; 0: none, and they are not in the chain. */
  readonly sharedCalls: number;
  /** True if a second call may start when the first is slow to stream. */
  readonly hedging: boolean;
  readonly chain: Chain;
  /** Classes given by admins to unknown errors, by fingerprint. */
  readonly known: ReadonlyMap<string, ErrorClass>;
  /** Prices corrected by admins. */
  readonly prices: Prices;
}

export interface TenantConfig {
  readonly tenantId: string;
  readonly version: number;
  readonly bots: ReadonlyMap<string, BotConfig>;
  /** Like BotConfig.sharedCalls. */
  readonly sharedCalls: number;
  /** The tenant's chain, for bots without their own model order. */
  readonly chain: Chain;
  readonly known: ReadonlyMap<string, ErrorClass>;
  readonly prices: Prices;
  /** Plain secrets by key id; they leave the process only in requests to Google. */
  readonly secrets: ReadonlyMap<string, string>;
}

/** @returns null if the secret cannot be decrypted, so that only its own row is left out */
function opened(sealed: string, place: Parameters<typeof open>[1]): string | null {
  try {
    return open(sealed, place);
  } catch (error) {
    log.error(
      { table: place.table, row: place.rowId, reason: (error as Error).message },
      "secret cannot be decrypted",
    );
    return null;
  }
}

/**
 * Milliseconds. Prisma's own limits (2 s and 5 s) are for requests: a worker that starts, or whose tenants all change at
 * once, loads many, and one that was not loaded is not served until the next poll.
 */
const PATIENT = { maxWait: 30_000, timeout: 30_000 };

/** @returns a consistent snapshot of the tenant's configuration, or null if the tenant does not exist. */
export async function loadTenant(tenantId: string): Promise<TenantConfig | null> {
  const [tenant, bots, keys, lists, errors, corrections, catalogue, served] = await tenantDb({
    tenantId,
  }).$transaction(
    async (tx) =>
      [
        await tx.tenant.findFirst({
          where: { id: tenantId },
          include: { plan: { select: { limits: true } } },
        }),
        await tx.bot.findMany({
          where: { tenantId },
          include: { staffGroup: { select: { chatId: true } }, connections: true },
        }),
        await tx.key.findMany({
          where: { tenantId, enabled: true },
          // A class of a newer version would keep the tenant from being loaded.
          omit: { checkClass: true },
          orderBy: [{ position: "asc" }, { id: "asc" }],
        }),
        await tx.modelList.findMany({ where: { OR: [{ tenantId }, { tenantId: null }] } }),
        // Classes that this version knows: another would keep the tenant from being loaded.
        await tx.unknownError.findMany({ where: { tenantId, class: { in: [...givenClasses] } } }),
        await tx.price.findMany({ where: { tenantId } }),
        await tx.model.findMany({
          select: { name: true, generates: true, thinks: true, seenAt: true, missingAt: true },
        }),
        await readServed(tx, tenantId),
      ] as const,
    { isolationLevel: "RepeatableRead", ...PATIENT },
  );
  if (!tenant) return null;

  const secrets = new Map<string, string>();
  for (const { id, secret } of keys) {
    const plain = opened(secret, { tenantId, table: "Key", rowId: id, column: "secret" });
    if (plain !== null) secrets.set(id, plain);
  }
  const readable = keys.filter(({ id }) => secrets.has(id));
  const { keyOrder } = tenant;
  const limits = limitsFrom(tenant.plan?.limits, tenant.limits);
  // Their secrets are those of the platform's own tenant: a tenant's configuration holds none of them.
  const sharedCalls = tenantId === PLATFORM_TENANT ? 0 : (limits.sharedCalls ?? 0);
  const usable = [...readable, ...(sharedCalls > 0 ? await sharedKeys() : [])];
  const chains = chainsOf({ tenantId, keyOrder, lists, keys: usable, catalogue, now: new Date() });
  const chainOf = (botId: string | null): Chain => chains(botId).chain;

  const known = new Map(
    errors.flatMap(({ fingerprint, class: given }) =>
      isGiven(given) ? [[fingerprint, given] as const] : [],
    ),
  );
  const prices = pricesFrom(corrections);
  const configs = bots.flatMap((bot): [string, BotConfig][] => {
    const place = { tenantId, table: "Bot", rowId: bot.id } as const;
    const token = opened(bot.token, { ...place, column: "token" });
    const webhookSecret = opened(bot.webhookSecret, { ...place, column: "webhookSecret" });
    if (token === null || webhookSecret === null) return [];
    const { id, username, name, prompt, webhookPath } = bot;
    const telegramId = Number(bot.telegramId);
    const settings = settingsFrom(bot);
    const own = {
      id,
      tenantId,
      telegramId,
      username,
      name,
      token,
      prompt,
      enabled: botRuns(bot, tenant),
      webhookPath,
      webhookSecret,
      staff: bot.staffGroup && { chatId: Number(bot.staffGroup.chatId) },
      business: {
        settings: businessSettingsFrom(bot.business),
        zone: tenant.timeZone,
        accounts: bot.connections.map(accountOf),
      },
      allowances: allowancesFrom(bot.allowances, limits),
      sharedCalls,
      ...settings,
      knowledge: { ...settings.knowledge, sources: knownBy(served, id) },
    };
    const locale = defaultLocaleOf(settings.speech, tenant.locale);
    return [
      [
        id,
        {
          ...own,
          locale,
          timeZone: tenant.timeZone,
          hedging: tenant.hedging,
          chain: chainOf(id),
          known,
          prices,
        },
      ],
    ];
  });
  return {
    tenantId,
    version: tenant.configVersion,
    bots: new Map(configs),
    sharedCalls,
    chain: chainOf(null),
    known,
    prices,
    secrets,
  };
}
