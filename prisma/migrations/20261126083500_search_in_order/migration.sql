-- By hand: a search picks its plan by what it finds among the latest answers, since Postgres' statistics know neither how
-- common a part of a word is with this tenant nor where in its list the hits are. A common word is found by reading the list
-- from its start; a rare one by its trigrams. Each alone takes a second for the other's words (docs/figures.md).
--
-- The rest is as before: as the tables' owner, because a policy keeps the tenant's own role from using an index for LIKE,
-- which is not leakproof; so the function itself admits only rows of the tenant that the transaction acts for.
-- words: each a pattern for LIKE, folded. Each must be in the question, or in the name of the chat.
-- The answers after ("at", "id") in the list, where these are given.
CREATE OR REPLACE FUNCTION botfactory_find_answers("words" text[], "bot" uuid, "outcome" text, "of_model" text, "chat" uuid,
  "since" timestamptz, "before" timestamptz, "at" timestamptz, "id" uuid, "most" int)
RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  -- How many of the latest answers are looked at first: 14 ms of processor time.
  sample CONSTANT int := 500;
  -- From so many hits among them on, reading on is cheaper than fetching all hits of a large tenant.
  common CONSTANT int := 6;
  -- A word may be common of late only.
  far CONSTANT int := 10000;
  own uuid := nullif(current_setting('app.tenant', true), '')::uuid;
  word text;
  chats uuid[];
  hit text := 'true';
  -- What indexes know of: by tenant or bot and time, or by chat.
  place text := '';
  other text := 'true';
  list text;
  found uuid[];
  looked int;
  hits int;
BEGIN
  IF own IS NULL THEN RETURN; END IF;
  FOREACH word IN ARRAY "words" LOOP
    chats := ARRAY(SELECT c."id" FROM "Conversation" AS c
      WHERE c."tenantId" = own AND botfactory_fold(c."title") LIKE word LIMIT 500);
    hit := hit || format(' AND (botfactory_fold(a."question") LIKE %L', word)
      || CASE WHEN cardinality(chats) > 0 THEN format(' OR a."conversationId" = ANY(%L::uuid[])', chats) ELSE '' END
      || ')';
  END LOOP;
  IF "bot" IS NOT NULL THEN place := place || ' AND a."botId" = $2'; END IF;
  IF "chat" IS NOT NULL THEN place := place || ' AND a."conversationId" = $5'; END IF;
  IF "since" IS NOT NULL THEN place := place || ' AND a."startedAt" >= $6'; END IF;
  IF "before" IS NOT NULL THEN place := place || ' AND a."startedAt" < $7'; END IF;
  IF "at" IS NOT NULL THEN
    place := place || ' AND a."startedAt" <= $8 AND (a."startedAt" < $8 OR a."id" > $9)';
  END IF;
  IF "outcome" IS NOT NULL THEN other := other || ' AND a."state" = $3::"AnswerState"'; END IF;
  IF "of_model" IS NOT NULL THEN other := other || ' AND a."model" = $4'; END IF;
  list := 'SELECT * FROM "Answer" AS a WHERE a."tenantId" = $1' || place || ' ORDER BY a."startedAt" DESC, a."id" LIMIT %s';

  EXECUTE 'SELECT count(*), count(*) FILTER (WHERE hit), (array_agg("id") FILTER (WHERE hit AND other))[1:$10] FROM (
      SELECT a."id", ' || other || ' AS other, ' || hit || ' AS hit FROM (' || format(list, sample) || ') AS a) AS latest'
    INTO looked, hits, found
    USING own, "bot", "outcome", "of_model", "chat", "since", "before", "at", "id", "most";
  IF looked < sample OR cardinality(found) = "most" THEN
    RETURN QUERY SELECT unnest(found);
    RETURN;
  END IF;

  IF hits >= common THEN
    EXECUTE 'SELECT count(*), array_agg("id") FROM (SELECT a."id" FROM ('
        || format(list, CASE WHEN other = 'true' THEN far ELSE 1000000000 END) || ') AS a
        WHERE ' || other || ' AND ' || hit || ' LIMIT $10) AS found'
      INTO hits, found
      USING own, "bot", "outcome", "of_model", "chat", "since", "before", "at", "id", "most";
    IF hits = "most" OR other <> 'true' THEN
      RETURN QUERY SELECT unnest(found);
      RETURN;
    END IF;
  END IF;

  -- Not in the list's order, or the planner would read the list after all.
  RETURN QUERY EXECUTE 'WITH hits AS MATERIALIZED (SELECT a.* FROM "Answer" AS a WHERE a."tenantId" = $1' || place || ' AND ' || hit || ')
      SELECT a."id" FROM hits AS a WHERE ' || other || ' ORDER BY a."startedAt" DESC, a."id" LIMIT $10'
    USING own, "bot", "outcome", "of_model", "chat", "since", "before", "at", "id", "most";
END $$;

-- By tenant and trigram: words that are rare with one tenant are common with others. Answers of all tenants that have the word
-- would be read and thrown away. Workers of the version before wait while the index is built, about a minute for a million answers.
DO $$
DECLARE place text;
BEGIN
  SELECT n.nspname INTO place FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm';
  IF place IS NULL THEN RAISE undefined_object USING MESSAGE = 'the extension pg_trgm is not there'; END IF;
  IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'btree_gin') THEN
    EXECUTE format('CREATE EXTENSION btree_gin SCHEMA %I', place);
  END IF;
  EXECUTE format('CREATE INDEX "Answer_tenant_words" ON "Answer" USING gin ("tenantId", botfactory_fold("question") %I.gin_trgm_ops)', place);
  DROP INDEX "Answer_question_words";
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN
  RAISE WARNING 'No index for searching the answers of one tenant: %', SQLERRM;
END $$;
ANALYZE "Answer";
