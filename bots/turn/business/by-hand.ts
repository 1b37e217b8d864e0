// What an account's owner does by hand, and what of its chats is forgotten, as it is stored.
import { toStored } from "#lib/chain-state/shared-clock.ts";
import { toText } from "#lib/storable.ts";
import { tenantDb } from "#lib/tenant-db.ts";
import type { Claim } from "../../queue/claims.ts";
import type { Heard } from "../../queue/settlement.ts";
import { ERRANDS, expire, LANE, toOwner, writeHeld } from "./errands.ts";

// Whoever of the tenant's members has the conversation keeps it; the bot is silent for as long as the owner's words ask for.
const OWNER_SAID = `
  WITH ${LANE},
  c AS (
    UPDATE "Conversation" AS c SET "takenUntil" = greatest(c."takenUntil", now() + $5 * interval '1 minute'),
      "takenBy" = CASE WHEN c."takenUntil" > now() THEN c."takenBy" END,
      "takenByName" = CASE WHEN c."takenUntil" > now() THEN c."takenByName" ELSE $6 END,
      "waitingSince" = NULL, "askedAt" = NULL, "lastAt" = now()
    FROM lane WHERE c."tenantId" = lane."tenantId" AND c."id" = $3
    RETURNING c."id"),
  message AS (
    INSERT INTO "ChatMessage" ("id", "tenantId", "conversationId", "author", "kind", "state", "text", "memberName", "telegramId",
      "updateId", "at", "fileId", "fileName", "fileType", "fileSize")
    SELECT gen_random_uuid(), lane."tenantId", c."id", 'operator', $7::"ChatMessageKind", 'sent', $8, $6, $9, $4, $10, $11, $12, $13, $14
    FROM c, lane WHERE NOT EXISTS (
      SELECT FROM "ChatMessage" AS m WHERE m."tenantId" = lane."tenantId" AND m."updateId" = $4 AND m."author" = 'operator')),
  gone AS (${expire(`d."conversationId" = $3`)}),
  due AS (${toOwner("gone")}),
  ${ERRANDS}
  SELECT 1 FROM lane`;

export interface OwnersMessage {
  conversationId: string;
  /** Row id of its update. */
  updateId: number;
  hereMinutes: number;
  name: string;
  telegramId: number;
  text: string;
  at: Date;
  file: Heard["messages"][number]["file"];
}

/** The account's owner has written by hand: the bot is silent there for a while, and its drafts are over. */
export function recordOwner(claim: Claim, said: OwnersMessage, signal: AbortSignal): Promise<boolean> {
  const { file } = said;
  return writeHeld(claim, signal, OWNER_SAID, [
    ...[
      said.conversationId,
      said.updateId,
      said.hereMinutes,
      said.name,
      file?.kind ?? "text",
      toText(said.text),
    ],
    ...[said.telegramId, new Date(toStored(said.at.getTime()))],
    ...[file?.fileId ?? null, file?.name ?? null, file?.type ?? null, file?.size ?? null],
  ]);
}

/** Whether the account's owner has ever written in the conversation by hand. */
export async function ownerWrote({ tenantId }: Claim, conversationId: string): Promise<boolean> {
  const byHand = { author: "operator", memberId: null, updateId: { not: null } } as const;
  const found = await tenantDb({ tenantId }).chatMessage.findFirst({
    where: { tenantId, conversationId, ...byHand },
    select: { id: true },
  });
  return found !== null;
}

const HEAL = `
  WITH ${LANE},
  healed AS (
    UPDATE "BusinessConnection" AS k SET "trouble" = NULL FROM lane
    WHERE k."tenantId" = lane."tenantId" AND k."botId" = lane."botId" AND k."userChatId" = lane."chatId" AND k."trouble" IS NOT NULL
    RETURNING k."threadId"),
  unposted AS (
    SELECT d."id", d."chatId" FROM "BusinessDraft" AS d, lane
    WHERE EXISTS (SELECT FROM healed) AND d."tenantId" = lane."tenantId" AND d."chatId" = lane."chatId"
      AND d."state" = 'waiting' AND d."messageId" IS NULL),
  due AS (${toOwner("unposted")}),
  ${ERRANDS}
  SELECT 1 FROM healed`;

/** The owner has written to the bot, so it can write to them: what it could not post before comes now. */
export const heal = (claim: Claim, signal: AbortSignal) => writeHeld(claim, signal, HEAL, []);

/** The bot cannot write to the owner. @param trouble Telegram's words */
export async function keepOwnerTrouble({ tenantId, botId, chatId }: Claim, trouble: string): Promise<void> {
  await tenantDb({ tenantId }).businessConnection.updateMany({
    where: { tenantId, botId, userChatId: chatId },
    data: { trouble: toText(trouble).slice(0, 300) },
  });
}

/** Somebody has deleted messages in Telegram: they are no more in the conversation either. */
export async function forgetMessages(
  { tenantId, botId, chatId, threadId }: Claim,
  messageIds: readonly number[],
): Promise<void> {
  await tenantDb({ tenantId }).query(
    `DELETE FROM "ChatMessage" AS m USING "Conversation" AS c
     WHERE c."tenantId" = $1 AND c."botId" = $2 AND c."chatId" = $3 AND c."threadId" = $4
       AND m."tenantId" = $1 AND m."conversationId" = c."id" AND m."telegramId" = ANY($5::int[])`,
    [tenantId, botId, chatId, threadId, messageIds],
  );
}

/** Of chats with which the bot has nothing to do, nothing is kept. */
export async function forgetPayloads({ tenantId, laneId }: Claim, ids: readonly number[]): Promise<void> {
  await tenantDb({ tenantId }).query(
    `UPDATE "Update" SET "payload" = jsonb_build_object('update_id', "updateId")
     WHERE "tenantId" = $1 AND "laneId" = $2 AND "id" = ANY($3::bigint[])`,
    [tenantId, laneId, ids],
  );
}
