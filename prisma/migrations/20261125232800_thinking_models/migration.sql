-- AlterTable
ALTER TABLE "Model" ADD COLUMN     "thinks" BOOLEAN NOT NULL DEFAULT false;
