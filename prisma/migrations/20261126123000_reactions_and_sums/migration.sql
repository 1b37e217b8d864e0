-- AlterTable
ALTER TABLE "Answer" ADD COLUMN "disliked" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "liked" INTEGER NOT NULL DEFAULT 0;

-- By hand: no default is left. So a worker of the version before cannot sum a day up during the upgrade, without what it
-- does not know of: its transaction fails, it says so in its log, and a worker of this version does it.
ALTER TABLE "BotDay" ADD COLUMN "disliked" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "liked" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "BotDay" ALTER COLUMN "disliked" DROP DEFAULT, ALTER COLUMN "liked" DROP DEFAULT;

-- CreateTable
CREATE TABLE "Reaction" (
    "tenantId" UUID NOT NULL,
    "answerId" UUID NOT NULL,
    "messageId" INTEGER NOT NULL,
    "actorId" BIGINT NOT NULL,
    "liked" BOOLEAN NOT NULL,
    "disliked" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Reaction_pkey" PRIMARY KEY ("tenantId","answerId","messageId","actorId")
);

-- CreateTable
CREATE TABLE "OutcomeDay" (
    "tenantId" UUID NOT NULL,
    "day" DATE NOT NULL,
    "model" TEXT NOT NULL,
    "state" "AnswerState" NOT NULL,
    "answers" INTEGER NOT NULL,

    CONSTRAINT "OutcomeDay_pkey" PRIMARY KEY ("tenantId","day","model","state")
);

-- CreateTable
CREATE TABLE "TenantDay" (
    "tenantId" UUID NOT NULL,
    "day" DATE NOT NULL,
    "people" INTEGER NOT NULL,
    "newPeople" INTEGER NOT NULL,
    "hours" INTEGER[],

    CONSTRAINT "TenantDay_pkey" PRIMARY KEY ("tenantId","day")
);

-- AddForeignKey
ALTER TABLE "Reaction" ADD CONSTRAINT "Reaction_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Reaction" ADD CONSTRAINT "Reaction_tenantId_answerId_fkey" FOREIGN KEY ("tenantId", "answerId") REFERENCES "Answer"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OutcomeDay" ADD CONSTRAINT "OutcomeDay_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TenantDay" ADD CONSTRAINT "TenantDay_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

SELECT botfactory_protect('"Reaction"');
SELECT botfactory_protect('"OutcomeDay"');
SELECT botfactory_protect('"TenantDay"');

-- By hand, all that follows.

-- The list's filter by class finds a rare failure without reading the tenant's answers. Attempts are written once, so that
-- what succeeds costs nothing more.
CREATE INDEX "Attempt_failed" ON "Attempt" ("tenantId", "class", "startedAt") WHERE "class" <> 'ok';

-- A reaction comes days after its answer: the sums change by it alone, since summing up a whole day for each would be a way
-- to keep a worker busy. The lock is that of botfactory_answer_in_summed_day(): whoever sums up comes before or after. What is
-- stale is summed up anew anyway.
CREATE FUNCTION botfactory_reaction_in_summed_day() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  until "Rollup"%ROWTYPE;
  its date;
BEGIN
  SELECT * INTO until FROM "Rollup" WHERE "tenantId" = NEW."tenantId" FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN NULL; END IF;
  its := (NEW."startedAt" AT TIME ZONE until."zone")::date;
  IF its < until."day" AND NOT its = ANY(until."stale") THEN
    UPDATE "BotDay" SET "liked" = "liked" + (NEW."liked" > 0)::int - (OLD."liked" > 0)::int,
      "disliked" = "disliked" + (NEW."disliked" > 0)::int - (OLD."disliked" > 0)::int
    WHERE "tenantId" = NEW."tenantId" AND "day" = its AND "botId" = NEW."botId";
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "Answer_reactions_in_summed_day" AFTER UPDATE OF "liked", "disliked" ON "Answer"
  FOR EACH ROW WHEN (NEW."startedAt" < now() - interval '15 minutes' AND NEW."state" <> 'running'
    AND ((NEW."liked" > 0) <> (OLD."liked" > 0) OR (NEW."disliked" > 0) <> (OLD."disliked" > 0)))
  EXECUTE FUNCTION botfactory_reaction_in_summed_day();

-- All days are summed up anew, from the answers; until then pages read these. A day whose answers are gone keeps its sums.
UPDATE "Rollup" SET "day" = '0001-01-01', "stale" = '{}', "dueAt" = '-infinity';
