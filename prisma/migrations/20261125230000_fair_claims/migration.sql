-- Claims look for due lanes bot by bot, so that each tenant and bot gets its turn (bots/queue/claims.ts).
CREATE INDEX "Lane_due" ON "Lane"("botId", "readyAt") WHERE "readyAt" IS NOT NULL;
DROP INDEX "Lane_ready";
