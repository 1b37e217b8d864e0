-- DropForeignKey
ALTER TABLE "Audit" DROP CONSTRAINT "Audit_tenantId_fkey";

-- AlterTable
ALTER TABLE "Audit" ADD COLUMN     "address" TEXT,
ADD COLUMN     "after" JSONB,
ADD COLUMN     "agent" TEXT,
ADD COLUMN     "before" JSONB,
ALTER COLUMN "tenantId" DROP NOT NULL;

-- AlterTable
ALTER TABLE "Worker" ADD COLUMN     "keyIds" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- By hand: the record is append-only, whoever writes. Its owner may delete what is older than a year (retention).
CREATE FUNCTION "audit_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD."at" < now() - interval '1 year'
      AND current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION 'The record is append-only: % refused.', TG_OP USING ERRCODE = '42501';
END $$;
CREATE TRIGGER "Audit_append_only" BEFORE UPDATE OR DELETE ON "Audit"
  FOR EACH ROW EXECUTE FUNCTION "audit_append_only"();
CREATE TRIGGER "Audit_no_truncate" BEFORE TRUNCATE ON "Audit"
  FOR EACH STATEMENT EXECUTE FUNCTION "audit_append_only"();
