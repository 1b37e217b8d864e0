// Orders a broadcast, pauses and stops it, and asks for a preview. Workers do what the rows say (bots/broadcasts).
import type { BroadcastState } from "#generated/enums.ts";
import { record } from "../audit.ts";
import type { AuditAction } from "../audit-actions.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { instantIn } from "../local-time.ts";
import { authorise } from "../people/can.ts";
import { readZone } from "../people/zone.ts";
import { tenantDb } from "../tenant-db.ts";
import { requireRoomOfDay } from "./day-limit.ts";
import { lockDraft } from "./edit.ts";
import { countReceivers } from "./people.ts";
import { ownChatOf } from "./test-chat.ts";

const YEAR_MS = 366 * 86_400_000;

/** @throws AppError "broadcast_time" */
function timeOf(zone: string, local: string | null): Date {
  const now = new Date();
  if (local === null) return now;
  const at = instantIn(zone, local);
  // A minute is over while one decides.
  if (!at || at.getTime() < now.getTime() - 60_000 || at.getTime() > now.getTime() + YEAR_MS)
    throw new AppError("broadcast_time", {}, "at");
  return at;
}

/**
 * @param order.version of the draft that the member has seen
 * @param order.at when it begins, by the clock of the tenant's zone ("2026-11-27T09:00"); null: now
 * @throws AppError "not_found", "conflict", "broadcast_ordered", "broadcast_empty", "broadcast_time" or "broadcast_limit"
 */
export async function orderBroadcast(
  context: Context,
  id: string,
  order: { version: number; at: string | null },
): Promise<void> {
  authorise(context, "sendBroadcasts");
  const { tenantId } = context;
  const startAt = timeOf(await readZone(context), order.at);
  const people = await countReceivers({ tenantId, broadcastId: id });
  await tenantDb(context).$transaction(async (tx) => {
    await requireRoomOfDay(tx, context);
    const { version, text } = await lockDraft(tx, context, id);
    if (version !== order.version) throw new AppError("conflict");
    if (!text.trim()) throw new AppError("broadcast_empty", {}, "text");
    const data = { state: "scheduled", startAt, orderedAt: new Date(), trouble: null } as const;
    await tx.broadcast.updateMany({ where: { tenantId, id }, data });
    await tx.broadcastRun.createMany({ data: [{ broadcastId: id, tenantId }], skipDuplicates: true });
    const after = { people, startAt: startAt.toISOString() };
    await record(tx, context, { action: "broadcast.order", target: id, after });
  });
}

/** What a member may make of a broadcast, and from which states. */
const steps = {
  cancel: { from: ["scheduled"], to: "draft" },
  pause: { from: ["sending"], to: "paused" },
  resume: { from: ["paused"], to: "sending" },
  stop: { from: ["sending", "paused"], to: "stopped" },
} as const satisfies Record<string, { from: readonly BroadcastState[]; to: BroadcastState }>;
export type BroadcastStep = keyof typeof steps;
export const broadcastSteps = Object.keys(steps) as BroadcastStep[];

/** Takes effect before the next message. One that is there already is left alone. @throws AppError "not_found" or "conflict" */
export async function stepBroadcast(context: Context, id: string, step: BroadcastStep): Promise<void> {
  authorise(context, "sendBroadcasts");
  const { tenantId } = context;
  const { from, to } = steps[step];
  await tenantDb(context).$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Broadcast" WHERE "tenantId" = ${tenantId}::uuid AND "id" = ${id}::uuid FOR UPDATE`;
    const found = await tx.broadcast.findFirst({ where: { tenantId, id }, include: { run: true } });
    if (!found) throw new AppError("not_found");
    if (found.state === to) return;
    if (!from.some((state) => state === found.state)) throw new AppError("conflict");
    await tx.broadcast.updateMany({
      where: { tenantId, id },
      data: {
        ...{ state: to, trouble: null },
        ...(step === "cancel" && { startAt: null, orderedAt: null }),
        ...(step === "stop" && { finishedAt: new Date() }),
      },
    });
    if (step === "resume")
      await tx.broadcastRun.updateMany({ where: { tenantId, broadcastId: id }, data: { retryAt: null } });
    // The last person's chat is nobody's business afterwards.
    if (step === "stop")
      await tx.broadcastRun.updateMany({
        where: { tenantId, broadcastId: id },
        data: { cursor: 0, postponed: [] },
      });
    const states = { before: { state: found.state }, after: { state: to, sent: found.run?.sent ?? 0 } };
    await record(tx, context, { action: `broadcast.${step}` satisfies AuditAction, target: id, ...states });
  });
}

/** Sends it to the member who asks, as it is stored. @throws AppError "not_found", "bot_off", "broadcast_empty" or "broadcast_no_chat" */
export async function testBroadcast(context: Context, id: string): Promise<void> {
  authorise(context, "sendBroadcasts");
  const { tenantId } = context;
  const testChatId = await ownChatOf(context);
  await tenantDb(context).$transaction(async (tx) => {
    const found = await tx.broadcast.findFirst({ where: { tenantId, id }, include: { bot: true } });
    if (!found) throw new AppError("not_found");
    if (!found.bot.enabled) throw new AppError("bot_off");
    if (!found.text.trim()) throw new AppError("broadcast_empty", {}, "text");
    if (testChatId === null) throw new AppError("broadcast_no_chat");
    await tx.broadcast.updateMany({ where: { tenantId, id }, data: { testChatId, testError: null } });
    await tx.broadcastRun.createMany({ data: [{ broadcastId: id, tenantId }], skipDuplicates: true });
    await record(tx, context, { action: "broadcast.test", target: id, after: { length: found.text.length } });
  });
}
