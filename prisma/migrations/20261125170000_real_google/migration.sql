-- The classes of failure that Google's answers of 2026 ask for.
ALTER TYPE "ErrorClass" ADD VALUE IF NOT EXISTS 'prepaid_empty' AFTER 'no_entitlement';
ALTER TYPE "ErrorClass" ADD VALUE IF NOT EXISTS 'spend_rate' AFTER 'spend_cap';
ALTER TYPE "ErrorClass" ADD VALUE IF NOT EXISTS 'model_denied' AFTER 'key_blocked';
ALTER TYPE "ErrorClass" ADD VALUE IF NOT EXISTS 'project_refused' AFTER 'project_blocked';
ALTER TYPE "ErrorClass" ADD VALUE IF NOT EXISTS 'model_unfit' AFTER 'model_missing';
ALTER TYPE "ErrorClass" ADD VALUE IF NOT EXISTS 'egress_refused' AFTER 'timeout';
ALTER TYPE "AttemptClass" ADD VALUE IF NOT EXISTS 'prepaid_empty' AFTER 'no_entitlement';
ALTER TYPE "AttemptClass" ADD VALUE IF NOT EXISTS 'spend_rate' AFTER 'spend_cap';
ALTER TYPE "AttemptClass" ADD VALUE IF NOT EXISTS 'model_denied' AFTER 'key_blocked';
ALTER TYPE "AttemptClass" ADD VALUE IF NOT EXISTS 'project_refused' AFTER 'project_blocked';
ALTER TYPE "AttemptClass" ADD VALUE IF NOT EXISTS 'model_unfit' AFTER 'model_missing';
ALTER TYPE "AttemptClass" ADD VALUE IF NOT EXISTS 'egress_refused' AFTER 'timeout';
ALTER TYPE "CheckClass" ADD VALUE IF NOT EXISTS 'prepaid_empty' AFTER 'no_entitlement';
ALTER TYPE "CheckClass" ADD VALUE IF NOT EXISTS 'spend_rate' AFTER 'spend_cap';
ALTER TYPE "CheckClass" ADD VALUE IF NOT EXISTS 'model_denied' AFTER 'key_blocked';
ALTER TYPE "CheckClass" ADD VALUE IF NOT EXISTS 'project_refused' AFTER 'project_blocked';
ALTER TYPE "CheckClass" ADD VALUE IF NOT EXISTS 'model_unfit' AFTER 'model_missing';
ALTER TYPE "CheckClass" ADD VALUE IF NOT EXISTS 'egress_refused' AFTER 'timeout';

-- The version of the model that answered, where Google tells.
ALTER TABLE "Attempt" ADD COLUMN "modelVersion" TEXT;

-- What a message has cost so far, over all its turns and re-asks: it is bounded.
ALTER TABLE "Update" ADD COLUMN "walks" INTEGER NOT NULL DEFAULT 0, ADD COLUMN "calls" INTEGER NOT NULL DEFAULT 0;
