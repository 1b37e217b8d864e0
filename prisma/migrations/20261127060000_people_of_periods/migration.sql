-- By hand: no default is left. So a worker of the version before cannot sum a day up during the upgrade, without what it does
-- not know of: its transaction fails, it says so in its log, and a worker of this version does it. Days that are summed up have
-- empty histograms until a worker has counted them (lib/analytics/people.ts); pages do without them until then, a day longer where a worker of
-- the version before has found a tenant with nothing new to sum up.
ALTER TABLE "TenantDay" ADD COLUMN "speeds" SMALLINT[] NOT NULL DEFAULT '{}',
ADD COLUMN "speedCounts" INTEGER[] NOT NULL DEFAULT '{}',
ADD COLUMN "seen" SMALLINT[] NOT NULL DEFAULT '{}',
ADD COLUMN "seenCounts" INTEGER[] NOT NULL DEFAULT '{}',
ADD COLUMN "began" SMALLINT[] NOT NULL DEFAULT '{}',
ADD COLUMN "beganCounts" INTEGER[] NOT NULL DEFAULT '{}';
ALTER TABLE "TenantDay" ALTER COLUMN "speeds" DROP DEFAULT, ALTER COLUMN "speedCounts" DROP DEFAULT,
ALTER COLUMN "seen" DROP DEFAULT, ALTER COLUMN "seenCounts" DROP DEFAULT,
ALTER COLUMN "began" DROP DEFAULT, ALTER COLUMN "beganCounts" DROP DEFAULT;

UPDATE "Rollup" SET "dueAt" = '-infinity';
