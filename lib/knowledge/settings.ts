// Changes how a bot uses what it knows; live in every worker at once.
import { change } from "../audit.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { authorise } from "../people/can.ts";
import { type KnowledgeChoice, KnowledgeInput, knowledgeFrom } from "./switches.ts";

/** @returns the config version that contains the change. @throws AppError "invalid" or "not_found" */
export async function setKnowledge(context: Context, botId: string, given: KnowledgeChoice): Promise<number> {
  authorise(context, "runBots");
  const parsed = KnowledgeInput.safeParse(given);
  if (!parsed.success) throw new AppError("invalid", {}, "knowledge");
  const { tenantId } = context;
  const { version } = await change(
    context,
    { action: "bot.knowledge", target: botId },
    async (tx, compare) => {
      const [row] = await tx.$queryRaw<{ knowledge: unknown }[]>`
      SELECT "knowledge" FROM "Bot" WHERE "tenantId" = ${tenantId}::uuid AND "id" = ${botId}::uuid FOR NO KEY UPDATE`;
      if (!row) throw new AppError("not_found");
      compare(knowledgeFrom(row.knowledge), parsed.data);
      await tx.bot.update({
        where: { tenantId_id: { tenantId, id: botId } },
        data: { knowledge: parsed.data },
      });
    },
  );
  return version;
}
