-- AlterTable
ALTER TABLE "BusinessDraft" ADD COLUMN     "outdatedAt" TIMESTAMPTZ(3);
