
ALTER TYPE "ChatMessageKind" ADD VALUE 'voice';
ALTER TYPE "ChatMessageKind" ADD VALUE 'audio';
ALTER TYPE "ChatMessageKind" ADD VALUE 'video';
ALTER TYPE "ChatMessageKind" ADD VALUE 'video_note';
ALTER TYPE "ChatMessageKind" ADD VALUE 'animation';
ALTER TYPE "ChatMessageKind" ADD VALUE 'sticker';
ALTER TYPE "ChatMessageKind" ADD VALUE 'note';

-- AlterTable
ALTER TABLE "Conversation" ADD COLUMN     "askedAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "ChatMessage" ADD COLUMN     "editedAt" TIMESTAMPTZ(3),
ADD COLUMN     "fileId" TEXT,
ADD COLUMN     "fileSize" INTEGER,
ADD COLUMN     "fileType" TEXT,
ADD COLUMN     "staffMessageId" INTEGER;

-- CreateTable
CREATE TABLE "StaffGroup" (
    "botId" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "chatId" BIGINT NOT NULL,
    "title" TEXT NOT NULL,
    "linkedById" UUID,
    "linkedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "trouble" TEXT,
    "troubleAt" TIMESTAMPTZ(3),

    CONSTRAINT "StaffGroup_pkey" PRIMARY KEY ("botId")
);

-- CreateTable
CREATE TABLE "StaffAccount" (
    "tenantId" UUID NOT NULL,
    "telegramId" BIGINT NOT NULL,
    "userId" UUID NOT NULL,

    CONSTRAINT "StaffAccount_pkey" PRIMARY KEY ("tenantId","telegramId")
);

-- CreateTable
CREATE TABLE "StaffCode" (
    "codeHash" TEXT NOT NULL,
    "tenantId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "botId" UUID NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "StaffCode_pkey" PRIMARY KEY ("codeHash")
);

-- CreateTable
CREATE TABLE "StaffTopic" (
    "conversationId" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "botId" UUID NOT NULL,
    "threadId" INTEGER,
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "closedAt" TIMESTAMPTZ(3),
    "queuedAt" TIMESTAMPTZ(3),

    CONSTRAINT "StaffTopic_pkey" PRIMARY KEY ("conversationId")
);

-- CreateTable
CREATE TABLE "StaffPost" (
    "tenantId" UUID NOT NULL,
    "conversationId" UUID NOT NULL,
    "entryId" UUID NOT NULL,
    "part" TEXT NOT NULL,
    "telegramId" INTEGER NOT NULL,

    CONSTRAINT "StaffPost_pkey" PRIMARY KEY ("conversationId","entryId","part")
);

-- CreateIndex
CREATE UNIQUE INDEX "StaffGroup_tenantId_botId_key" ON "StaffGroup"("tenantId", "botId");

-- CreateIndex
CREATE UNIQUE INDEX "StaffAccount_tenantId_userId_key" ON "StaffAccount"("tenantId", "userId");

-- CreateIndex
CREATE UNIQUE INDEX "StaffCode_tenantId_userId_key" ON "StaffCode"("tenantId", "userId");

-- CreateIndex
CREATE INDEX "StaffTopic_tenantId_botId_threadId_idx" ON "StaffTopic"("tenantId", "botId", "threadId");

-- CreateIndex
CREATE UNIQUE INDEX "StaffTopic_tenantId_conversationId_key" ON "StaffTopic"("tenantId", "conversationId");

-- CreateIndex
CREATE INDEX "StaffPost_tenantId_conversationId_idx" ON "StaffPost"("tenantId", "conversationId");

-- AddForeignKey
ALTER TABLE "StaffGroup" ADD CONSTRAINT "StaffGroup_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StaffGroup" ADD CONSTRAINT "StaffGroup_tenantId_botId_fkey" FOREIGN KEY ("tenantId", "botId") REFERENCES "Bot"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StaffAccount" ADD CONSTRAINT "StaffAccount_tenantId_userId_fkey" FOREIGN KEY ("tenantId", "userId") REFERENCES "Member"("tenantId", "userId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StaffCode" ADD CONSTRAINT "StaffCode_tenantId_userId_fkey" FOREIGN KEY ("tenantId", "userId") REFERENCES "Member"("tenantId", "userId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StaffCode" ADD CONSTRAINT "StaffCode_tenantId_botId_fkey" FOREIGN KEY ("tenantId", "botId") REFERENCES "Bot"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StaffTopic" ADD CONSTRAINT "StaffTopic_tenantId_conversationId_fkey" FOREIGN KEY ("tenantId", "conversationId") REFERENCES "Conversation"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StaffTopic" ADD CONSTRAINT "StaffTopic_tenantId_botId_fkey" FOREIGN KEY ("tenantId", "botId") REFERENCES "StaffGroup"("tenantId", "botId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StaffPost" ADD CONSTRAINT "StaffPost_tenantId_conversationId_fkey" FOREIGN KEY ("tenantId", "conversationId") REFERENCES "StaffTopic"("tenantId", "conversationId") ON DELETE CASCADE ON UPDATE CASCADE;


SELECT botfactory_protect('"StaffGroup"');
SELECT botfactory_protect('"StaffAccount"');
SELECT botfactory_protect('"StaffCode"');
SELECT botfactory_protect('"StaffTopic"');
SELECT botfactory_protect('"StaffPost"');

-- Since when somebody waits in the conversation; null: nobody does. An answer ends it unless the person has asked for an operator,
-- or has written something later than the answered question, which an operator heard.
CREATE FUNCTION botfactory_waits_since("c" "Conversation") RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN "c"."askedAt" IS NOT NULL THEN "c"."askedAt"
    WHEN "c"."waitingSince" IS NOT NULL AND NOT EXISTS (
      SELECT FROM "Answer" AS a
      WHERE a."conversationId" = "c"."id" AND a."state" = 'answered' AND a."finishedAt" > "c"."waitingSince" AND NOT EXISTS (
        SELECT FROM "ChatMessage" AS h
        WHERE h."conversationId" = "c"."id" AND h."state" = 'heard' AND h."at" >= "c"."waitingSince" AND h."at" > a."receivedAt"))
    THEN "c"."waitingSince"
  END $$;

-- As before, but for the rule of who waits.
CREATE OR REPLACE FUNCTION botfactory_find_conversations("words" text[], "bot" uuid, "which" text, "tag" text, "since" timestamptz,
  "before" timestamptz, "at" timestamptz, "id" uuid, "most" int)
RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  own uuid := nullif(current_setting('app.tenant', true), '')::uuid;
  word text;
  found uuid[];
  filter text := '';
BEGIN
  IF own IS NULL THEN RETURN; END IF;
  FOREACH word IN ARRAY "words" LOOP
    -- With the word in place, so that the planner knows how common it is.
    EXECUTE format('SELECT ARRAY(
      (SELECT c."id" FROM "Conversation" AS c WHERE c."tenantId" = $1 AND botfactory_fold(c."title") LIKE %1$L LIMIT 1000)
      UNION
      (SELECT c."id" FROM "Conversation" AS c WHERE c."tenantId" = $1 AND botfactory_fold(c."username") LIKE %1$L LIMIT 1000)
      UNION
      (SELECT m."conversationId" FROM "ChatMessage" AS m WHERE m."tenantId" = $1 AND botfactory_fold(m."text") LIKE %1$L LIMIT 1000)
      UNION
      (SELECT a."conversationId" FROM "Answer" AS a WHERE a."tenantId" = $1 AND botfactory_fold(a."question") LIKE %1$L
       ORDER BY a."startedAt" DESC LIMIT 1000))', word) INTO found USING own;
    filter := filter || format(' AND c."id" = ANY(%L::uuid[])', found);
  END LOOP;
  IF "bot" IS NOT NULL THEN filter := filter || ' AND c."botId" = $2'; END IF;
  IF "which" = 'taken' THEN filter := filter || ' AND c."takenUntil" > now()'; END IF;
  IF "which" = 'waiting' THEN
    filter := filter || ' AND c."waitingSince" IS NOT NULL AND botfactory_waits_since(c) IS NOT NULL';
  END IF;
  IF "tag" IS NOT NULL THEN
    filter := filter || ' AND c."chatId" IN (SELECT n."telegramId" FROM "PersonNote" AS n
      WHERE n."tenantId" = $1 AND n."tags" @> ARRAY[$3])';
  END IF;
  IF "since" IS NOT NULL THEN filter := filter || ' AND c."lastAt" >= $4'; END IF;
  IF "before" IS NOT NULL THEN filter := filter || ' AND c."lastAt" < $5'; END IF;
  IF "at" IS NOT NULL THEN
    filter := filter || ' AND c."lastAt" <= $6 AND (c."lastAt" < $6 OR c."id" > $7)';
  END IF;
  -- From 2^52 on: chats of members in the dashboard (lib/page-chat/place.ts).
  RETURN QUERY EXECUTE 'SELECT c."id" FROM "Conversation" AS c WHERE c."tenantId" = $1 AND c."chatId" < 4503599627370496'
    || filter || ' ORDER BY c."lastAt" DESC, c."id" LIMIT $8'
    USING own, "bot", "tag", "since", "before", "at", "id", "most";
END $$;

