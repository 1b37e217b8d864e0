-- CreateTable
CREATE TABLE "UnknownError" (
    "tenantId" UUID NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "httpStatus" INTEGER,
    "times" INTEGER NOT NULL DEFAULT 1,
    "class" TEXT,
    "firstAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "UnknownError_pkey" PRIMARY KEY ("tenantId","fingerprint")
);

-- AddForeignKey
ALTER TABLE "UnknownError" ADD CONSTRAINT "UnknownError_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;
