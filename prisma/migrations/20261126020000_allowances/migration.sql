-- CreateEnum
CREATE TYPE "AllowanceScope" AS ENUM ('person', 'chat', 'bot', 'tenant');

-- CreateEnum
CREATE TYPE "AllowanceWindow" AS ENUM ('minute', 'day');

-- AlterTable
ALTER TABLE "Bot" ADD COLUMN     "allowances" JSONB NOT NULL DEFAULT '{}';

-- CreateTable
CREATE TABLE "MessageCount" (
    "tenantId" UUID NOT NULL,
    "ownerId" UUID NOT NULL,
    "scope" "AllowanceScope" NOT NULL,
    "subjectId" BIGINT NOT NULL,
    "window" "AllowanceWindow" NOT NULL,
    "startsAt" TIMESTAMPTZ(3) NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "MessageCount_pkey" PRIMARY KEY ("ownerId","scope","subjectId","window","startsAt")
);

-- CreateIndex
CREATE INDEX "MessageCount_tenantId_idx" ON "MessageCount"("tenantId");

-- AddForeignKey
ALTER TABLE "MessageCount" ADD CONSTRAINT "MessageCount_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

SELECT botfactory_protect('"MessageCount"');
