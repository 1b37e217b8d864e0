-- CreateEnum
CREATE TYPE "SourceKind" AS ENUM ('file', 'page', 'site', 'answers', 'products');

-- CreateEnum
CREATE TYPE "ReadingState" AS ENUM ('uploading', 'waiting', 'reading', 'ready', 'failed');

-- CreateEnum
CREATE TYPE "OpenState" AS ENUM ('open', 'answered', 'dismissed');

-- AlterTable
ALTER TABLE "Bot" ADD COLUMN     "knowledge" JSONB NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "Answer" ADD COLUMN     "knowledge" JSONB;

-- CreateTable
CREATE TABLE "Source" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "botId" UUID,
    "kind" "SourceKind" NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT,
    "everyHours" INTEGER,
    "readAgainAt" TIMESTAMPTZ(3),
    "servedId" UUID,
    "createdById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Source_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SourceVersion" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "sourceId" UUID NOT NULL,
    "state" "ReadingState" NOT NULL DEFAULT 'waiting',
    "fault" TEXT,
    "fileName" TEXT,
    "mimeType" TEXT,
    "bytes" INTEGER NOT NULL DEFAULT 0,
    "hash" TEXT,
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER,
    "pieces" INTEGER NOT NULL DEFAULT 0,
    "tokens" INTEGER NOT NULL DEFAULT 0,
    "embedded" INTEGER NOT NULL DEFAULT 0,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "workerId" UUID,
    "until" TIMESTAMPTZ(3),
    "fence" BIGINT NOT NULL DEFAULT 0,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "retryAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "readyAt" TIMESTAMPTZ(3),

    CONSTRAINT "SourceVersion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SourceFile" (
    "tenantId" UUID NOT NULL,
    "versionId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "SourceFile_pkey" PRIMARY KEY ("tenantId","versionId","position")
);

-- CreateTable
CREATE TABLE "Piece" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "versionId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "heading" TEXT NOT NULL DEFAULT '',
    "text" TEXT NOT NULL,
    "place" TEXT,
    "tokens" INTEGER NOT NULL,
    "article" TEXT,
    "price" DECIMAL(18,2),
    "stock" INTEGER,
    "link" TEXT,
    "picture" TEXT,
    "more" JSONB,
    "words" tsvector NOT NULL,
    "bits" bit(768),
    "vector" BYTEA,
    "embedder" TEXT,

    CONSTRAINT "Piece_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OpenQuestion" (
    "answerId" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "botId" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "group" TEXT NOT NULL,
    "state" "OpenState" NOT NULL DEFAULT 'open',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settledAt" TIMESTAMPTZ(3),
    "toldAt" TIMESTAMPTZ(3),

    CONSTRAINT "OpenQuestion_pkey" PRIMARY KEY ("answerId")
);

-- CreateIndex
CREATE INDEX "Source_tenantId_botId_createdAt_id_idx" ON "Source"("tenantId", "botId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "Source_readAgainAt_idx" ON "Source"("readAgainAt");

-- CreateIndex
CREATE UNIQUE INDEX "Source_tenantId_id_key" ON "Source"("tenantId", "id");

-- CreateIndex
CREATE INDEX "SourceVersion_sourceId_createdAt_idx" ON "SourceVersion"("sourceId", "createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "SourceVersion_tenantId_id_key" ON "SourceVersion"("tenantId", "id");

-- CreateIndex
CREATE INDEX "Piece_tenantId_idx" ON "Piece"("tenantId");

-- CreateIndex
CREATE UNIQUE INDEX "Piece_versionId_position_key" ON "Piece"("versionId", "position");

-- CreateIndex
CREATE INDEX "OpenQuestion_tenantId_botId_state_at_idx" ON "OpenQuestion"("tenantId", "botId", "state", "at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "OpenQuestion_tenantId_answerId_key" ON "OpenQuestion"("tenantId", "answerId");

-- AddForeignKey
ALTER TABLE "Source" ADD CONSTRAINT "Source_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Source" ADD CONSTRAINT "Source_tenantId_botId_fkey" FOREIGN KEY ("tenantId", "botId") REFERENCES "Bot"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SourceVersion" ADD CONSTRAINT "SourceVersion_tenantId_sourceId_fkey" FOREIGN KEY ("tenantId", "sourceId") REFERENCES "Source"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SourceFile" ADD CONSTRAINT "SourceFile_tenantId_versionId_fkey" FOREIGN KEY ("tenantId", "versionId") REFERENCES "SourceVersion"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Piece" ADD CONSTRAINT "Piece_tenantId_versionId_fkey" FOREIGN KEY ("tenantId", "versionId") REFERENCES "SourceVersion"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OpenQuestion" ADD CONSTRAINT "OpenQuestion_tenantId_answerId_fkey" FOREIGN KEY ("tenantId", "answerId") REFERENCES "Answer"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OpenQuestion" ADD CONSTRAINT "OpenQuestion_tenantId_botId_fkey" FOREIGN KEY ("tenantId", "botId") REFERENCES "Bot"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;


-- What workers look for, some every second: few rows of all.
CREATE INDEX "SourceVersion_due" ON "SourceVersion" ("createdAt") WHERE "state" IN ('uploading', 'waiting', 'reading');
CREATE INDEX "Piece_unembedded" ON "Piece" ("versionId") WHERE "vector" IS NULL;

SELECT botfactory_protect('"Source"');
SELECT botfactory_protect('"SourceVersion"');
SELECT botfactory_protect('"SourceFile"');
SELECT botfactory_protect('"Piece"');
SELECT botfactory_protect('"OpenQuestion"');

-- By version and word: what others know is not read. Without the extension all pieces with the word are read, and the
-- versions tried one by one.
DO $$
DECLARE place text;
BEGIN
  SELECT n.nspname INTO place FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname = 'btree_gin';
  IF place IS NULL THEN
    CREATE INDEX "Piece_words" ON "Piece" USING gin ("words");
  ELSE
    CREATE INDEX "Piece_words" ON "Piece" USING gin ("versionId", "words");
  END IF;
END $$;
