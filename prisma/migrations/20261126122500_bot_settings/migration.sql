-- CreateEnum
CREATE TYPE "GroupPolicy" AS ENUM ('mention', 'reply', 'all', 'off');

-- CreateEnum
CREATE TYPE "IntakeChoice" AS ENUM ('automatic', 'polling', 'webhook');

-- AlterTable
ALTER TABLE "Bot" ADD COLUMN     "commands" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "groups" "GroupPolicy" NOT NULL DEFAULT 'mention',
ADD COLUMN     "intake" "IntakeChoice" NOT NULL DEFAULT 'automatic',
ADD COLUMN     "speech" JSONB NOT NULL DEFAULT '{}';
