// The name of a member, for whoever knows only the account.
import type { Context } from "../context.ts";
import { tenantDb } from "../tenant-db.ts";

export async function readPersonName(context: Pick<Context, "tenantId" | "actorId">): Promise<string> {
  const { actorId: id } = context;
  const person = id
    ? await tenantDb(context).user.findFirst({ where: { id }, select: { name: true } })
    : null;
  return person?.name ?? "";
}
