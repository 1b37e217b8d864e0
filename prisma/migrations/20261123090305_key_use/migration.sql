-- AlterTable
ALTER TABLE "Tenant" ADD COLUMN     "hedging" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "keyOrder" TEXT NOT NULL DEFAULT 'priority';
