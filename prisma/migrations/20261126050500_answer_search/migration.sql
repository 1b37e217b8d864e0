-- Finds answers by parts of the question's words or of the person's name.

-- The text as it is compared: without case and apostrophes, Cyrillic in the Latin letters that Uzbek writes the same
-- words with. So "ўқитувчи" finds "O‘qituvchi", and only ASCII is left, which trigrams and case need in the locale C.
-- Like folded() of lib/search/match.ts.
CREATE FUNCTION botfactory_fold("text" text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT replace(replace(replace(replace(replace(replace(replace(
    translate(lower("text"),
      'АБВГДЕЖЗИЙКЛМНОПРСТУФХЫЭЎҚҒҲабвгдежзийклмнопрстуфхыэўқғҳЁЦЧШЩЮЯЪЬъьʻʼ''‘’`',
      'abvgdejziyklmnoprstufxieoqghabvgdejziyklmnoprstufxieoqghёцчшщюя'),
    'ё', 'yo'), 'ц', 'ts'), 'ч', 'ch'), 'ш', 'sh'), 'щ', 'sh'), 'ю', 'yu'), 'я', 'ya')
$$;

-- Answers of the transaction's tenant, newest first. As the tables' owner, because a policy keeps the tenant's own role
-- from using an index for LIKE; so the function itself admits only rows of the tenant that the transaction acts for.
-- words: each a pattern for LIKE, folded. Each must be in the question, or in the name of the chat.
-- The answers after ("at", "id") in the list, where these are given.
CREATE FUNCTION botfactory_find_answers("words" text[], "bot" uuid, "outcome" text, "of_model" text, "chat" uuid,
  "since" timestamptz, "before" timestamptz, "at" timestamptz, "id" uuid, "most" int)
RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  own uuid := nullif(current_setting('app.tenant', true), '')::uuid;
  word text;
  chats uuid[];
  filter text := '';
BEGIN
  IF own IS NULL THEN RETURN; END IF;
  FOREACH word IN ARRAY "words" LOOP
    chats := ARRAY(SELECT c."id" FROM "Conversation" AS c
      WHERE c."tenantId" = own AND botfactory_fold(c."title") LIKE word LIMIT 500);
    filter := filter || format(' AND (botfactory_fold(a."question") LIKE %L', word)
      || CASE WHEN cardinality(chats) > 0 THEN format(' OR a."conversationId" = ANY(%L::uuid[])', chats) ELSE '' END
      || ')';
  END LOOP;
  -- Built for these filters, so that the planner knows which index serves them best.
  IF "bot" IS NOT NULL THEN filter := filter || ' AND a."botId" = $2'; END IF;
  IF "outcome" IS NOT NULL THEN filter := filter || ' AND a."state" = $3::"AnswerState"'; END IF;
  IF "of_model" IS NOT NULL THEN filter := filter || ' AND a."model" = $4'; END IF;
  IF "chat" IS NOT NULL THEN filter := filter || ' AND a."conversationId" = $5'; END IF;
  IF "since" IS NOT NULL THEN filter := filter || ' AND a."startedAt" >= $6'; END IF;
  IF "before" IS NOT NULL THEN filter := filter || ' AND a."startedAt" < $7'; END IF;
  IF "at" IS NOT NULL THEN
    filter := filter || ' AND a."startedAt" <= $8 AND (a."startedAt" < $8 OR a."id" > $9)';
  END IF;
  RETURN QUERY EXECUTE 'SELECT a."id" FROM "Answer" AS a WHERE a."tenantId" = $1' || filter
    || ' ORDER BY a."startedAt" DESC, a."id" LIMIT $10'
    USING own, "bot", "outcome", "of_model", "chat", "since", "before", "at", "id", "most";
END $$;

-- Where the database lacks the extension, or its owner may not create it, a search reads the tenant's answers one by one.
-- In a schema of its own: its functions stay the superuser's.
DO $$
DECLARE place text;
BEGIN
  SELECT n.nspname INTO place FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm';
  IF place IS NULL THEN
    CREATE SCHEMA IF NOT EXISTS extensions;
    CREATE EXTENSION pg_trgm SCHEMA extensions;
    place := 'extensions';
  END IF;
  EXECUTE format('CREATE INDEX "Answer_question_words" ON "Answer" USING gin (botfactory_fold("question") %I.gin_trgm_ops)', place);
  EXECUTE format('CREATE INDEX "Conversation_title_words" ON "Conversation" USING gin (botfactory_fold("title") %I.gin_trgm_ops)', place);
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN
  RAISE WARNING 'No index for searching answers: %', SQLERRM;
END $$;
