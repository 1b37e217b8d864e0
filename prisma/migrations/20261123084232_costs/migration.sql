-- AlterTable
ALTER TABLE "Answer" ADD COLUMN     "costMicros" BIGINT;

-- AlterTable
ALTER TABLE "Attempt" ADD COLUMN     "costMicros" BIGINT;

-- CreateTable
CREATE TABLE "Price" (
    "tenantId" UUID NOT NULL,
    "model" TEXT NOT NULL,
    "input" DOUBLE PRECISION NOT NULL,
    "output" DOUBLE PRECISION NOT NULL,
    "updatedBy" TEXT,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Price_pkey" PRIMARY KEY ("tenantId","model")
);

-- AddForeignKey
ALTER TABLE "Price" ADD CONSTRAINT "Price_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;
