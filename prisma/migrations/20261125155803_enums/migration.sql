-- CreateEnum
CREATE TYPE "ErrorClass" AS ENUM ('rate_minute', 'rate_day', 'rate_unknown', 'no_entitlement', 'spend_cap', 'key_invalid', 'key_blocked', 'project_blocked', 'model_missing', 'overloaded', 'internal', 'timeout', 'location', 'bad_request', 'blocked', 'empty', 'unknown');

-- CreateEnum
CREATE TYPE "AttemptClass" AS ENUM ('ok', 'cancelled', 'rate_minute', 'rate_day', 'rate_unknown', 'no_entitlement', 'spend_cap', 'key_invalid', 'key_blocked', 'project_blocked', 'model_missing', 'overloaded', 'internal', 'timeout', 'location', 'bad_request', 'blocked', 'empty', 'unknown');

-- CreateEnum
CREATE TYPE "CheckClass" AS ENUM ('ok', 'rate_minute', 'rate_day', 'rate_unknown', 'no_entitlement', 'spend_cap', 'key_invalid', 'key_blocked', 'project_blocked', 'model_missing', 'overloaded', 'internal', 'timeout', 'location', 'bad_request', 'blocked', 'empty', 'unknown');

-- CreateEnum
CREATE TYPE "Scope" AS ENUM ('key', 'project', 'project_model', 'key_model', 'model', 'egress');

-- CreateEnum
CREATE TYPE "CountWindow" AS ENUM ('minute', 'hour', 'day');

-- CreateEnum
CREATE TYPE "LimitWindow" AS ENUM ('minute', 'day');

-- CreateEnum
CREATE TYPE "Metric" AS ENUM ('requests', 'tokens');

-- CreateEnum
CREATE TYPE "KeyOrder" AS ENUM ('priority', 'balanced');

-- By hand: the columns are converted where they stand. Prisma would drop them and lose what they hold.
-- A row whose scope, window or metric has no such name says nothing to anyone: it goes.
DELETE FROM "Park" WHERE "scope" <> ALL (enum_range(NULL::"Scope")::text[]);
DELETE FROM "QuotaLimit" WHERE "window" <> ALL (enum_range(NULL::"LimitWindow")::text[])
  OR "metric" <> ALL (enum_range(NULL::"Metric")::text[]);
DELETE FROM "QuotaCount" WHERE "window" <> ALL (enum_range(NULL::"CountWindow")::text[]);

ALTER TABLE "Tenant" ALTER COLUMN "keyOrder" DROP DEFAULT,
ALTER COLUMN "keyOrder" TYPE "KeyOrder" USING
  CASE WHEN "keyOrder" = ANY (enum_range(NULL::"KeyOrder")::text[]) THEN "keyOrder"::"KeyOrder" ELSE 'priority' END,
ALTER COLUMN "keyOrder" SET DEFAULT 'priority';

ALTER TABLE "Key" ALTER COLUMN "checkClass" TYPE "CheckClass" USING
  CASE WHEN "checkClass" = ANY (enum_range(NULL::"CheckClass")::text[]) THEN "checkClass"::"CheckClass" END;

ALTER TABLE "Park" ALTER COLUMN "scope" TYPE "Scope" USING "scope"::"Scope",
ALTER COLUMN "class" TYPE "ErrorClass" USING
  CASE WHEN "class" = ANY (enum_range(NULL::"ErrorClass")::text[]) THEN "class"::"ErrorClass" ELSE 'unknown' END;

ALTER TABLE "QuotaLimit" ALTER COLUMN "window" TYPE "LimitWindow" USING "window"::"LimitWindow",
ALTER COLUMN "metric" TYPE "Metric" USING "metric"::"Metric";

ALTER TABLE "QuotaCount" ALTER COLUMN "window" TYPE "CountWindow" USING "window"::"CountWindow";

ALTER TABLE "UnknownError" ALTER COLUMN "class" TYPE "ErrorClass" USING
  CASE WHEN "class" = ANY (enum_range(NULL::"ErrorClass")::text[]) THEN "class"::"ErrorClass" END;

ALTER TABLE "Attempt" ALTER COLUMN "class" TYPE "AttemptClass" USING
  CASE WHEN "class" = ANY (enum_range(NULL::"AttemptClass")::text[]) THEN "class"::"AttemptClass" ELSE 'unknown' END;
