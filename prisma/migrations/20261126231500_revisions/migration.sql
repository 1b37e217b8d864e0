-- What came and went between two looks of an open page: each change makes a mark that never was before.

-- AlterTable
ALTER TABLE "BotLease" ADD COLUMN     "lapses" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "Worker" ADD COLUMN     "wakes" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "ParkRevision" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "tenantId" UUID,
    "revision" BIGINT NOT NULL,

    CONSTRAINT "ParkRevision_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "ParkRevision_tenantId_key" ON "ParkRevision"("tenantId");

-- AddForeignKey
ALTER TABLE "ParkRevision" ADD CONSTRAINT "ParkRevision_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

SELECT botfactory_protect('"ParkRevision"', shared => '"tenantId" IS NULL AND $tenant IS NOT NULL');

INSERT INTO "ParkRevision" ("revision") VALUES (0);

-- As the owner, since workers of the version before have no right to the table until all migrations are done.
CREATE FUNCTION botfactory_count_park() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  of_tenant uuid := CASE TG_OP WHEN 'DELETE' THEN OLD."tenantId" ELSE NEW."tenantId" END;
BEGIN
  IF of_tenant IS NULL THEN
    UPDATE "ParkRevision" SET "revision" = "revision" + 1 WHERE "tenantId" IS NULL;
    -- A backup of before has no such row. A second one, made at the same time, is counted too.
    IF NOT FOUND THEN INSERT INTO "ParkRevision" ("revision") VALUES (1); END IF;
  ELSE
    -- Of a tenant that is being deleted nothing is counted.
    INSERT INTO "ParkRevision" AS r ("tenantId", "revision")
    SELECT of_tenant, 1 WHERE EXISTS (SELECT FROM "Tenant" WHERE "id" = of_tenant)
    ON CONFLICT ("tenantId") DO UPDATE SET "revision" = r."revision" + 1;
  END IF;
  RETURN NULL;
END $$;

-- At commit: then no lock of a park is waited for with the lock of the count, so two transactions cannot wait for each other.
CREATE CONSTRAINT TRIGGER "Park_revision" AFTER INSERT OR DELETE OR UPDATE OF "class", "reason", "until", "strikes", "since", "updatedAt"
  ON "Park" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION botfactory_count_park();
