-- CreateEnum
CREATE TYPE "ChatAuthor" AS ENUM ('person', 'operator');

-- CreateEnum
CREATE TYPE "ChatMessageKind" AS ENUM ('text', 'photo', 'document', 'taken', 'returned');

-- CreateEnum
CREATE TYPE "ChatMessageState" AS ENUM ('heard', 'waiting', 'sent', 'failed', 'noted');

-- AlterTable
ALTER TABLE "Bot" ADD COLUMN     "takeoverMinutes" INTEGER NOT NULL DEFAULT 30;

-- AlterTable
ALTER TABLE "Conversation" ADD COLUMN     "takenBy" UUID,
ADD COLUMN     "takenByName" TEXT,
ADD COLUMN     "takenUntil" TIMESTAMPTZ(3),
ADD COLUMN     "username" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "waitingSince" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "ChatMessage" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "conversationId" UUID NOT NULL,
    "author" "ChatAuthor" NOT NULL,
    "kind" "ChatMessageKind" NOT NULL DEFAULT 'text',
    "state" "ChatMessageState" NOT NULL,
    "text" TEXT NOT NULL DEFAULT '',
    "memberId" UUID,
    "memberName" TEXT,
    "fileName" TEXT,
    "file" BYTEA,
    "telegramId" INTEGER,
    "error" TEXT,
    "updateId" BIGINT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ChatMessage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PersonNote" (
    "tenantId" UUID NOT NULL,
    "telegramId" BIGINT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PersonNote_pkey" PRIMARY KEY ("tenantId","telegramId")
);

-- CreateIndex
CREATE INDEX "ChatMessage_conversationId_at_idx" ON "ChatMessage"("conversationId", "at");

-- CreateIndex
CREATE INDEX "ChatMessage_tenantId_changedAt_idx" ON "ChatMessage"("tenantId", "changedAt" DESC);

-- CreateIndex
CREATE INDEX "ChatMessage_updateId_idx" ON "ChatMessage"("updateId");

-- CreateIndex
CREATE UNIQUE INDEX "ChatMessage_tenantId_id_key" ON "ChatMessage"("tenantId", "id");

-- CreateIndex
CREATE INDEX "PersonNote_tags_idx" ON "PersonNote" USING GIN ("tags");

-- CreateIndex
CREATE INDEX "Conversation_tenantId_lastAt_id_idx" ON "Conversation"("tenantId", "lastAt" DESC, "id");

-- CreateIndex
CREATE INDEX "Conversation_tenantId_chatId_idx" ON "Conversation"("tenantId", "chatId");

-- AddForeignKey
ALTER TABLE "ChatMessage" ADD CONSTRAINT "ChatMessage_tenantId_conversationId_fkey" FOREIGN KEY ("tenantId", "conversationId") REFERENCES "Conversation"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PersonNote" ADD CONSTRAINT "PersonNote_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;


SELECT botfactory_protect('"ChatMessage"');
SELECT botfactory_protect('"PersonNote"');

-- Those in which somebody may wait.
CREATE INDEX "Conversation_waiting" ON "Conversation"("tenantId", "lastAt" DESC, "id") WHERE "waitingSince" IS NOT NULL;
CREATE INDEX "Conversation_taken" ON "Conversation"("tenantId", "takenUntil") WHERE "takenUntil" IS NOT NULL;

-- Conversations of the transaction's tenant with Telegram, the latest first. As the tables' owner, for the reason that
-- botfactory_find_answers has; so the function itself admits only rows of the tenant that the transaction acts for.
-- words: each a pattern for LIKE, folded. Each must be in the name, the @username, a question, or a message of an operator.
-- The conversations after ("at", "id") in the list, where these are given.
CREATE FUNCTION botfactory_find_conversations("words" text[], "bot" uuid, "which" text, "tag" text, "since" timestamptz,
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
    filter := filter || ' AND c."waitingSince" IS NOT NULL AND NOT EXISTS (SELECT FROM "Answer" AS a
      WHERE a."conversationId" = c."id" AND a."state" = ''answered'' AND a."finishedAt" > c."waitingSince")';
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

-- Like Answer_question_words: without the extension a search reads the tenant's rows one by one.
DO $$
DECLARE place text;
BEGIN
  SELECT n.nspname INTO STRICT place FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
    WHERE e.extname = 'pg_trgm';
  EXECUTE format('CREATE INDEX "Conversation_username_words" ON "Conversation" USING gin (botfactory_fold("username") %I.gin_trgm_ops)', place);
  EXECUTE format('CREATE INDEX "ChatMessage_text_words" ON "ChatMessage" USING gin (botfactory_fold("text") %I.gin_trgm_ops)', place);
EXCEPTION WHEN no_data_found OR insufficient_privilege OR undefined_object THEN
  RAISE WARNING 'No index for searching conversations: %', SQLERRM;
END $$;
-- An index on an expression has statistics only after an ANALYZE.
ANALYZE "Conversation";
