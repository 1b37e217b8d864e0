-- CreateTable
CREATE TABLE "SharedKeyUse" (
    "tenantId" UUID NOT NULL,
    "day" DATE NOT NULL,
    "calls" INTEGER NOT NULL,

    CONSTRAINT "SharedKeyUse_pkey" PRIMARY KEY ("tenantId","day")
);

-- AddForeignKey
ALTER TABLE "SharedKeyUse" ADD CONSTRAINT "SharedKeyUse_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

SELECT botfactory_protect('"SharedKeyUse"');
