-- CreateTable
CREATE TABLE "Rollup" (
    "tenantId" UUID NOT NULL,
    "zone" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "stale" DATE[] DEFAULT ARRAY[]::DATE[],
    "dueAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Rollup_pkey" PRIMARY KEY ("tenantId")
);

-- CreateTable
CREATE TABLE "BotDay" (
    "tenantId" UUID NOT NULL,
    "day" DATE NOT NULL,
    "botId" UUID NOT NULL,
    "answered" INTEGER NOT NULL,
    "refused" INTEGER NOT NULL,
    "apologised" INTEGER NOT NULL,
    "cancelled" INTEGER NOT NULL,
    "attempts" INTEGER NOT NULL,
    "costMicros" BIGINT,
    "unpriced" INTEGER NOT NULL,
    "speeds" SMALLINT[],
    "speedCounts" INTEGER[],

    CONSTRAINT "BotDay_pkey" PRIMARY KEY ("tenantId","day","botId")
);

-- CreateTable
CREATE TABLE "ModelDay" (
    "tenantId" UUID NOT NULL,
    "day" DATE NOT NULL,
    "model" TEXT NOT NULL,
    "class" "AttemptClass" NOT NULL,
    "attempts" INTEGER NOT NULL,
    "inputTokens" BIGINT NOT NULL,
    "outputTokens" BIGINT NOT NULL,
    "costMicros" BIGINT,
    "unpriced" INTEGER NOT NULL,
    "speeds" SMALLINT[],
    "speedCounts" INTEGER[],

    CONSTRAINT "ModelDay_pkey" PRIMARY KEY ("tenantId","day","model","class")
);

-- CreateIndex
CREATE INDEX "Rollup_dueAt_idx" ON "Rollup"("dueAt");

-- CreateIndex
CREATE INDEX "BotDay_tenantId_botId_idx" ON "BotDay"("tenantId", "botId");

-- AddForeignKey
ALTER TABLE "Rollup" ADD CONSTRAINT "Rollup_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BotDay" ADD CONSTRAINT "BotDay_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BotDay" ADD CONSTRAINT "BotDay_tenantId_botId_fkey" FOREIGN KEY ("tenantId", "botId") REFERENCES "Bot"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ModelDay" ADD CONSTRAINT "ModelDay_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

SELECT botfactory_protect('"Rollup"');
SELECT botfactory_protect('"BotDay"');
SELECT botfactory_protect('"ModelDay"');

-- By hand. A day that is summed up is summed up again if an answer of it is added or changes: one that was promised, one
-- that a worker wrote late, one whose update was revived. The lock waits for whoever sums the tenant's days up at this
-- moment, so that no change falls in between. Nothing of this runs for an answer of the last quarter of an hour, so a message
-- costs nothing more; days are summed up half an hour after their end (lib/analytics/rollup.ts).
CREATE FUNCTION botfactory_answer_in_summed_day() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  until "Rollup"%ROWTYPE;
  its date;
BEGIN
  SELECT * INTO until FROM "Rollup" WHERE "tenantId" = NEW."tenantId" FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN NULL; END IF;
  its := (NEW."startedAt" AT TIME ZONE until."zone")::date;
  IF its < until."day" AND NOT its = ANY(until."stale") THEN
    UPDATE "Rollup" SET "stale" = "stale" || its, "dueAt" = '-infinity' WHERE "tenantId" = NEW."tenantId";
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "Answer_added_to_summed_day" AFTER INSERT ON "Answer"
  FOR EACH ROW WHEN (NEW."startedAt" < now() - interval '15 minutes') EXECUTE FUNCTION botfactory_answer_in_summed_day();
CREATE TRIGGER "Answer_in_summed_day" AFTER UPDATE OF "state" ON "Answer"
  FOR EACH ROW WHEN (NEW."startedAt" < now() - interval '15 minutes') EXECUTE FUNCTION botfactory_answer_in_summed_day();
