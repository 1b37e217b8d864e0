// Views of bots for the dashboard; no function here returns a token.
import type { BotState } from "#generated/enums.ts";
import type { Context } from "../context.ts";
import { type Health, readHealth } from "../health/read.ts";
import { authorise } from "../people/can.ts";
import { limitsFrom } from "../people/limits.ts";
import { keyIds, readable } from "../secrets.ts";
import { tenantDb } from "../tenant-db.ts";
import { isUuid } from "../uuid.ts";
import { allowancesFrom } from "./allowances.ts";
import { BOT_RUNS } from "./running.ts";
import { type BotCondition, conditionOf, telegramConditionOf } from "./state.ts";
import type { Allowances } from "./usual-allowances.ts";

export interface BotView {
  id: string;
  name: string;
  username: string;
  enabled: boolean;
  /** Whether it can answer now. */
  condition: BotCondition;
  /** When Telegram's side of it last changed. */
  since: Date;
  /** Telegram's error, if there is one. */
  detail: string | null;
  /** When a person last wrote to it. */
  lastMessageAt: Date | null;
}

export interface BotDetails extends BotView {
  prompt: string;
  allowances: Allowances;
  tokenLast4: string;
  createdAt: Date;
  /** True if it has its own model order. */
  ownModels: boolean;
  /** `conversations` and `answers` are deleted with the bot. */
  conversations: number;
  answers: number;
}

interface Row extends Omit<BotView, "condition"> {
  state: BotState;
  held: boolean;
  isReadable: boolean;
  allowances: unknown;
  planLimits: unknown;
  tenantLimits: unknown;
  runs: boolean;
  /** Questions of this day of UTC, as far as the workers have shared their counts. */
  askedBot: number;
  askedTenant: number;
  /** Epoch milliseconds. */
  dayEnds: number;
}

async function select(context: Context, id: string | null, reading: Promise<Health>): Promise<BotView[]> {
  const stored = tenantDb(context).query<Row>(
    `WITH day AS (SELECT date_trunc('day', now(), 'UTC') AS "at"),
     asked AS (
       SELECT m."ownerId", m."count" FROM day, "MessageCount" AS m
       WHERE m."tenantId" = $1 AND m."window" = 'day' AND m."startsAt" = day."at"
         AND m."scope" IN ('bot', 'tenant') AND m."subjectId" = 0)
     SELECT b."id", b."name", b."username", b."enabled", l."state", l."since", l."detail",
            coalesce(l."until" > now(), false) AS "held",
            ${readable(`b."token"`, "$3")} AS "isReadable", u."receivedAt" AS "lastMessageAt", b."allowances",
            t."limits" AS "tenantLimits", p."limits" AS "planLimits", ${BOT_RUNS} AS "runs",
            coalesce((SELECT "count" FROM asked WHERE "ownerId" = b."id"), 0) AS "askedBot",
            coalesce((SELECT "count" FROM asked WHERE "ownerId" = $1), 0) AS "askedTenant",
            (SELECT extract(epoch FROM "at" + interval '1 day') * 1000 FROM day)::float8 AS "dayEnds"
     FROM "Bot" b
     JOIN "BotLease" l ON l."botId" = b."id"
     JOIN "Tenant" t ON t."id" = b."tenantId"
     LEFT JOIN "Plan" p ON p."id" = t."planId"
     LEFT JOIN LATERAL (
       SELECT "receivedAt" FROM "Update" WHERE "botId" = b."id" AND "updateId" >= 0 ORDER BY "updateId" DESC LIMIT 1) u ON true
     WHERE b."tenantId" = $1 AND ($2::uuid IS NULL OR b."id" = $2)
     ORDER BY lower(b."name"), b."id"`,
    [context.tenantId, id, keyIds()],
  );
  const [{ rows }, health] = await Promise.all([stored, reading]);
  return rows.map(({ state, held, isReadable, allowances, planLimits, tenantLimits, runs, ...more }) => {
    const { askedBot, askedTenant, dayEnds, ...bot } = more;
    const { bot: own, tenant } = allowancesFrom(allowances, limitsFrom(planLimits, tenantLimits));
    const isSpent = askedBot >= own.perDay || askedTenant >= tenant.perDay;
    const telegram = telegramConditionOf({
      enabled: runs,
      state,
      held,
      readable: isReadable,
    });
    const ability = health.abilityOf(bot.id);
    const spentUntil = isSpent ? new Date(dayEnds) : null;
    return { ...bot, condition: conditionOf({ telegram, ability, spentUntil, served: health.served }) };
  });
}

/** The tenant's bots by name. @param health if it is read anyway */
export async function listBots(context: Context, health?: Promise<Health>): Promise<BotView[]> {
  authorise(context, "viewBots");
  return select(context, null, health ?? readHealth(context));
}

/** @param health if it is read anyway @returns null if the tenant has no such bot. */
export async function getBot(
  context: Context,
  id: string,
  health?: Promise<Health>,
): Promise<BotDetails | null> {
  authorise(context, "viewBots");
  const { tenantId } = context;
  if (!isUuid(id)) return null;
  const [[view], rest, conversations, answers] = await Promise.all([
    select(context, id, health ?? readHealth(context)),
    tenantDb(context).bot.findFirst({
      where: { tenantId, id },
      select: {
        prompt: true,
        allowances: true,
        tokenLast4: true,
        createdAt: true,
        modelList: { select: { id: true } },
      },
    }),
    tenantDb(context).conversation.count({ where: { tenantId, botId: id } }),
    tenantDb(context).answer.count({ where: { tenantId, botId: id } }),
  ]);
  if (!view || !rest) return null;
  const { modelList, allowances, ...facts } = rest;
  return {
    ...view,
    ...facts,
    allowances: allowancesFrom(allowances),
    ownModels: modelList !== null,
    conversations,
    answers,
  };
}
