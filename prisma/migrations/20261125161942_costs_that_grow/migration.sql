-- CreateIndex
CREATE INDEX "Bot_updatedAt_idx" ON "Bot"("updatedAt");

-- CreateIndex
CREATE INDEX "Key_updatedAt_idx" ON "Key"("updatedAt");

-- CreateIndex
CREATE INDEX "Answer_tenantId_botId_startedAt_id_idx" ON "Answer"("tenantId", "botId", "startedAt" DESC, "id");
