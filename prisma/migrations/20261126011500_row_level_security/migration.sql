-- The second lock: Postgres itself keeps tenants apart (docs/decisions/0009-the-database-is-the-second-lock.md).
-- Each table in a transaction of its own, so that only one is locked at a time while older workers run. The table's
-- owner, which they connect as, still sees every row.

/**
 * Declares whose rows a table has; call it in the migration that creates the table.
 * own: which rows the transaction's tenant reads and writes, where that is not those with its "tenantId"; shared: which
 * rows every tenant reads. In both, $tenant is the tenant that the transaction acts for, or null.
 */
CREATE FUNCTION botfactory_protect("table" regclass, own text DEFAULT '"tenantId" = $tenant', shared text DEFAULT NULL)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  -- In place, since each statement would have to look a function up and inline it, for each of its tables.
  tenant text := 'nullif(current_setting(''app.tenant'', true), '''')::uuid';
  owner text := (SELECT quote_ident(rolname) FROM pg_roles WHERE oid = (SELECT relowner FROM pg_class WHERE oid = "table"));
  -- Where the roles do not exist (yet), only the owner may use the table.
  tenants text := coalesce((SELECT quote_ident(rolname) FROM pg_roles WHERE rolname = 'botfactory_tenant'), owner);
  platform text := concat_ws(', ', owner, (SELECT quote_ident(rolname) FROM pg_roles WHERE rolname = 'botfactory_platform'));
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', "table");
  EXECUTE format('CREATE POLICY platform ON %s TO %s USING (true)', "table", platform);
  EXECUTE format('CREATE POLICY tenant ON %s TO %s USING (%s)', "table", tenants, replace(own, '$tenant', tenant));
  IF shared IS NOT NULL THEN
    EXECUTE format('CREATE POLICY shared ON %s FOR SELECT TO %s USING (%s)', "table", tenants,
      replace(shared, '$tenant', tenant));
  END IF;
END $$;

BEGIN; SELECT botfactory_protect('"Member"'); COMMIT;
BEGIN; SELECT botfactory_protect('"Bot"'); COMMIT;
BEGIN; SELECT botfactory_protect('"BotLease"'); COMMIT;
BEGIN; SELECT botfactory_protect('"Project"'); COMMIT;
BEGIN; SELECT botfactory_protect('"Key"'); COMMIT;
BEGIN; SELECT botfactory_protect('"Price"'); COMMIT;
BEGIN; SELECT botfactory_protect('"QuotaLimit"'); COMMIT;
BEGIN; SELECT botfactory_protect('"QuotaCount"'); COMMIT;
BEGIN; SELECT botfactory_protect('"UnknownError"'); COMMIT;
BEGIN; SELECT botfactory_protect('"Update"'); COMMIT;
BEGIN; SELECT botfactory_protect('"DeadLetter"'); COMMIT;
BEGIN; SELECT botfactory_protect('"Lane"'); COMMIT;
BEGIN; SELECT botfactory_protect('"Conversation"'); COMMIT;
BEGIN; SELECT botfactory_protect('"Message"'); COMMIT;
BEGIN; SELECT botfactory_protect('"Answer"'); COMMIT;
BEGIN; SELECT botfactory_protect('"Attempt"'); COMMIT;
BEGIN; SELECT botfactory_protect('"Audit"'); COMMIT;
BEGIN; SELECT botfactory_protect('"Ack"'); COMMIT;
BEGIN; SELECT botfactory_protect('"Tenant"', '"id" = $tenant'); COMMIT;
-- The people of the tenant, and whoever acted in it. Their password hashes are granted to the platform's role only (scripts/database/roles.ts).
CREATE INDEX "Audit_tenantId_actorId_idx" ON "Audit"("tenantId", "actorId");
BEGIN;
SELECT botfactory_protect('"User"', 'EXISTS (SELECT 1 FROM "Member" AS m WHERE m."userId" = "User"."id")
  OR EXISTS (SELECT 1 FROM "Audit" AS a WHERE a."actorId" = "User"."id")');
COMMIT;
-- Rows without a tenant are everybody's: the platform's model order, a model that is overloaded for all.
BEGIN; SELECT botfactory_protect('"ModelList"', shared => '"tenantId" IS NULL AND $tenant IS NOT NULL'); COMMIT;
BEGIN; SELECT botfactory_protect('"Park"', shared => '"tenantId" IS NULL AND $tenant IS NOT NULL'); COMMIT;
