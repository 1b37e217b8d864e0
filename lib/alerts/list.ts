// What the page of alerts shows.
import type { AlertChannel, AlertEvent, AlertKind, AlertNoteState } from "#generated/enums.ts";
import type { Context } from "../context.ts";
import { db, one, pool } from "../db.ts";
import { isMailSet } from "../mail.ts";
import { authorise, can } from "../people/can.ts";
import { PLATFORM_TENANT } from "../shared-keys/tenant.ts";
import { tenantDb } from "../tenant-db.ts";
import { alertKinds, type Cause, CauseFacts, kindsFor, rankOf } from "./kinds.ts";
import { platformBotName } from "./links.ts";

export interface CauseView extends Cause {
  id: string;
  openedAt: Date;
  solvedAt: Date | null;
}

const PAST = 50;

interface Row {
  id: bigint;
  kind: AlertKind;
  subject: string;
  facts: unknown;
  openedAt: Date;
  solvedAt: Date | null;
}

const viewOf = ({ id, kind, subject, facts, openedAt, solvedAt }: Row): CauseView => ({
  ...{ id: String(id), kind, subject, facts: CauseFacts.parse(facts), openedAt, solvedAt },
});

/** The person's own, and for the platform's admins the platform's, with those of the keys that it lends. Without kinds of a newer version. */
async function ownRows(actorId: string | null, where: object, take: number): Promise<Row[]> {
  if (actorId === null) return [];
  const admin = await db.user.count({ where: { id: actorId, platformAdmin: true } });
  const platform = { userId: null, OR: [{ tenantId: null }, { tenantId: PLATFORM_TENANT }] };
  const whose = { OR: [{ tenantId: null, userId: actorId }, ...(admin ? [platform] : [])] };
  return db.alertCause.findMany({
    where: { ...whose, ...where, kind: { in: alertKinds } },
    orderBy: { id: "desc" },
    take,
  });
}

/** How many open causes the member sees that belong to no tenant. */
export async function countOwnCauses({ actorId, role }: Context): Promise<number> {
  if (actorId === null || !can(role, "viewAlerts")) return 0;
  const { rows } = await pool.query<{ open: number }>(
    `SELECT count(*)::int AS "open" FROM "AlertCause" AS c WHERE (c."tenantId" IS NULL OR c."tenantId" = $2::uuid) AND c."solvedAt" IS NULL
       AND c."kind" = ANY($3::"AlertKind"[])
       AND (c."userId" = $1 OR (c."userId" IS NULL AND EXISTS (SELECT FROM "User" WHERE "id" = $1 AND "platformAdmin")))`,
    [actorId, PLATFORM_TENANT, alertKinds],
  );
  return one(rows).open;
}

/** Open causes, the most urgent first; and those that were solved last. */
export async function listCauses(context: Context): Promise<{ open: CauseView[]; past: CauseView[] }> {
  authorise(context, "viewAlerts");
  const { tenantId, actorId } = context;
  const mine = { tenantId, kind: { in: kindsFor(context.role) } };
  const [isOpen, isPast] = [{ solvedAt: null }, { solvedAt: { not: null } }];
  const cause = tenantDb(context).alertCause;
  const latest = { orderBy: { id: "desc" } } as const;
  const [open, ownOpen, past, ownPast] = await Promise.all([
    cause.findMany({ where: { ...mine, ...isOpen }, ...latest, take: 500 }),
    ownRows(actorId, isOpen, 50),
    cause.findMany({ where: { ...mine, ...isPast }, ...latest, take: PAST }),
    ownRows(actorId, isPast, PAST),
  ]);
  const solvedAt = ({ solvedAt: at }: CauseView) => at?.getTime() ?? 0;
  return {
    open: [...ownOpen, ...open].map(viewOf).sort((a, b) => rankOf(a.kind) - rankOf(b.kind)),
    past: [...ownPast, ...past]
      .map(viewOf)
      .sort((a, b) => solvedAt(b) - solvedAt(a))
      .slice(0, PAST),
  };
}

export interface OwnWays {
  email: string;
  /** Null: not linked. */
  telegram: { name: string; bot: string; enabled: boolean } | null;
  /** Who may write: the platform's bot has no id. */
  bots: { id: string | null; username: string }[];
  /** Null: this server sends none. */
  mail: boolean | null;
  muted: AlertKind[];
}

/** How the person is told in this tenant. */
export async function readOwnWays(context: Context): Promise<OwnWays> {
  authorise(context, "receiveAlerts");
  const { tenantId, actorId: userId } = context;
  const own = tenantDb(context);
  const [user, ways, bots, mutes, platform] = await Promise.all([
    own.user.findFirst({ where: { id: userId ?? "" }, select: { email: true } }),
    own.alertWay.findMany({
      where: { tenantId, userId: userId ?? "", channel: { in: ["telegram", "mail"] } },
    }),
    own.bot.findMany({
      where: { tenantId },
      select: { id: true, username: true },
      orderBy: { createdAt: "asc" },
    }),
    own.alertMute.findMany({
      where: { tenantId, userId: userId ?? "", kind: { in: alertKinds } },
      select: { kind: true },
    }),
    platformBotName().catch(() => null),
  ]);
  const wayOf = (channel: AlertChannel) => ways.find((way) => way.channel === channel);
  const telegram = wayOf("telegram");
  const writers = [...(platform ? [{ id: null, username: platform }] : []), ...bots];
  return {
    email: user?.email ?? "",
    telegram: telegram
      ? {
          name: telegram.chatName ?? "",
          bot: writers.find(({ id }) => id === telegram.botId)?.username ?? "",
          enabled: telegram.enabled,
        }
      : null,
    bots: writers,
    mail: isMailSet() ? (wayOf("mail")?.enabled ?? false) : null,
    muted: mutes.map(({ kind }) => kind),
  };
}

interface DeliveryView {
  id: string;
  event: AlertEvent;
  state: AlertNoteState;
  tries: number;
  status: number | null;
  error: string | null;
  causes: number;
  createdAt: Date;
  nextAt: Date;
}

export interface WebhookView {
  id: string;
  url: string;
  /** The latest first. */
  deliveries: DeliveryView[];
}

const DELIVERIES = 30;

/** The tenant's webhooks with their logs. */
export async function listWebhooks(context: Context): Promise<WebhookView[]> {
  authorise(context, "manageWebhooks");
  const { tenantId } = context;
  const webhooks = await tenantDb(context).alertWay.findMany({
    where: { tenantId, channel: "webhook" },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    select: {
      id: true,
      url: true,
      notes: {
        orderBy: { createdAt: "desc" },
        take: DELIVERIES,
        include: { _count: { select: { told: true, solved: true } } },
      },
    },
  });
  return webhooks.map(({ id, url, notes }) => ({
    id,
    url: url ?? "",
    deliveries: notes.map(({ _count, ...note }) => ({
      id: note.id,
      event: note.event,
      state: note.state,
      tries: note.tries,
      status: note.status,
      error: note.error,
      causes: _count.told + _count.solved,
      createdAt: note.createdAt,
      nextAt: note.nextAt,
    })),
  }));
}
