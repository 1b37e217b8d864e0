-- One index for what waits in a lane and for everything else of it, in place of two.
CREATE INDEX "Update_laneId_state_id_idx" ON "Update"("laneId", "state", "id");
DROP INDEX "Update_laneId_id_idx";
DROP INDEX "Update_waiting";

-- A renewal of thousands of leases changes no index: the table has one small row for each bot, with room on its page.
DROP INDEX "BotLease_until_idx";

-- By hand: room on each page for the next version of a row, so that it needs no new index entries.
ALTER TABLE "BotLease" SET (fillfactor = 40);
ALTER TABLE "Lane" SET (fillfactor = 70);
ALTER TABLE "Answer" SET (fillfactor = 80);

-- Implied by the reference to the conversation, and checked for each answer.
ALTER TABLE "Answer" DROP CONSTRAINT "Answer_tenantId_fkey";
