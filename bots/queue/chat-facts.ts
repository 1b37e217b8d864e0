// What is known of a chat as a whole. It is read with the claim of a lane, so that no message costs a statement for it.
import type { GroupPolicy } from "#generated/enums.ts";
import { fromStored, now } from "#lib/chain-state/shared-clock.ts";
import { log } from "#lib/log.ts";
import { tenantDb } from "#lib/tenant-db.ts";

/** What Telegram has asked to wait with: all calls in the chat, or only frames of a growing answer. */
export type WaitKind = "sends" | "frames";

export interface ChatFacts {
  /** Until when Telegram wants no call in the chat, as another process has learned. */
  sendsAfter: Date | null;
  /** The same of frames of a growing answer. */
  framesAfter: Date | null;
  /** What the administrators of the group have chosen; null: the bot's policy. */
  policy: GroupPolicy | null;
  /** The supergroup that the group has become. */
  movedTo: number | null;
}

interface Place {
  tenantId: string;
  botId: string;
  chatId: number;
}

/** SQL: ChatFacts of the lane `l`. @param bot SQL of its bot's id */
export const chatFactsOf = (
  l: string,
  bot = `${l}."botId"`,
): string => `${l}."sendsAfter", ${l}."framesAfter", ${l}."movedTo",
       CASE WHEN ${l}."threadId" = 0 THEN ${l}."groups" ELSE (
         SELECT w."groups" FROM "Lane" AS w WHERE w."botId" = ${bot} AND w."chatId" = ${l}."chatId" AND w."threadId" = 0) END AS "policy"`;

/** Shorter ones are over before another process can have the chat. */
const LEAST_SECONDS = 3;

const keep = (column: string) => `
  UPDATE "Lane" SET "${column}" = greatest("${column}", now() + $4 * interval '1 second')
  WHERE "tenantId" = $1 AND "botId" = $2 AND "chatId" = $3`;
const KEEP: Record<WaitKind, string> = { sends: keep("sendsAfter"), frames: keep("framesAfter") };

/** Telegram has answered 429 in the chat: kept for whoever has it next. Best effort; neither throws nor waits. */
export function keepWait({ tenantId, botId, chatId }: Place, what: WaitKind, seconds: number): void {
  if (seconds < LEAST_SECONDS) return;
  tenantDb({ tenantId })
    .query(KEEP[what], [tenantId, botId, chatId, seconds])
    .catch((error: Error) => log.debug({ reason: error.message }, "a flood wait was not kept"));
}

/** Waits as another process was told to. */
export function resumeWaits(
  pacer: { block(chatId: number, seconds: number): void; hold(chatId: number, seconds: number): void },
  { chatId, sendsAfter, framesAfter }: Pick<ChatFacts, "sendsAfter" | "framesAfter"> & { chatId: number },
): void {
  const left = (until: Date | null) => (until ? (fromStored(until.getTime()) - now()) / 1_000 : 0);
  const [sends, frames] = [left(sendsAfter), left(framesAfter)];
  if (sends > 0) pacer.block(chatId, sends);
  if (frames > 0) pacer.hold(chatId, frames);
}

/** What the administrators of a group have chosen; it holds in each of its topics. */
export async function keepPolicy({ tenantId, botId, chatId }: Place, policy: GroupPolicy): Promise<void> {
  await tenantDb({ tenantId }).query(
    `INSERT INTO "Lane" ("tenantId", "botId", "chatId", "threadId", "groups") VALUES ($1, $2, $3, 0, $4::"GroupPolicy")
     ON CONFLICT ("botId", "chatId", "threadId") DO UPDATE SET "groups" = excluded."groups"`,
    [tenantId, botId, chatId, policy],
  );
}
