-- AlterTable
ALTER TABLE "Attempt" ADD COLUMN     "quotaId" TEXT;
