-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('owner', 'admin', 'operator', 'viewer');

-- CreateEnum
CREATE TYPE "BotState" AS ENUM ('off', 'starting', 'working', 'unauthorized', 'conflict', 'unreachable');

-- CreateEnum
CREATE TYPE "UpdateState" AS ENUM ('waiting', 'done', 'dead');

-- CreateEnum
CREATE TYPE "Author" AS ENUM ('user', 'bot');

-- CreateEnum
CREATE TYPE "AnswerState" AS ENUM ('running', 'answered', 'refused', 'apologised', 'cancelled');

-- CreateTable
CREATE TABLE "Tenant" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "locale" TEXT NOT NULL DEFAULT 'uz',
    "configVersion" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Tenant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "User" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "passwordHash" TEXT NOT NULL,
    "platformAdmin" BOOLEAN NOT NULL DEFAULT false,
    "sessionVersion" INTEGER NOT NULL DEFAULT 1,
    "locale" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Member" (
    "tenantId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "role" "Role" NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Member_pkey" PRIMARY KEY ("tenantId","userId")
);

-- CreateTable
CREATE TABLE "Bot" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "telegramId" BIGINT NOT NULL,
    "username" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "tokenIndex" TEXT NOT NULL,
    "tokenLast4" TEXT NOT NULL,
    "prompt" TEXT NOT NULL DEFAULT '',
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "webhookPath" TEXT NOT NULL,
    "webhookSecret" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Bot_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BotLease" (
    "botId" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "workerId" UUID,
    "fence" BIGINT NOT NULL DEFAULT 0,
    "until" TIMESTAMPTZ(3),
    "nextUpdate" BIGINT NOT NULL DEFAULT 0,
    "state" "BotState" NOT NULL DEFAULT 'off',
    "detail" TEXT,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "BotLease_pkey" PRIMARY KEY ("botId")
);

-- CreateTable
CREATE TABLE "Project" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "label" TEXT NOT NULL,
    "number" TEXT,

    CONSTRAINT "Project_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Key" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "label" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "secretIndex" TEXT NOT NULL,
    "last4" TEXT NOT NULL,
    "projectId" UUID,
    "position" INTEGER NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "lastResort" BOOLEAN NOT NULL DEFAULT false,
    "checkClass" TEXT,
    "checkReason" TEXT,
    "checkedAt" TIMESTAMPTZ(3),
    "models" TEXT[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Model" (
    "name" TEXT NOT NULL,
    "displayName" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "inputLimit" INTEGER,
    "outputLimit" INTEGER,
    "generates" BOOLEAN NOT NULL DEFAULT true,
    "seenAt" TIMESTAMPTZ(3),
    "missingAt" TIMESTAMPTZ(3),

    CONSTRAINT "Model_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "ModelList" (
    "id" UUID NOT NULL,
    "tenantId" UUID,
    "botId" UUID,
    "version" INTEGER NOT NULL DEFAULT 1,
    "entries" JSONB NOT NULL,
    "updatedBy" TEXT,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ModelList_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Park" (
    "scope" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "tenantId" UUID,
    "class" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3),
    "strikes" INTEGER NOT NULL DEFAULT 1,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "probeBy" UUID,
    "probeUntil" TIMESTAMPTZ(3),
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Park_pkey" PRIMARY KEY ("scope","id")
);

-- CreateTable
CREATE TABLE "Update" (
    "id" BIGSERIAL NOT NULL,
    "tenantId" UUID NOT NULL,
    "botId" UUID NOT NULL,
    "updateId" BIGINT NOT NULL,
    "laneId" BIGINT NOT NULL,
    "payload" JSONB NOT NULL,
    "state" "UpdateState" NOT NULL DEFAULT 'waiting',
    "tries" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "doneAt" TIMESTAMPTZ(3),
    "fence" BIGINT,

    CONSTRAINT "Update_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Lane" (
    "id" BIGSERIAL NOT NULL,
    "tenantId" UUID NOT NULL,
    "botId" UUID NOT NULL,
    "chatId" BIGINT NOT NULL,
    "threadId" BIGINT NOT NULL DEFAULT 0,
    "workerId" UUID,
    "fence" BIGINT NOT NULL DEFAULT 0,
    "until" TIMESTAMPTZ(3),
    "arrivals" INTEGER NOT NULL DEFAULT 0,
    "readyAt" TIMESTAMPTZ(3),

    CONSTRAINT "Lane_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Conversation" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "botId" UUID NOT NULL,
    "chatId" BIGINT NOT NULL,
    "threadId" BIGINT NOT NULL DEFAULT 0,
    "title" TEXT NOT NULL DEFAULT '',
    "locale" TEXT,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closedAt" TIMESTAMPTZ(3),
    "lastAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Conversation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Message" (
    "id" BIGSERIAL NOT NULL,
    "tenantId" UUID NOT NULL,
    "conversationId" UUID NOT NULL,
    "author" "Author" NOT NULL,
    "text" TEXT NOT NULL,
    "telegramId" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Answer" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "botId" UUID NOT NULL,
    "conversationId" UUID NOT NULL,
    "updateId" BIGINT NOT NULL,
    "state" "AnswerState" NOT NULL DEFAULT 'running',
    "question" TEXT NOT NULL,
    "asked" INTEGER[],
    "text" TEXT NOT NULL DEFAULT '',
    "cut" BOOLEAN NOT NULL DEFAULT false,
    "model" TEXT,
    "keyId" UUID,
    "keyName" TEXT,
    "sent" INTEGER[],
    "waitedMs" INTEGER NOT NULL DEFAULT 0,
    "retryAt" TIMESTAMPTZ(3),
    "inputTokens" INTEGER,
    "outputTokens" INTEGER,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "firstTextAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Answer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Attempt" (
    "tenantId" UUID NOT NULL,
    "answerId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "model" TEXT NOT NULL,
    "keyId" UUID NOT NULL,
    "keyLabel" TEXT NOT NULL,
    "keyLast4" TEXT NOT NULL,
    "class" TEXT NOT NULL,
    "httpStatus" INTEGER,
    "reason" TEXT,
    "parks" JSONB,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "firstTokenMs" INTEGER,
    "ms" INTEGER NOT NULL,
    "inputTokens" INTEGER,
    "outputTokens" INTEGER,

    CONSTRAINT "Attempt_pkey" PRIMARY KEY ("answerId","position")
);

-- CreateTable
CREATE TABLE "Audit" (
    "id" BIGSERIAL NOT NULL,
    "tenantId" UUID NOT NULL,
    "actorId" UUID,
    "action" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "detail" JSONB,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Audit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Worker" (
    "id" UUID NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Worker_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Ack" (
    "workerId" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Ack_pkey" PRIMARY KEY ("workerId","tenantId")
);

-- CreateIndex
CREATE UNIQUE INDEX "Tenant_slug_key" ON "Tenant"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE INDEX "Member_userId_idx" ON "Member"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "Bot_telegramId_key" ON "Bot"("telegramId");

-- CreateIndex
CREATE UNIQUE INDEX "Bot_tokenIndex_key" ON "Bot"("tokenIndex");

-- CreateIndex
CREATE UNIQUE INDEX "Bot_webhookPath_key" ON "Bot"("webhookPath");

-- CreateIndex
CREATE UNIQUE INDEX "Bot_tenantId_id_key" ON "Bot"("tenantId", "id");

-- CreateIndex
CREATE INDEX "BotLease_until_idx" ON "BotLease"("until");

-- CreateIndex
CREATE UNIQUE INDEX "BotLease_tenantId_botId_key" ON "BotLease"("tenantId", "botId");

-- CreateIndex
CREATE UNIQUE INDEX "Project_tenantId_id_key" ON "Project"("tenantId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Project_tenantId_label_key" ON "Project"("tenantId", "label");

-- CreateIndex
CREATE INDEX "Key_tenantId_position_idx" ON "Key"("tenantId", "position");

-- CreateIndex
CREATE UNIQUE INDEX "Key_tenantId_id_key" ON "Key"("tenantId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Key_tenantId_secretIndex_key" ON "Key"("tenantId", "secretIndex");

-- CreateIndex
CREATE UNIQUE INDEX "ModelList_botId_key" ON "ModelList"("botId");

-- CreateIndex
CREATE UNIQUE INDEX "ModelList_tenantId_botId_key" ON "ModelList"("tenantId", "botId");

-- CreateIndex
CREATE INDEX "Park_tenantId_idx" ON "Park"("tenantId");

-- CreateIndex
CREATE INDEX "Update_laneId_id_idx" ON "Update"("laneId", "id");

-- What a claim reads: only what waits, however much lies behind it (partial indexes are beyond schema.prisma).
CREATE INDEX "Update_waiting" ON "Update"("laneId", "id") WHERE "state" = 'waiting';
CREATE INDEX "Lane_ready" ON "Lane"("readyAt") WHERE "readyAt" IS NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "Update_botId_updateId_key" ON "Update"("botId", "updateId");

-- CreateIndex

-- CreateIndex
CREATE UNIQUE INDEX "Lane_botId_chatId_threadId_key" ON "Lane"("botId", "chatId", "threadId");

-- CreateIndex
CREATE UNIQUE INDEX "Conversation_tenantId_id_key" ON "Conversation"("tenantId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Conversation_botId_chatId_threadId_key" ON "Conversation"("botId", "chatId", "threadId");

-- CreateIndex
CREATE INDEX "Message_conversationId_id_idx" ON "Message"("conversationId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Answer_updateId_key" ON "Answer"("updateId");

-- CreateIndex
CREATE INDEX "Answer_tenantId_startedAt_id_idx" ON "Answer"("tenantId", "startedAt" DESC, "id");

-- CreateIndex
CREATE INDEX "Answer_conversationId_startedAt_idx" ON "Answer"("conversationId", "startedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Answer_tenantId_id_key" ON "Answer"("tenantId", "id");

-- CreateIndex
CREATE INDEX "Attempt_tenantId_keyId_startedAt_idx" ON "Attempt"("tenantId", "keyId", "startedAt");

-- CreateIndex
CREATE INDEX "Audit_tenantId_id_idx" ON "Audit"("tenantId", "id" DESC);

-- AddForeignKey
ALTER TABLE "Member" ADD CONSTRAINT "Member_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Member" ADD CONSTRAINT "Member_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Bot" ADD CONSTRAINT "Bot_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BotLease" ADD CONSTRAINT "BotLease_tenantId_botId_fkey" FOREIGN KEY ("tenantId", "botId") REFERENCES "Bot"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Project" ADD CONSTRAINT "Project_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Key" ADD CONSTRAINT "Key_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Key" ADD CONSTRAINT "Key_tenantId_projectId_fkey" FOREIGN KEY ("tenantId", "projectId") REFERENCES "Project"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ModelList" ADD CONSTRAINT "ModelList_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ModelList" ADD CONSTRAINT "ModelList_tenantId_botId_fkey" FOREIGN KEY ("tenantId", "botId") REFERENCES "Bot"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Park" ADD CONSTRAINT "Park_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Update" ADD CONSTRAINT "Update_tenantId_botId_fkey" FOREIGN KEY ("tenantId", "botId") REFERENCES "Bot"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Update" ADD CONSTRAINT "Update_laneId_fkey" FOREIGN KEY ("laneId") REFERENCES "Lane"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Lane" ADD CONSTRAINT "Lane_tenantId_botId_fkey" FOREIGN KEY ("tenantId", "botId") REFERENCES "Bot"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Conversation" ADD CONSTRAINT "Conversation_tenantId_botId_fkey" FOREIGN KEY ("tenantId", "botId") REFERENCES "Bot"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Conversation" ADD CONSTRAINT "Conversation_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Message" ADD CONSTRAINT "Message_tenantId_conversationId_fkey" FOREIGN KEY ("tenantId", "conversationId") REFERENCES "Conversation"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Answer" ADD CONSTRAINT "Answer_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Answer" ADD CONSTRAINT "Answer_tenantId_botId_fkey" FOREIGN KEY ("tenantId", "botId") REFERENCES "Bot"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Answer" ADD CONSTRAINT "Answer_tenantId_conversationId_fkey" FOREIGN KEY ("tenantId", "conversationId") REFERENCES "Conversation"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Answer" ADD CONSTRAINT "Answer_updateId_fkey" FOREIGN KEY ("updateId") REFERENCES "Update"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Attempt" ADD CONSTRAINT "Attempt_tenantId_answerId_fkey" FOREIGN KEY ("tenantId", "answerId") REFERENCES "Answer"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Audit" ADD CONSTRAINT "Audit_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Ack" ADD CONSTRAINT "Ack_workerId_fkey" FOREIGN KEY ("workerId") REFERENCES "Worker"("id") ON DELETE CASCADE ON UPDATE CASCADE;
