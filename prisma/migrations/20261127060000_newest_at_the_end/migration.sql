-- By hand: the lists of answers, newest first, read these indexes backwards. Before, the newest entry of a tenant came first in it, where
-- Postgres divides a full page into two halves that are never filled again: twice the size, and half a page of WAL for each.
-- Writes of answers wait while the two are built, about two seconds for a million; reading goes on. The next migration puts them in
-- the place of the old ones: that asks for the table's strongest lock, which must not be waited for after so much work.
CREATE INDEX "Answer_tenant_newest" ON "Answer"("tenantId", "startedAt", "id" DESC);
CREATE INDEX "Answer_bot_newest" ON "Answer"("tenantId", "botId", "startedAt", "id" DESC);
