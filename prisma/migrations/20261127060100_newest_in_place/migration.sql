-- By hand: the indexes of the migration before take the place and the names of the old ones.
DROP INDEX "Answer_tenantId_startedAt_id_idx";
DROP INDEX "Answer_tenantId_botId_startedAt_id_idx";
ALTER INDEX "Answer_tenant_newest" RENAME TO "Answer_tenantId_startedAt_id_idx";
ALTER INDEX "Answer_bot_newest" RENAME TO "Answer_tenantId_botId_startedAt_id_idx";
