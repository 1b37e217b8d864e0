// What pages show of broadcasts.
import type { BroadcastState } from "#generated/enums.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { render } from "../markdown/render.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { isUuid } from "../uuid.ts";
import type { BroadcastButton } from "./buttons.ts";
import { buttonsIn } from "./content.ts";
import { roomOfDay } from "./day-limit.ts";
import { countReceivers, countRepliers } from "./people.ts";
import { type Segment, segmentIn } from "./segment.ts";
import { ownChatOf } from "./test-chat.ts";

interface BroadcastFigures {
  /** People when it began; of one that has not, those who would receive it now. */
  total: number;
  sent: number;
  /** Blocked the bot, or deleted their account. */
  blocked: number;
  /** Telegram refused the message for them. */
  refused: number;
}

export interface ListedBroadcast extends BroadcastFigures {
  id: string;
  state: BroadcastState;
  bot: { id: string; name: string; username: string; enabled: boolean };
  /** In a list as people read it, else Markdown. */
  text: string;
  createdAt: Date;
  startAt: Date | null;
  startedAt: Date | null;
  finishedAt: Date | null;
  trouble: string | null;
}

export interface BroadcastView extends ListedBroadcast {
  version: number;
  buttons: BroadcastButton[];
  segment: Segment;
  pictureName: string | null;
  author: string | null;
  /** People who have written to the bot within a day of its beginning; null: it is not over. */
  replied: number | null;
  /** The last preview: under way, or how it ended. */
  test: { state: "waiting" | "sent" | "failed"; error: string | null } | null;
  /** Whether the reader's Telegram account is known, so that a preview can be sent to it. */
  canTest: boolean;
  /** How many more may be ordered today. */
  room: number;
}

const BROADCASTS_PAGE = 30;

const bot = { select: { id: true, name: true, username: true, enabled: true } } as const;
const run = { select: { sent: true, blocked: true, refused: true } } as const;

/** The latest first. @param page from 0 on */
export async function listBroadcasts(
  context: Context,
  page = 0,
): Promise<{ broadcasts: ListedBroadcast[]; more: boolean }> {
  authorise(context, "viewAnswers");
  const rows = await tenantDb(context).broadcast.findMany({
    where: { tenantId: context.tenantId },
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
    skip: page * BROADCASTS_PAGE,
    take: BROADCASTS_PAGE + 1,
    include: { bot, run },
  });
  const broadcasts = rows.slice(0, BROADCASTS_PAGE).map((row) => ({
    ...listed(row),
    text: render(row.text).text,
  }));
  return { broadcasts, more: rows.length > BROADCASTS_PAGE };
}

type Row = Omit<ListedBroadcast, "sent" | "blocked" | "refused"> & {
  run: { sent: number; blocked: number; refused: number } | null;
};

function listed({ run, ...row }: Row): ListedBroadcast {
  const { id, state, bot, text, createdAt, startAt, startedAt, finishedAt, total, trouble } = row;
  const { sent, blocked, refused } = run ?? { sent: 0, blocked: 0, refused: 0 };
  const figures = { total, sent, blocked, refused };
  return { id, state, bot, text, createdAt, startAt, startedAt, finishedAt, trouble, ...figures };
}

/** @throws AppError "not_found" */
export async function readBroadcast(context: Context, id: string): Promise<BroadcastView> {
  authorise(context, "viewAnswers");
  const { tenantId } = context;
  const db = tenantDb(context);
  const row = isUuid(id)
    ? await db.broadcast.findFirst({ where: { tenantId, id }, include: { bot, run } })
    : null;
  if (!row) throw new AppError("not_found");
  const ref = { tenantId, broadcastId: id };
  const hasBegun = row.startedAt !== null;
  const [total, replied, author, chat, room] = await Promise.all([
    hasBegun ? row.total : countReceivers(ref),
    row.finishedAt ? countRepliers(ref) : null,
    row.createdById
      ? db.member.findFirst({
          where: { tenantId, userId: row.createdById },
          select: { user: { select: { name: true } } },
        })
      : null,
    ownChatOf(context),
    roomOfDay(context),
  ]);
  const { version, pictureName, testChatId, testedAt, testError } = row;
  const state = testChatId !== null ? "waiting" : testError !== null ? "failed" : "sent";
  return {
    ...listed(row),
    total,
    ...{ version, pictureName, replied, room },
    buttons: buttonsIn(row.buttons),
    segment: segmentIn(row.segment),
    author: author?.user.name ?? null,
    test: testChatId === null && testedAt === null ? null : { state, error: testError },
    canTest: chat !== null,
  };
}
