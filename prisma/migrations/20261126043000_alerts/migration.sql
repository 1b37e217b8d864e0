-- CreateEnum
CREATE TYPE "AlertKind" AS ENUM ('bot_silent', 'token_revoked', 'bot_conflict', 'key_refused', 'project_unpaid', 'day_limit_near', 'model_retired', 'worker_gone', 'disk_full', 'new_sign_in');

-- CreateEnum
CREATE TYPE "AlertChannel" AS ENUM ('telegram', 'mail', 'webhook');

-- CreateEnum
CREATE TYPE "AlertEvent" AS ENUM ('opened', 'solved', 'test');

-- CreateEnum
CREATE TYPE "AlertNoteState" AS ENUM ('waiting', 'sent', 'failed');

-- CreateTable
CREATE TABLE "AlertDesk" (
    "tenantId" UUID NOT NULL,
    "lookedAt" TIMESTAMPTZ(3),
    "fence" INTEGER NOT NULL DEFAULT 0,
    "lookAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AlertDesk_pkey" PRIMARY KEY ("tenantId")
);

-- CreateTable
CREATE TABLE "AlertCause" (
    "id" BIGSERIAL NOT NULL,
    "tenantId" UUID,
    "userId" UUID,
    "kind" "AlertKind" NOT NULL,
    "subject" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "openedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "solvedAt" TIMESTAMPTZ(3),

    CONSTRAINT "AlertCause_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AlertWay" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "channel" "AlertChannel" NOT NULL,
    "userId" UUID,
    "botId" UUID,
    "chatId" BIGINT,
    "chatName" TEXT,
    "url" TEXT,
    "secret" TEXT,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "dueAt" TIMESTAMPTZ(3),
    "news" INTEGER NOT NULL DEFAULT 0,
    "workerId" UUID,
    "until" TIMESTAMPTZ(3),

    CONSTRAINT "AlertWay_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AlertNote" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "wayId" UUID NOT NULL,
    "event" "AlertEvent" NOT NULL,
    "state" "AlertNoteState" NOT NULL DEFAULT 'waiting',
    "tries" INTEGER NOT NULL DEFAULT 0,
    "nextAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "status" INTEGER,
    "error" TEXT,
    "telegramId" INTEGER,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "doneAt" TIMESTAMPTZ(3),

    CONSTRAINT "AlertNote_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AlertTold" (
    "wayId" UUID NOT NULL,
    "causeId" BIGINT NOT NULL,
    "tenantId" UUID NOT NULL,
    "noteId" UUID NOT NULL,
    "solvedId" UUID,

    CONSTRAINT "AlertTold_pkey" PRIMARY KEY ("wayId","causeId")
);

-- CreateTable
CREATE TABLE "AlertMute" (
    "tenantId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "kind" "AlertKind" NOT NULL,

    CONSTRAINT "AlertMute_pkey" PRIMARY KEY ("tenantId","userId","kind")
);

-- CreateTable
CREATE TABLE "AlertCode" (
    "codeHash" TEXT NOT NULL,
    "tenantId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "botId" UUID,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AlertCode_pkey" PRIMARY KEY ("codeHash")
);

-- CreateTable
CREATE TABLE "AlertBot" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "workerId" UUID,
    "until" TIMESTAMPTZ(3),
    "nextUpdate" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "AlertBot_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "AlertDesk_lookAt_idx" ON "AlertDesk"("lookAt");

-- CreateIndex
CREATE INDEX "AlertCause_tenantId_openedAt_idx" ON "AlertCause"("tenantId", "openedAt" DESC);

-- CreateIndex
CREATE INDEX "AlertCause_userId_idx" ON "AlertCause"("userId");

-- CreateIndex
CREATE INDEX "AlertWay_dueAt_idx" ON "AlertWay"("dueAt");

-- CreateIndex
CREATE UNIQUE INDEX "AlertWay_tenantId_id_key" ON "AlertWay"("tenantId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "AlertWay_tenantId_userId_channel_key" ON "AlertWay"("tenantId", "userId", "channel");

-- CreateIndex
CREATE INDEX "AlertNote_wayId_createdAt_idx" ON "AlertNote"("wayId", "createdAt" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "AlertNote_tenantId_id_key" ON "AlertNote"("tenantId", "id");

-- CreateIndex
CREATE INDEX "AlertTold_causeId_idx" ON "AlertTold"("causeId");

-- CreateIndex
CREATE INDEX "AlertTold_noteId_idx" ON "AlertTold"("noteId");

-- CreateIndex
CREATE INDEX "AlertTold_solvedId_idx" ON "AlertTold"("solvedId");

-- CreateIndex
CREATE UNIQUE INDEX "AlertCode_tenantId_userId_key" ON "AlertCode"("tenantId", "userId");

-- AddForeignKey
ALTER TABLE "AlertDesk" ADD CONSTRAINT "AlertDesk_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AlertCause" ADD CONSTRAINT "AlertCause_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AlertWay" ADD CONSTRAINT "AlertWay_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AlertWay" ADD CONSTRAINT "AlertWay_tenantId_userId_fkey" FOREIGN KEY ("tenantId", "userId") REFERENCES "Member"("tenantId", "userId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AlertWay" ADD CONSTRAINT "AlertWay_tenantId_botId_fkey" FOREIGN KEY ("tenantId", "botId") REFERENCES "Bot"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AlertNote" ADD CONSTRAINT "AlertNote_tenantId_wayId_fkey" FOREIGN KEY ("tenantId", "wayId") REFERENCES "AlertWay"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AlertTold" ADD CONSTRAINT "AlertTold_tenantId_wayId_fkey" FOREIGN KEY ("tenantId", "wayId") REFERENCES "AlertWay"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AlertTold" ADD CONSTRAINT "AlertTold_causeId_fkey" FOREIGN KEY ("causeId") REFERENCES "AlertCause"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AlertTold" ADD CONSTRAINT "AlertTold_tenantId_noteId_fkey" FOREIGN KEY ("tenantId", "noteId") REFERENCES "AlertNote"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AlertTold" ADD CONSTRAINT "AlertTold_tenantId_solvedId_fkey" FOREIGN KEY ("tenantId", "solvedId") REFERENCES "AlertNote"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AlertMute" ADD CONSTRAINT "AlertMute_tenantId_userId_fkey" FOREIGN KEY ("tenantId", "userId") REFERENCES "Member"("tenantId", "userId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AlertCode" ADD CONSTRAINT "AlertCode_tenantId_userId_fkey" FOREIGN KEY ("tenantId", "userId") REFERENCES "Member"("tenantId", "userId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AlertCode" ADD CONSTRAINT "AlertCode_tenantId_botId_fkey" FOREIGN KEY ("tenantId", "botId") REFERENCES "Bot"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- At most one open cause per kind and subject, also of those without a tenant.
CREATE UNIQUE INDEX "AlertCause_open" ON "AlertCause"("tenantId", "userId", "kind", "subject") NULLS NOT DISTINCT WHERE "solvedAt" IS NULL;

SELECT botfactory_protect('"AlertDesk"');
SELECT botfactory_protect('"AlertCause"');
SELECT botfactory_protect('"AlertWay"');
SELECT botfactory_protect('"AlertNote"');
SELECT botfactory_protect('"AlertTold"');
SELECT botfactory_protect('"AlertMute"');
SELECT botfactory_protect('"AlertCode"');
