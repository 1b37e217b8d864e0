// How a member is told, and the tenant's webhooks.
import { randomBytes, randomUUID } from "node:crypto";
import type { AlertChannel, AlertKind } from "#generated/enums.ts";
import { announceTold, solveCause } from "../alert-events.ts";
import { record } from "../audit.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { isMailSet } from "../mail.ts";
import { authorise, memberOf } from "../people/can.ts";
import { seal } from "../secrets.ts";
import { tenantDb } from "../tenant-db.ts";

/** So that nobody makes the platform send to hundreds of addresses. */
const MOST_WEBHOOKS = 10;

/** The person is told nothing more in Telegram. */
export async function unlinkTelegram(context: Context): Promise<void> {
  authorise(context, "receiveAlerts");
  const own = memberOf(context);
  await tenantDb(context).$transaction(async (tx) => {
    await tx.alertWay.deleteMany({ where: { ...own, channel: "telegram" } });
    await tx.alertCode.deleteMany({ where: own });
    await record(tx, context, {
      action: "alerts.unlink",
      target: own.userId,
      before: { channel: "telegram" },
    });
  });
}

/** @throws AppError "invalid": this server sends no e-mail */
export async function setMail(context: Context, enabled: boolean): Promise<void> {
  authorise(context, "receiveAlerts");
  if (enabled && !isMailSet()) throw new AppError("invalid");
  const own = memberOf(context);
  const channel: AlertChannel = "mail";
  await tenantDb(context).$transaction(async (tx) => {
    await tx.alertWay.upsert({
      where: { tenantId_userId_channel: { ...own, channel } },
      create: { id: randomUUID(), ...own, channel, enabled, ...(enabled && { dueAt: new Date() }) },
      update: { enabled, dueAt: enabled ? new Date() : null, news: { increment: 1 } },
    });
    const action = enabled ? "alerts.link" : "alerts.unlink";
    await record(tx, context, { action, target: own.userId, after: { channel, enabled } });
  });
  await announceTold();
}

/** For the person alone. */
export async function muteKind(context: Context, kind: AlertKind, muted: boolean): Promise<void> {
  authorise(context, "receiveAlerts");
  const own = { ...memberOf(context), kind };
  await tenantDb(context).$transaction(async (tx) => {
    await tx.alertMute.deleteMany({ where: own });
    if (muted) await tx.alertMute.create({ data: own });
    await record(tx, context, { action: "alerts.mute", target: own.userId, after: { kind, muted } });
  });
}

/** "It was me": the sign-in from a new place is solved. Another person's is not found and left as it is. */
export async function knowSignIn(context: Context, sessionId: string): Promise<void> {
  authorise(context, "viewAlerts");
  // A visitor's own sign-in too.
  const { actorId: userId } = context;
  if (userId === null) throw new AppError("forbidden");
  await tenantDb(context).$transaction((tx) =>
    record(tx, context, { action: "alerts.known", target: userId, after: { session: sessionId } }),
  );
  await solveCause(userId, "new_sign_in", sessionId);
}

/** Sends a test on the way now. @returns the id of its note */
async function addTest(
  context: Context,
  action: "alerts.test" | "webhook.test",
  where: object,
): Promise<string> {
  const own = tenantDb(context);
  const way = await own.alertWay.findFirst({
    where: { tenantId: context.tenantId, enabled: true, ...where },
    select: { id: true, tenantId: true },
  });
  if (!way) throw new AppError("not_found");
  const noteId = randomUUID();
  await own.$transaction(async (tx) => {
    const { id: wayId, tenantId } = way;
    await tx.alertNote.create({ data: { id: noteId, tenantId, wayId, event: "test" } });
    await tx.alertWay.updateMany({
      where: { tenantId, id: wayId },
      data: { dueAt: new Date(), news: { increment: 1 } },
    });
    await record(tx, context, { action, target: wayId, after: { event: "test" } });
  });
  await announceTold();
  return noteId;
}

/** To the person's own Telegram or mailbox. @returns the id of its note @throws AppError "not_found" */
export async function testOwnWay(context: Context, channel: AlertChannel): Promise<string> {
  authorise(context, "receiveAlerts");
  const { userId } = memberOf(context);
  return addTest(context, "alerts.test", { userId, channel });
}

/** @returns the id of its note @throws AppError "not_found" */
export async function testWebhook(context: Context, id: string): Promise<string> {
  authorise(context, "manageWebhooks");
  return addTest(context, "webhook.test", { id, channel: "webhook" });
}

/**
 * @returns the secret that signs its requests; it is never shown again
 * @throws AppError "invalid" if the address is none of http or https, or there are too many
 */
export async function addWebhook(context: Context, url: string): Promise<{ id: string; secret: string }> {
  authorise(context, "manageWebhooks");
  const { tenantId } = context;
  if (!isWebhookAddress(url)) throw new AppError("invalid", {}, "url");
  const [id, secret] = [randomUUID(), `whsec_${randomBytes(32).toString("base64url")}`];
  const place = { tenantId, table: "AlertWay", rowId: id, column: "secret" } as const;
  await tenantDb(context).$transaction(async (tx) => {
    if ((await tx.alertWay.count({ where: { tenantId, channel: "webhook" } })) >= MOST_WEBHOOKS)
      throw new AppError("invalid", {}, "url");
    const way = { id, tenantId, channel: "webhook", url, secret: seal(secret, place) } as const;
    await tx.alertWay.create({ data: { ...way, dueAt: new Date() } });
    await record(tx, context, { action: "webhook.add", target: id, after: { url: withoutQuery(url) } });
  });
  await announceTold();
  return { id, secret };
}

/** What follows the path may be a password of somebody's. */
const withoutQuery = (url: string) => url.replace(/[?#].*$/s, "");

/** No user and password: they would be sent in a header that the log of the other side keeps. */
export function isWebhookAddress(given: string): boolean {
  const url = URL.parse(given);
  return url !== null && /^https?:$/.test(url.protocol) && !url.username && !url.password;
}

/** @throws AppError "not_found" */
export async function removeWebhook(context: Context, id: string): Promise<void> {
  authorise(context, "manageWebhooks");
  const { tenantId } = context;
  await tenantDb(context).$transaction(async (tx) => {
    const where = { tenantId, id, channel: "webhook" } as const;
    const way = await tx.alertWay.findFirst({ where, select: { url: true } });
    if (!way) throw new AppError("not_found");
    await tx.alertWay.deleteMany({ where });
    await record(tx, context, {
      action: "webhook.remove",
      target: id,
      before: { url: withoutQuery(way.url ?? "") },
    });
  });
}
