-- AlterTable
ALTER TABLE "Conversation" ADD COLUMN     "refusal" TEXT;
