-- Updates are deleted sooner than the answers to them, which stay. A short lock of both tables, and one check less for each
-- message. What deletes a conversation, a bot or a tenant deletes its answers by their own references.
ALTER TABLE "Answer" DROP CONSTRAINT "Answer_updateId_fkey";

ALTER TABLE "Answer" ADD COLUMN "files" JSONB;
ALTER TABLE "Rollup" ADD COLUMN "keptFrom" DATE;

-- CreateTable
CREATE TABLE "Retention" (
    "tenantId" UUID NOT NULL,
    "messageMonths" INTEGER,
    "callMonths" INTEGER,
    "updateDays" INTEGER,
    "callsFrom" TIMESTAMPTZ(3),
    "dueAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Retention_pkey" PRIMARY KEY ("tenantId")
);

-- CreateTable
CREATE TABLE "Chore" (
    "name" TEXT NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "cursor" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "Chore_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "Retention_dueAt_idx" ON "Retention"("dueAt");

-- AddForeignKey
ALTER TABLE "Retention" ADD CONSTRAINT "Retention_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

SELECT botfactory_protect('"Retention"');
