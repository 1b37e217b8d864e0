-- By hand: the lists of answers, newest first, read these indexes backwards. Before, the newest entry of a tenant came first in it, where
-- Postgres divides a full page into two halves that are never filled again: twice the size, and half a page of WAL for each.
-- Writes of answers wait while the two are built, about two seconds for a million; reading goes on.
BEGIN;
CREATE INDEX "Answer_tenant_newest" ON "Answer"("tenantId", "startedAt", "id" DESC);
CREATE INDEX "Answer_bot_newest" ON "Answer"("tenantId", "botId", "startedAt", "id" DESC);
COMMIT;
BEGIN;
DROP INDEX "Answer_tenantId_startedAt_id_idx";
DROP INDEX "Answer_tenantId_botId_startedAt_id_idx";
ALTER INDEX "Answer_tenant_newest" RENAME TO "Answer_tenantId_startedAt_id_idx";
ALTER INDEX "Answer_bot_newest" RENAME TO "Answer_tenantId_botId_startedAt_id_idx";
COMMIT;
