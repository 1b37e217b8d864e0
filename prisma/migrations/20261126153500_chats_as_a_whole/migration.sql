-- AlterTable
ALTER TABLE "Lane" ADD COLUMN     "framesAfter" TIMESTAMPTZ(3),
ADD COLUMN     "groups" "GroupPolicy",
ADD COLUMN     "movedTo" BIGINT,
ADD COLUMN     "sendsAfter" TIMESTAMPTZ(3);
