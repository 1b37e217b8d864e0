-- AlterTable
ALTER TABLE "ChatMessage" DROP COLUMN "file";

-- CreateTable
CREATE TABLE "ChatFile" (
    "messageId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "tenantId" UUID NOT NULL,
    "memberId" UUID NOT NULL,
    "bytes" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ChatFile_pkey" PRIMARY KEY ("tenantId","messageId","position")
);

-- CreateIndex
CREATE INDEX "ChatFile_tenantId_memberId_at_idx" ON "ChatFile"("tenantId", "memberId", "at");

-- AddForeignKey
ALTER TABLE "ChatFile" ADD CONSTRAINT "ChatFile_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;


SELECT botfactory_protect('"ChatFile"');
