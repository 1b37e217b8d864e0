// Stores answers as workers leave them: lanes, conversations, updates, answers and attempts.
import type pg from "pg";
import type { Prices } from "#lib/prices/list-prices.ts";
import type { Dice } from "./dice.ts";
import type { Life, Lived } from "./life.ts";
import { type AnswerIds, type Retelling, rowsOf, updateOf } from "./rows.ts";
import type { MadeUpQuestion } from "./traffic.ts";
import { idsFor, insert } from "./write.ts";

type Client = Pick<pg.ClientBase, "query">;

/** An answer to store. `question` says whose it is, and where; `lived` how it went, and when. */
export interface Told {
  lived: Lived;
  question: MadeUpQuestion;
  retelling: Retelling;
}

export interface Telling {
  tenantId: string;
  /** In order of arrival. */
  told: readonly Told[];
  dice: Dice;
  prices: Prices;
  /** Telegram's id of a bot's first update. */
  firstUpdate(botId: string): number;
  /** So many more answers are written. */
  onWritten?(answers: number): void;
}

interface Chat {
  botId: string;
  laneId: number;
  conversationId: string;
  question: MadeUpQuestion;
  from: number;
  to: number;
  /** Telegram's id of the latest message. */
  messages: number;
}

const AT_ONCE = 4_000;
const MINUTE_MS = 60_000;
const iso = (at: number) => new Date(at).toISOString();
const chatName = ({ botId, person }: MadeUpQuestion) => `${botId} ${person.id}`;

function chatsOf({ told, dice }: Telling): Map<string, Chat> {
  const chats = new Map<string, Chat>();
  for (const { lived, question, retelling } of told) {
    const at = lived.question.at + retelling.shiftMs;
    const chat = chats.get(chatName(question));
    if (chat) chat.to = at;
    else {
      const ids = { botId: question.botId, laneId: 0, conversationId: dice.uuid() };
      chats.set(chatName(question), { ...ids, question, from: at, to: at, messages: dice.below(40) });
    }
  }
  return chats;
}

/** To be called in a transaction. */
export async function storeAnswers(client: Client, telling: Telling): Promise<void> {
  const { tenantId, told, dice, prices, firstUpdate, onWritten } = telling;
  const chats = chatsOf(telling);
  const laneIds = await idsFor(client, "Lane", chats.size);
  for (const [i, chat] of [...chats.values()].entries()) chat.laneId = laneIds[i] ?? 0;
  const all = [...chats.values()];
  const place = ({ botId, question: { person } }: Chat) => ({ tenantId, botId, chatId: person.id });
  await insert(
    client,
    "Lane",
    all.map((chat) => ({ id: chat.laneId, ...place(chat), fence: 1, arrivals: 1 })),
  );
  await insert(
    client,
    "Conversation",
    all.map((chat) => {
      const since = iso(chat.from);
      const lastAt = iso(Math.max(chat.from, chat.to - (chat.to % MINUTE_MS)));
      const times = { since, createdAt: since, lastAt };
      return { id: chat.conversationId, ...place(chat), title: chat.question.person.name, ...times };
    }),
  );

  const ids = await idsFor(client, "Update", told.length);
  const updates = new Map<string, number>();
  const rowsFor = ({ lived, question, retelling }: Told, i: number) => {
    const chat = chats.get(chatName(question));
    if (!chat) throw new Error("A question is in no chat.");
    const { botId } = question;
    const updateId = updates.get(botId) ?? firstUpdate(botId);
    updates.set(botId, updateId + 1);
    chat.messages += 2;
    const own: AnswerIds = {
      ...{ id: dice.uuid(), tenantId, botId, conversationId: chat.conversationId, updateId: ids[i] ?? 0 },
      ...{ asked: chat.messages - 1, sent: chat.messages },
    };
    const { shiftMs } = retelling;
    const update = updateOf(lived, question, own, { updateId, laneId: chat.laneId, shiftMs });
    return { update, ...rowsOf(lived, question, own, retelling, prices) };
  };
  // Postgres writes one part while the next is made.
  let written = Promise.resolve();
  for (let from = 0; from < told.length; from += AT_ONCE) {
    const rows = told.slice(from, from + AT_ONCE).map((each, i) => rowsFor(each, from + i));
    await written;
    written = writeRows(client, rows).then(() => onWritten?.(rows.length));
    written.catch(() => undefined);
    // Lets the first statement leave.
    await new Promise((done) => setImmediate(done));
  }
  await written;
}

type Written = ReturnType<typeof rowsOf> & { update: ReturnType<typeof updateOf> };

async function writeRows(client: Client, rows: readonly Written[]): Promise<void> {
  const updates = rows.map(({ update }) => update);
  const answers = rows.map(({ answer }) => answer);
  const attempts = rows.flatMap((each) => each.attempts);
  await insert(client, "Update", updates);
  await insert(client, "Answer", answers);
  await insert(client, "Attempt", attempts);
}

/** Parks, limits and counts as the workers share them at the end of a life. @param workerId who counted */
export async function storeChainState(
  client: Client,
  { parks, limits, counts }: Pick<Life, "parks" | "limits" | "counts">,
  { tenantId, workerId, now }: { tenantId: string; workerId: string; now: number },
): Promise<void> {
  await insert(
    client,
    "Park",
    parks
      .filter(({ owner }) => owner !== null)
      .map(({ scope, id, class: kind, reason, until, strikes, since, at }) => ({
        ...{ scope, id, tenantId, class: kind, reason, strikes, since: iso(since), updatedAt: iso(at) },
        until: until === null ? null : iso(until),
      })),
  );
  await insert(
    client,
    "QuotaLimit",
    limits.map(({ project, model, window, metric, limit, at }) => ({
      ...{ tenantId, project, model, window, metric, limit, at: iso(Math.min(at, now)) },
    })),
  );
  await insert(
    client,
    "QuotaCount",
    counts.map(({ project, model, window, startsAt, requests, refused, tokens }) => ({
      ...{ tenantId, project, model, window, startsAt: iso(startsAt), workerId, requests, refused, tokens },
    })),
  );
}
