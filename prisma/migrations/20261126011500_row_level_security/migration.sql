-- The second lock: Postgres itself keeps tenants apart (docs/decisions/0009-the-database-is-the-second-lock.md).
-- Each table in a transaction of its own, so that only one is locked at a time while older workers run. The table's
-- owner, which they connect as, still sees every row.

/** The tenant that the transaction acts for; null: none, so that it sees nothing. */
CREATE FUNCTION botfactory_tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.tenant', true), '')::uuid;

/**
 * Declares whose rows a table has; call it in the migration that creates the table.
 * own: which rows the transaction's tenant reads and writes; shared: which rows every tenant reads.
 */
CREATE FUNCTION botfactory_protect("table" regclass, own text DEFAULT '"tenantId" = botfactory_tenant()',
  shared text DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
DECLARE everything text;
BEGIN
  SELECT string_agg(quote_ident(rolname), ', ') INTO everything FROM pg_roles
  WHERE oid = (SELECT relowner FROM pg_class WHERE oid = "table") OR rolname = 'botfactory_platform';
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', "table");
  EXECUTE format('DROP POLICY IF EXISTS tenant ON %s', "table");
  EXECUTE format('DROP POLICY IF EXISTS shared ON %s', "table");
  EXECUTE format('DROP POLICY IF EXISTS platform ON %s', "table");
  EXECUTE format('CREATE POLICY tenant ON %s USING (%s)', "table", own);
  IF shared IS NOT NULL THEN
    EXECUTE format('CREATE POLICY shared ON %s FOR SELECT USING (%s)', "table", shared);
  END IF;
  EXECUTE format('CREATE POLICY platform ON %s TO %s USING (true)', "table", everything);
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
BEGIN; SELECT botfactory_protect('"Tenant"', '"id" = botfactory_tenant()'); COMMIT;
-- The people of the tenant. Their password hashes are granted to the platform's role only (scripts/database/roles.ts).
BEGIN; SELECT botfactory_protect('"User"', 'EXISTS (SELECT 1 FROM "Member" AS m WHERE m."userId" = "User"."id")'); COMMIT;
-- Rows without a tenant are everybody's: the platform's model order, a model that is overloaded for all.
BEGIN; SELECT botfactory_protect('"ModelList"', shared => '"tenantId" IS NULL AND botfactory_tenant() IS NOT NULL'); COMMIT;
BEGIN; SELECT botfactory_protect('"Park"', shared => '"tenantId" IS NULL AND botfactory_tenant() IS NOT NULL'); COMMIT;
