-- AlterTable
ALTER TABLE "Answer" ADD COLUMN     "againAt" TIMESTAMPTZ(3),
ADD COLUMN     "apologisedAt" TIMESTAMPTZ(3);


-- By hand: Prisma knows no partial indexes.
CREATE INDEX "Answer_again" ON "Answer"("againAt") WHERE "againAt" IS NOT NULL;
