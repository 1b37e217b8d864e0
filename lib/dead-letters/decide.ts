// What an admin decides about dead letters: another try, or none.
import { change } from "../audit.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";
import { AppError } from "../errors.ts";
import { authorise } from "../people/can.ts";
import { isUuid } from "../uuid.ts";
import { revive } from "./revive.ts";

/** Ids from the list; null: all of the tenant. */
export type Which = readonly string[] | null;

/** @returns the parameters of `$1 = tenant`, and of the ids: numbers of the inbox, uuids of what was never stored */
function parametersOf({ tenantId }: Context, which: Which): [string, string[] | null, string[] | null] {
  if (!which) return [tenantId, null, null];
  return [tenantId, which.filter((id) => /^\d{1,18}$/.test(id)), which.filter(isUuid)];
}

async function run(
  context: Context,
  action: "deadLetter.retry" | "deadLetter.discard",
  which: Which,
  [inInbox, neverStored]: [string, string],
): Promise<number> {
  authorise(context, "handleConversations");
  const [tenantId, updates, letters] = parametersOf(context, which);
  const { value } = await change(context, { action, target: "inbox" }, async (tx: Tx, compare) => {
    const a = await tx.$queryRawUnsafe<unknown[]>(inInbox, tenantId, updates);
    const b = await tx.$queryRawUnsafe<unknown[]>(neverStored, tenantId, letters);
    if (a.length + b.length === 0) throw new AppError("not_found");
    compare(null, { letters: a.length + b.length });
    return a.length + b.length;
  });
  return value;
}

const OF_INBOX = `u."tenantId" = $1::uuid AND ($2::bigint[] IS NULL OR u."id" = ANY($2::bigint[]))`;
const OF_LETTERS = `"tenantId" = $1::uuid AND ($2::uuid[] IS NULL OR "id" = ANY($2::uuid[]))`;

/**
 * The messages are handled again, as if they were new; what was never stored, once a worker has stored it.
 * @returns how many @throws AppError "not_found" if that is none
 */
export async function retryDeadLetters(context: Context, which: Which): Promise<number> {
  return run(context, "deadLetter.retry", which, [
    revive(OF_INBOX, `, "walks" = 0, "calls" = 0`),
    `UPDATE "DeadLetter" SET "retryAt" = now() WHERE ${OF_LETTERS} RETURNING "id"`,
  ]);
}

/**
 * The messages are not handled any more, and leave the list.
 * @returns how many @throws AppError "not_found" if that is none
 */
export async function discardDeadLetters(context: Context, which: Which): Promise<number> {
  return run(context, "deadLetter.discard", which, [
    `UPDATE "Update" AS u SET "state" = 'done' WHERE u."state" = 'dead' AND ${OF_INBOX} RETURNING u."id"`,
    `DELETE FROM "DeadLetter" WHERE ${OF_LETTERS} RETURNING "id"`,
  ]);
}
