-- CreateEnum
CREATE TYPE "DraftState" AS ENUM ('waiting', 'approved', 'sent', 'dismissed', 'expired', 'failed');

-- AlterTable
ALTER TABLE "Bot" ADD COLUMN     "business" JSONB NOT NULL DEFAULT '{}';

-- CreateTable
CREATE TABLE "BotRequest" (
    "codeHash" TEXT NOT NULL,
    "tenantId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "telegramId" BIGINT,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "BotRequest_pkey" PRIMARY KEY ("codeHash")
);

-- CreateTable
CREATE TABLE "BusinessConnection" (
    "tenantId" UUID NOT NULL,
    "botId" UUID NOT NULL,
    "connectionId" TEXT NOT NULL,
    "threadId" BIGINT NOT NULL,
    "userId" BIGINT NOT NULL,
    "userChatId" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "username" TEXT NOT NULL DEFAULT '',
    "rights" TEXT[],
    "enabled" BOOLEAN NOT NULL,
    "accepted" BOOLEAN NOT NULL DEFAULT false,
    "trouble" TEXT,
    "connectedAt" TIMESTAMPTZ(3) NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "BusinessConnection_pkey" PRIMARY KEY ("botId","connectionId")
);

-- CreateTable
CREATE TABLE "BusinessDraft" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "conversationId" UUID NOT NULL,
    "updateId" BIGINT NOT NULL,
    "question" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "own" BOOLEAN NOT NULL DEFAULT false,
    "state" "DraftState" NOT NULL DEFAULT 'waiting',
    "chatId" BIGINT NOT NULL,
    "messageId" INTEGER,
    "sent" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
    "error" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decidedAt" TIMESTAMPTZ(3),

    CONSTRAINT "BusinessDraft_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "BotRequest_telegramId_idx" ON "BotRequest"("telegramId");

-- CreateIndex
CREATE UNIQUE INDEX "BotRequest_tenantId_userId_key" ON "BotRequest"("tenantId", "userId");

-- CreateIndex
CREATE UNIQUE INDEX "BusinessConnection_tenantId_botId_threadId_key" ON "BusinessConnection"("tenantId", "botId", "threadId");

-- CreateIndex
CREATE UNIQUE INDEX "BusinessDraft_updateId_key" ON "BusinessDraft"("updateId");

-- CreateIndex
CREATE INDEX "BusinessDraft_conversationId_state_idx" ON "BusinessDraft"("conversationId", "state");

-- CreateIndex
CREATE INDEX "BusinessDraft_tenantId_chatId_messageId_idx" ON "BusinessDraft"("tenantId", "chatId", "messageId");

-- CreateIndex
CREATE UNIQUE INDEX "BusinessDraft_tenantId_id_key" ON "BusinessDraft"("tenantId", "id");

-- AddForeignKey
ALTER TABLE "BotRequest" ADD CONSTRAINT "BotRequest_tenantId_userId_fkey" FOREIGN KEY ("tenantId", "userId") REFERENCES "Member"("tenantId", "userId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BusinessConnection" ADD CONSTRAINT "BusinessConnection_tenantId_botId_fkey" FOREIGN KEY ("tenantId", "botId") REFERENCES "Bot"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BusinessDraft" ADD CONSTRAINT "BusinessDraft_tenantId_conversationId_fkey" FOREIGN KEY ("tenantId", "conversationId") REFERENCES "Conversation"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

SELECT botfactory_protect('"BotRequest"');
SELECT botfactory_protect('"BusinessConnection"');
SELECT botfactory_protect('"BusinessDraft"');
