// Views of bots for the dashboard; no function here returns a token.
import type { BotState } from "#generated/enums.ts";
import type { Context } from "../context.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { type Allowances, allowancesFrom } from "./allowances.ts";
import { type BotCondition, conditionOf } from "./state.ts";

export interface BotView {
  id: string;
  name: string;
  username: string;
  enabled: boolean;
  condition: BotCondition;
  /** When the bot entered this state. */
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
}

async function select(context: Context, id: string | null): Promise<BotView[]> {
  const { rows } = await tenantDb(context).query<Row>(
    `SELECT b."id", b."name", b."username", b."enabled", l."state", l."since", l."detail",
            coalesce(l."until" > now(), false) AS "held", u."receivedAt" AS "lastMessageAt"
     FROM "Bot" b
     JOIN "BotLease" l ON l."botId" = b."id"
     LEFT JOIN LATERAL (
       SELECT "receivedAt" FROM "Update" WHERE "botId" = b."id" AND "updateId" >= 0 ORDER BY "updateId" DESC LIMIT 1) u ON true
     WHERE b."tenantId" = $1 AND ($2::uuid IS NULL OR b."id" = $2)
     ORDER BY lower(b."name"), b."id"`,
    [context.tenantId, id],
  );
  return rows.map(({ state, held, ...bot }) => ({
    ...bot,
    condition: conditionOf(bot.enabled, state, held),
  }));
}

/** The tenant's bots by name. */
export async function listBots(context: Context): Promise<BotView[]> {
  authorise(context, "view");
  return select(context, null);
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @returns null if the tenant has no such bot. */
export async function getBot(context: Context, id: string): Promise<BotDetails | null> {
  authorise(context, "view");
  const { tenantId } = context;
  if (!uuid.test(id)) return null;
  const [[view], rest, conversations, answers] = await Promise.all([
    select(context, id),
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
