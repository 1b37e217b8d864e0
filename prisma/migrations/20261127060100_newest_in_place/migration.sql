-- By hand: the indexes of the migration before take the place and the names of the old ones; in one form of it they had them already.
DO $$ BEGIN
  IF to_regclass('"Answer_tenant_newest"') IS NOT NULL THEN
    DROP INDEX "Answer_tenantId_startedAt_id_idx";
    DROP INDEX "Answer_tenantId_botId_startedAt_id_idx";
    ALTER INDEX "Answer_tenant_newest" RENAME TO "Answer_tenantId_startedAt_id_idx";
    ALTER INDEX "Answer_bot_newest" RENAME TO "Answer_tenantId_botId_startedAt_id_idx";
  END IF;
END $$;
