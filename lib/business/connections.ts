// Accounts that are connected to a bot, as Telegram tells of them. Anybody in Telegram may connect any bot to their account:
// one that no member of the tenant is known to have waits until the tenant lets it use the bot.
import { z } from "zod";
import { announce, change, record } from "../audit.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { authorise, can } from "../people/can.ts";
import { staffMember } from "../staff/links.ts";
import { tenantDb } from "../tenant-db.ts";
import { businessThread } from "./place.ts";
import type { ConnectedAccount } from "./way.ts";

/** Telegram's BusinessConnection. */
export const TelegramConnection = z.looseObject({
  id: z.string().min(1).max(200),
  user: z.looseObject({
    id: z.int(),
    first_name: z.string(),
    last_name: z.string().optional(),
    username: z.string().optional(),
  }),
  user_chat_id: z.int(),
  date: z.int(),
  /** Names of the rights; absent: none. */
  rights: z.record(z.string(), z.unknown()).optional(),
  is_enabled: z.boolean(),
});
export type TelegramConnection = z.infer<typeof TelegramConnection>;

/** Of accounts that nobody has let in: strangers must not fill the database. */
const STRANGERS_MAX = 20;
const CAN_REPLY = "can_reply";
const NAME_MAX = 128;

interface Row {
  connectionId: string;
  threadId: bigint;
  userId: bigint;
  userChatId: bigint;
  name: string;
  rights: string[];
  enabled: boolean;
  accepted: boolean;
}

export const accountOf = ({ threadId, userId, userChatId, rights, ...row }: Row): ConnectedAccount => ({
  ...{ connectionId: row.connectionId, name: row.name, enabled: row.enabled, accepted: row.accepted },
  ...{ threadId: Number(threadId), userId: Number(userId), userChatId: Number(userChatId) },
  canReply: rights.includes(CAN_REPLY),
  canDelete: rights.some((right) => /^can_delete_(outgoing|all)_messages$/.test(right)),
});

const factsOf = ({
  name,
  enabled,
  accepted,
  rights,
}: Pick<Row, "name" | "enabled" | "accepted" | "rights">) => ({
  ...{ name, enabled, accepted },
  canReply: rights.includes(CAN_REPLY),
});

/**
 * What Telegram says of a connection; the workers know of it at once.
 * @returns the account, or null: it is one stranger too many
 */
export async function keepConnection(
  { tenantId, botId }: { tenantId: string; botId: string },
  { id: connectionId, user, user_chat_id, date, rights, is_enabled: enabled }: TelegramConnection,
): Promise<ConnectedAccount | null> {
  const member = await staffMember(tenantId, user.id);
  const isTrusted = member !== null && can(member.role, "runBots");
  const platform: Context = { tenantId, role: "owner", actorId: null };
  const said = {
    userId: BigInt(user.id),
    userChatId: BigInt(user_chat_id),
    name: [user.first_name, user.last_name].filter(Boolean).join(" ").slice(0, NAME_MAX),
    username: user.username ?? "",
    rights: Object.entries(rights ?? {}).flatMap(([right, given]) => (given === true ? [right] : [])),
    enabled,
    connectedAt: new Date(date * 1_000),
  };
  return tenantDb({ tenantId }).$transaction(async (tx) => {
    const where = { botId_connectionId: { botId, connectionId } };
    const before = await tx.businessConnection.findUnique({ where });
    const known = { tenantId, botId, userId: said.userId };
    const wasAccepted = await tx.businessConnection.count({ where: { ...known, accepted: true } });
    const accepted = before?.accepted ?? (isTrusted || wasAccepted > 0);
    if (!before && !accepted) {
      const strangers = await tx.businessConnection.count({ where: { tenantId, botId, accepted: false } });
      if (strangers >= STRANGERS_MAX) return null;
    }
    const place = { tenantId, botId, connectionId, threadId: BigInt(businessThread(connectionId)) };
    const data = { ...said, accepted, changedAt: new Date() };
    const after = await tx.businessConnection.upsert({ where, create: { ...place, ...data }, update: data });
    // Told again after a crash: nothing has changed.
    if (before && JSON.stringify(factsOf(before)) === JSON.stringify(factsOf(after))) return accountOf(after);
    await record(tx, platform, {
      ...{ action: "business.connect", target: botId, after: factsOf(after) },
      ...(before && { before: factsOf(before) }),
    });
    await announce(tx, tenantId);
    return accountOf(after);
  });
}

/**
 * Lets an account use the bot, or not. @returns the config version that contains the change
 * @throws AppError "not_found"
 */
export async function acceptConnection(
  context: Context,
  botId: string,
  connectionId: string,
  accepted: boolean,
): Promise<number> {
  authorise(context, "runBots");
  const { tenantId } = context;
  const entry = { action: "business.accept", target: botId } as const;
  const { version } = await change(context, entry, async (tx, compare) => {
    const before = await tx.businessConnection.findFirst({ where: { tenantId, botId, connectionId } });
    if (!before) throw new AppError("not_found");
    await tx.businessConnection.updateMany({
      where: { tenantId, botId, connectionId },
      data: { accepted, changedAt: new Date() },
    });
    compare(factsOf(before), factsOf({ ...before, accepted }));
  });
  return version;
}

/**
 * Forgets one that is disconnected, or was not let in; Telegram tells of it anew where it is used.
 * @returns the config version @throws AppError "not_found" (also where the bot uses it)
 */
export async function forgetConnection(
  context: Context,
  botId: string,
  connectionId: string,
): Promise<number> {
  authorise(context, "runBots");
  const { tenantId } = context;
  const entry = { action: "business.forget", target: botId } as const;
  const { version } = await change(context, entry, async (tx, compare) => {
    const where = { tenantId, botId, connectionId, OR: [{ enabled: false }, { accepted: false }] };
    const before = await tx.businessConnection.findFirst({ where });
    if (!before) throw new AppError("not_found");
    await tx.businessConnection.deleteMany({ where });
    compare(factsOf(before), null);
  });
  return version;
}
