-- CreateEnum
CREATE TYPE "BroadcastState" AS ENUM ('draft', 'scheduled', 'sending', 'paused', 'done', 'stopped');

-- AlterTable
ALTER TABLE "Conversation" ADD COLUMN     "unsubscribedAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "Broadcast" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "botId" UUID NOT NULL,
    "state" "BroadcastState" NOT NULL DEFAULT 'draft',
    "text" TEXT NOT NULL DEFAULT '',
    "buttons" JSONB NOT NULL DEFAULT '[]',
    "segment" JSONB NOT NULL DEFAULT '{}',
    "pictureName" TEXT,
    "fileId" TEXT,
    "orderedAt" TIMESTAMPTZ(3),
    "startAt" TIMESTAMPTZ(3),
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),
    "total" INTEGER NOT NULL DEFAULT 0,
    "trouble" TEXT,
    "createdById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,
    "testChatId" BIGINT,
    "testError" TEXT,
    "testedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Broadcast_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BroadcastRun" (
    "broadcastId" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "workerId" UUID,
    "fence" BIGINT NOT NULL DEFAULT 0,
    "until" TIMESTAMPTZ(3),
    "servedAt" TIMESTAMPTZ(3),
    "retryAt" TIMESTAMPTZ(3),
    "cursor" BIGINT NOT NULL DEFAULT 0,
    "postponed" BIGINT[] DEFAULT ARRAY[]::BIGINT[],
    "sent" INTEGER NOT NULL DEFAULT 0,
    "blocked" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "BroadcastRun_pkey" PRIMARY KEY ("broadcastId")
);

-- CreateTable
CREATE TABLE "BroadcastPicture" (
    "broadcastId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "tenantId" UUID NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "BroadcastPicture_pkey" PRIMARY KEY ("tenantId","broadcastId","position")
);

-- CreateIndex
CREATE INDEX "Broadcast_tenantId_createdAt_id_idx" ON "Broadcast"("tenantId", "createdAt" DESC, "id");

-- CreateIndex
CREATE INDEX "Broadcast_tenantId_orderedAt_idx" ON "Broadcast"("tenantId", "orderedAt");

-- CreateIndex
CREATE INDEX "Broadcast_botId_idx" ON "Broadcast"("botId");

-- CreateIndex
CREATE UNIQUE INDEX "Broadcast_tenantId_id_key" ON "Broadcast"("tenantId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "BroadcastRun_tenantId_broadcastId_key" ON "BroadcastRun"("tenantId", "broadcastId");

-- AddForeignKey
ALTER TABLE "Broadcast" ADD CONSTRAINT "Broadcast_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Broadcast" ADD CONSTRAINT "Broadcast_tenantId_botId_fkey" FOREIGN KEY ("tenantId", "botId") REFERENCES "Bot"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BroadcastRun" ADD CONSTRAINT "BroadcastRun_tenantId_broadcastId_fkey" FOREIGN KEY ("tenantId", "broadcastId") REFERENCES "Broadcast"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BroadcastPicture" ADD CONSTRAINT "BroadcastPicture_tenantId_broadcastId_fkey" FOREIGN KEY ("tenantId", "broadcastId") REFERENCES "Broadcast"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What workers look for, some every second: few rows of all.
CREATE INDEX "Broadcast_due" ON "Broadcast" ("id") WHERE "state" IN ('scheduled', 'sending') OR "testChatId" IS NOT NULL;

-- Few of all conversations.
CREATE INDEX "Conversation_unsubscribed" ON "Conversation" ("botId", "chatId") WHERE "unsubscribedAt" IS NOT NULL;

-- Written for each message that is sent: room for new versions of the row on its page, so that no index is written.
ALTER TABLE "BroadcastRun" SET (fillfactor = 20);

SELECT botfactory_protect('"Broadcast"');
SELECT botfactory_protect('"BroadcastRun"');
SELECT botfactory_protect('"BroadcastPicture"');
