-- AlterTable
ALTER TABLE "Bot" ADD COLUMN     "memory" JSONB NOT NULL DEFAULT '{}';

-- CreateTable
CREATE TABLE "Summary" (
    "conversationId" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "text" TEXT NOT NULL DEFAULT '',
    "upTo" TIMESTAMPTZ(3),
    "claim" UUID,
    "until" TIMESTAMPTZ(3),
    "inputTokens" INTEGER NOT NULL DEFAULT 0,
    "outputTokens" INTEGER NOT NULL DEFAULT 0,
    "madeAt" TIMESTAMPTZ(3),

    CONSTRAINT "Summary_pkey" PRIMARY KEY ("conversationId")
);

-- CreateTable
CREATE TABLE "PersonFact" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "botId" UUID NOT NULL,
    "personId" BIGINT NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "PersonFact_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Summary_tenantId_conversationId_key" ON "Summary"("tenantId", "conversationId");

-- CreateIndex
CREATE INDEX "PersonFact_tenantId_botId_personId_at_idx" ON "PersonFact"("tenantId", "botId", "personId", "at");

-- AddForeignKey
ALTER TABLE "Summary" ADD CONSTRAINT "Summary_tenantId_conversationId_fkey" FOREIGN KEY ("tenantId", "conversationId") REFERENCES "Conversation"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PersonFact" ADD CONSTRAINT "PersonFact_tenantId_botId_fkey" FOREIGN KEY ("tenantId", "botId") REFERENCES "Bot"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

SELECT botfactory_protect('"Summary"');
SELECT botfactory_protect('"PersonFact"');
