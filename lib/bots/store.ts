// Stores a new bot together with its lease.
import { randomBytes, randomUUID } from "node:crypto";
import { change } from "../audit.ts";
import type { Context } from "../context.ts";
import { requireRoom } from "../people/room.ts";
import { indexOf, last4, seal } from "../secrets.ts";
import type { Identity } from "./telegram.ts";

/** The columns that store a token. */
export const tokenColumns = (tenantId: string, rowId: string, token: string) => ({
  token: seal(token, { tenantId, table: "Bot", rowId, column: "token" }),
  tokenIndex: indexOf(token),
  tokenLast4: last4(token),
});

/** @returns its id, and the config version that contains it. @throws AppError "limit_reached", or Postgres' unique violation for a duplicate */
export async function storeBot(
  context: Context,
  action: "bot.add" | "bot.import",
  token: string,
  identity: Identity,
  prompt = "",
): Promise<{ id: string; version: number }> {
  const { tenantId } = context;
  const id = randomUUID();
  const webhookSecret = seal(randomBytes(32).toString("hex"), {
    tenantId,
    table: "Bot",
    rowId: id,
    column: "webhookSecret",
  });
  const entry = { action, target: id, detail: { username: identity.username } };
  const { version } = await change(context, entry, async (tx, compare) => {
    await requireRoom(tx, tenantId, "bots", { field: "token" });
    compare(null, { username: identity.username, name: identity.name, last4: last4(token) });
    await tx.bot.create({
      data: {
        id,
        tenantId,
        ...identity,
        prompt,
        ...tokenColumns(tenantId, id, token),
        webhookPath: randomBytes(16).toString("hex"),
        webhookSecret,
      },
    });
    await tx.botLease.create({ data: { botId: id, tenantId, state: "starting" } });
  });
  return { id, version };
}
