-- CreateEnum
CREATE TYPE "DeathCause" AS ENUM ('failed', 'crashed', 'chat_refused', 'unreadable');

-- AlterEnum
ALTER TYPE "BotState" ADD VALUE 'not_stored';

-- AlterTable
ALTER TABLE "Update" ADD COLUMN     "cause" "DeathCause",
ADD COLUMN     "lone" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "DeadLetter" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "botId" UUID NOT NULL,
    "updateId" BIGINT,
    "chatId" BIGINT,
    "payload" BYTEA NOT NULL,
    "reason" TEXT NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retryAt" TIMESTAMPTZ(3),

    CONSTRAINT "DeadLetter_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "DeadLetter_tenantId_receivedAt_idx" ON "DeadLetter"("tenantId", "receivedAt");

-- AddForeignKey
ALTER TABLE "DeadLetter" ADD CONSTRAINT "DeadLetter_tenantId_botId_fkey" FOREIGN KEY ("tenantId", "botId") REFERENCES "Bot"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- For the list of dead updates, which are few of very many rows.
CREATE INDEX "Update_dead" ON "Update" ("tenantId", "id") WHERE "state" = 'dead';
