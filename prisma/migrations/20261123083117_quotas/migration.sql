-- CreateTable
CREATE TABLE "QuotaLimit" (
    "tenantId" UUID NOT NULL,
    "project" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "window" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "limit" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "QuotaLimit_pkey" PRIMARY KEY ("tenantId","project","model","window","metric")
);

-- CreateTable
CREATE TABLE "QuotaCount" (
    "tenantId" UUID NOT NULL,
    "project" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "window" TEXT NOT NULL,
    "startsAt" TIMESTAMPTZ(3) NOT NULL,
    "workerId" UUID NOT NULL,
    "requests" INTEGER NOT NULL,
    "refused" INTEGER NOT NULL,
    "tokens" BIGINT NOT NULL,

    CONSTRAINT "QuotaCount_pkey" PRIMARY KEY ("tenantId","project","model","window","startsAt","workerId")
);

-- CreateIndex
CREATE INDEX "QuotaCount_startsAt_idx" ON "QuotaCount"("startsAt");

-- AddForeignKey
ALTER TABLE "QuotaLimit" ADD CONSTRAINT "QuotaLimit_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "QuotaCount" ADD CONSTRAINT "QuotaCount_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;
