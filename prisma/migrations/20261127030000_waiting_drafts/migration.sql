-- CreateIndex
CREATE INDEX "BusinessDraft_tenantId_at_id_idx" ON "BusinessDraft"("tenantId", "at" DESC, "id");

-- Since when a draft of the conversation waits for the connected account's owner; null: none does. 23 hours: DRAFT_HOURS in
-- lib/business/choices.ts. "waitingSince" is set with every draft, and the lists' index has only such conversations.
CREATE FUNCTION botfactory_draft_since("c" "Conversation") RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN "c"."threadId" < 0 AND "c"."waitingSince" IS NOT NULL THEN (
    SELECT max(d."at") FROM "BusinessDraft" AS d
    WHERE d."conversationId" = "c"."id" AND d."state" IN ('waiting', 'approved') AND d."at" > now() - interval '23 hours')
  END $$;

-- As before, but a draft that is not sent and never will be is no answer: Telegram has refused it, nobody has decided in time, or
-- another one took its place. One that its owner dropped, or whose question was changed, is.
CREATE OR REPLACE FUNCTION botfactory_waits_since("c" "Conversation") RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN "c"."askedAt" IS NOT NULL THEN "c"."askedAt"
    WHEN "c"."waitingSince" IS NOT NULL AND NOT EXISTS (
      SELECT FROM "Answer" AS a
      WHERE a."conversationId" = "c"."id" AND a."state" = 'answered' AND a."finishedAt" > "c"."waitingSince" AND NOT EXISTS (
        SELECT FROM "ChatMessage" AS h
        WHERE h."conversationId" = "c"."id" AND h."state" = 'heard' AND h."at" >= "c"."waitingSince" AND h."at" > a."receivedAt")
      AND NOT ("c"."threadId" < 0 AND EXISTS (
        SELECT FROM "BusinessDraft" AS d
        WHERE d."updateId" = a."updateId" AND (d."state" = 'failed' OR d."state" = 'expired' AND d."outdatedAt" IS NULL
          OR d."state" IN ('waiting', 'approved') AND d."at" <= now() - interval '23 hours'))))
    THEN "c"."waitingSince"
  END $$;

-- As before, with the list of conversations whose draft waits; whoever waits for a draft was not answered either.
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
    filter := filter || ' AND c."waitingSince" IS NOT NULL AND (botfactory_waits_since(c) IS NOT NULL OR botfactory_draft_since(c) IS NOT NULL)';
  END IF;
  IF "which" = 'draft' THEN
    filter := filter || ' AND c."waitingSince" IS NOT NULL AND botfactory_draft_since(c) IS NOT NULL';
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
