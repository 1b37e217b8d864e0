-- By hand: pgvector's halfvec where the extension is there (0.7 or newer). Nothing that is written or backed up depends on it: its column is
-- generated from "Piece"."vector", and one function compares it, which otherwise the program does.

CREATE FUNCTION botfactory_find_pieces("versions" uuid[], "word" int[], "weight" real[], "sure" boolean[], "query" text[],
  "near" bit(768), "of_embedder" text, "least" numeric, "dearest" numeric, "stocked" boolean, "by_price" int, "most" int, "exact" bytea)
RETURNS TABLE ("piece" uuid, "score" real, "share" real, "coded" boolean, "far" int, "meaning" real)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
SET enable_seqscan = off SET jit = off SET max_parallel_workers_per_gather = 0 SET plan_cache_mode = force_generic_plan
SET cpu_operator_cost = 1 AS $$
DECLARE
  tenant uuid := nullif(current_setting('app.tenant', true), '')::uuid;
  -- Longer pieces have more words of any question.
  length_counts CONSTANT real := 0.3;
  -- With fewer hits the other terms of a word are tried.
  few CONSTANT int := 5;
  -- A common word tells little and would cost most: it is looked for among so many of the best by other words.
  best CONSTANT int := 100;
  -- As if two of five pieces had it.
  common_rarity CONSTANT float8 := 0.9;
  own uuid[];
  size float8;
  common int;
  bounded CONSTANT boolean := "least" IS NOT NULL OR "dearest" IS NOT NULL;
BEGIN
  SELECT array_agg(v."id"), greatest(sum(v."pieces"), 1) INTO own, size
    FROM "SourceVersion" AS v WHERE v."tenantId" = tenant AND v."id" = ANY("versions");
  IF own IS NULL THEN RETURN; END IF;
  common := greatest(300, size / 20);
  RETURN QUERY
  WITH term AS MATERIALIZED (
    SELECT t.i, t.word, t.weight, t.sure, t.query::tsquery AS query
    FROM unnest("word", "weight", "sure", "query") WITH ORDINALITY AS t(word, weight, sure, query, i)
  ), sure_hit AS MATERIALIZED (
    SELECT t.i, t.word, p.id, p.tokens, p.price FROM term AS t CROSS JOIN unnest(own) AS v(id) CROSS JOIN LATERAL (
      WITH found AS MATERIALIZED (
        SELECT p."id", p."tokens", p."price"::float8 AS price FROM "Piece" AS p
        WHERE p."versionId" = v.id AND p."words" @@ t.query
          AND (NOT bounded OR p."price" IS NULL OR (p."price" >= coalesce("least", 0) AND p."price" <= coalesce("dearest", p."price")))
          AND NOT ("stocked" AND p."stock" IS NOT DISTINCT FROM 0)
      )
      SELECT f."id", f."tokens", f.price FROM found AS f LIMIT common + 1
    ) AS p WHERE t.sure
  ), known AS MATERIALIZED (
    SELECT h.word FROM sure_hit AS h GROUP BY h.word HAVING count(*) >= few
  ), hit AS MATERIALIZED (
    SELECT * FROM sure_hit
    UNION ALL
    SELECT t.i, t.word, p.id, p.tokens, p.price FROM term AS t CROSS JOIN unnest(own) AS v(id) CROSS JOIN LATERAL (
      WITH found AS MATERIALIZED (
        SELECT p."id", p."tokens", p."price"::float8 AS price FROM "Piece" AS p
        WHERE p."versionId" = v.id AND p."words" @@ t.query
          AND (NOT bounded OR p."price" IS NULL OR (p."price" >= coalesce("least", 0) AND p."price" <= coalesce("dearest", p."price")))
          AND NOT ("stocked" AND p."stock" IS NOT DISTINCT FROM 0)
      )
      SELECT f."id", f."tokens", f.price FROM found AS f LIMIT common + 1
    ) AS p WHERE NOT t.sure AND t.word NOT IN (SELECT k.word FROM known AS k)
  ), counted AS MATERIALIZED (
    SELECT h.i, count(*) AS hits FROM hit AS h GROUP BY h.i
  ), rare AS MATERIALIZED (
    SELECT t.i, t.word, t.weight, t.query, coalesce(n.hits, 0) > common AS common, CASE WHEN n.hits > common THEN common_rarity
      ELSE ln(1 + greatest(size - coalesce(n.hits, 0) + 0.5, 0.5) / (coalesce(n.hits, 0) + 0.5)) END AS rarity
    FROM term AS t LEFT JOIN counted AS n ON n.i = t.i
  ), total AS (
    SELECT sum(w.rarity) AS rarity FROM (
      SELECT DISTINCT ON (r.word) r.rarity FROM rare AS r WHERE r.word >= 0 ORDER BY r.word, r.i
    ) AS w
  ), unknown AS (
    SELECT EXISTS (SELECT FROM term AS t WHERE t.word >= 0 AND t.word NOT IN (SELECT h.word FROM sure_hit AS h)) AS some
  ), only_common AS (
    SELECT NOT EXISTS (SELECT FROM hit AS h JOIN rare AS r ON r.i = h.i WHERE NOT r.common) AS only
  ), matched AS MATERIALIZED (
    SELECT h.id, h.word, max(r.weight * r.rarity) AS worth, max(least(r.weight, 1) * r.rarity) AS plain,
      min(h.tokens) AS tokens, min(h.price) AS price
    FROM hit AS h JOIN rare AS r ON r.i = h.i WHERE NOT r.common OR (SELECT o.only FROM only_common AS o) GROUP BY h.id, h.word
  ), tried AS MATERIALIZED (
    SELECT m.id, min(m.tokens) AS tokens, min(m.price) AS price FROM matched AS m GROUP BY m.id ORDER BY sum(m.worth) DESC, m.id LIMIT best
  ), again AS (
    SELECT m.id, m.word, m.worth, m.plain, m.tokens, m.price FROM matched AS m
    UNION ALL
    SELECT c.id, r.word, r.weight * r.rarity, least(r.weight, 1) * r.rarity, c.tokens, c.price
    FROM (
      -- setweight makes a copy: otherwise each term would unpack the words anew.
      SELECT t.id, t.tokens, t.price, setweight(p."words", 'D') AS words FROM tried AS t JOIN "Piece" AS p ON p."id" = t.id
      WHERE EXISTS (SELECT FROM rare AS r WHERE r.common) OFFSET 0
    ) AS c CROSS JOIN rare AS r WHERE r.common AND c.words @@ r.query
  ), once AS (
    SELECT a.id, a.word, max(a.worth) AS worth, max(a.plain) AS plain, min(a.tokens) AS tokens, min(a.price) AS price
    FROM again AS a GROUP BY a.id, a.word
  ), scored AS MATERIALIZED (
    SELECT o.id, (sum(o.worth) / (1 - length_counts + length_counts * min(o.tokens)
        / (SELECT greatest(avg(m.tokens), 1) FROM matched AS m)))::real AS score,
      -- One word in common tells little where another one of the question is nowhere. least() takes no heed of NULL.
      (least(1, coalesce(sum(o.plain) FILTER (WHERE o.word >= 0), 0) / nullif((SELECT t.rarity FROM total AS t), 0))
        * CASE WHEN count(*) FILTER (WHERE o.word >= 0) = 1 AND (SELECT u.some FROM unknown AS u) THEN 0.5 ELSE 1 END)::real AS share,
      bool_or(o.word <= -100) AS coded, min(o.price) AS price
    FROM once AS o GROUP BY o.id
  ), meant AS (
    SELECT m.id, m.far, m.meaning
    FROM botfactory_meant_pieces(own, "near", "exact", "of_embedder", "least", "dearest", "stocked", "most") AS m WHERE "near" IS NOT NULL
  ), chosen AS (
    (SELECT s.id FROM scored AS s ORDER BY s.score DESC, s.id LIMIT "most")
    UNION (SELECT s.id FROM scored AS s WHERE s.coded ORDER BY s.score DESC, s.id LIMIT "most")
    UNION (SELECT s.id FROM scored AS s
      WHERE ("by_price" <> 0 OR "least" IS NOT NULL OR "dearest" IS NOT NULL) AND s.price IS NOT NULL
        AND s.score >= 0.8 * (SELECT max(o.score) FROM scored AS o WHERE o.price IS NOT NULL)
      ORDER BY s.price * "by_price", s.score DESC, s.id LIMIT "most")
    UNION (SELECT m.id FROM meant AS m)
    -- A question of nothing but a price.
    UNION (SELECT p.id FROM (
        SELECT p."id", p."price" FROM "Piece" AS p WHERE cardinality("word") = 0 AND p."versionId" = ANY(own)
          AND ("least" IS NOT NULL OR "dearest" IS NOT NULL OR "by_price" <> 0)
          AND p."price" >= coalesce("least", 0) AND p."price" <= coalesce("dearest", p."price")
          AND NOT ("stocked" AND p."stock" IS NOT DISTINCT FROM 0)
        ORDER BY p."price" * CASE WHEN "by_price" < 0 THEN -1 ELSE 1 END, p."id" LIMIT "most"
      ) AS p)
  )
  SELECT c.id, coalesce(s.score, 0::real), coalesce(s.share, 0::real), coalesce(s.coded, false), m.far, m.meaning
  FROM chosen AS c LEFT JOIN scored AS s ON s.id = c.id LEFT JOIN meant AS m ON m.id = c.id;
END $$;

-- For workers of the version before.
CREATE OR REPLACE FUNCTION botfactory_find_pieces("versions" uuid[], "word" int[], "weight" real[], "sure" boolean[], "query" text[],
  "near" bit(768), "of_embedder" text, "least" numeric, "dearest" numeric, "stocked" boolean, "by_price" int, "most" int)
RETURNS TABLE ("piece" uuid, "score" real, "share" real, "coded" boolean, "far" int)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
  SELECT f."piece", f."score", f."share", f."coded", f."far" FROM botfactory_find_pieces("versions", "word", "weight", "sure", "query",
    "near", "of_embedder", "least", "dearest", "stocked", "by_price", "most", NULL) AS f
$$;

-- Makes botfactory_meant_pieces, which the search asks for the pieces that are nearest by the signs of their vectors: they are then compared
-- exactly, by the program or by halfvec. Called at each start, as the tables' owner, since the extension may have come or gone;
-- the table is written anew when it has come, while everybody waits for it: with more pieces than "most" (a few seconds) that is left to
-- somebody who calls it with NULL. Plain SQL, so that it is inlined into the search.
CREATE FUNCTION botfactory_choose_vectors("most" int DEFAULT 5000) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $do$
DECLARE
  is_there CONSTANT boolean := EXISTS (SELECT FROM pg_attribute
    WHERE attrelid = '"Piece"'::regclass AND attname = 'half' AND NOT attisdropped);
  -- The schema of pgvector's type; null: there is none, or it is not used.
  place CONSTANT text := (SELECT n.nspname FROM pg_extension AS e
    JOIN pg_depend AS d ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND d.classid = 'pg_type'::regclass
    JOIN pg_type AS t ON t.oid = d.objid JOIN pg_namespace AS n ON n.oid = t.typnamespace
    WHERE e.extname = 'vector' AND t.typname = 'halfvec' AND has_schema_privilege(n.oid, 'USAGE')
      AND (is_there OR "most" IS NULL OR "most" >= (SELECT count(*) FROM (SELECT FROM "Piece" WHERE "vector" IS NOT NULL LIMIT "most" + 1) AS p)));
  by_signs CONSTANT text := $$
    SELECT p."id", bit_count(p."bits" # "near")::int AS "far", NULL::real AS "meaning" FROM "Piece" AS p
    WHERE p."bits" IS NOT NULL AND p."versionId" = ANY("own") AND p."embedder" = "of_embedder"
      AND (("least" IS NULL AND "dearest" IS NULL) OR p."price" IS NULL
        OR (p."price" >= coalesce("least", 0) AND p."price" <= coalesce("dearest", p."price")))
      AND NOT ("stocked" AND p."stock" IS NOT DISTINCT FROM 0)
    ORDER BY 2, 1 LIMIT "most" * 2$$;
  -- Of those alone, since to compare the halves of all takes longer; not by a join, for which the planner reads all pieces there are. A vector of zeros has no direction, and NaN for a distance. Workers of the
  -- version before give no vector, and compare themselves.
  by_halves CONSTANT text := CASE WHEN place IS NOT NULL THEN format($$
    SELECT n."id", CASE WHEN "exact" IS NULL THEN n."far" END,
      coalesce(nullif(1 - (SELECT p."half" OPERATOR(%I.<=>) (SELECT botfactory_half("exact")) FROM "Piece" AS p WHERE p."id" = n."id"), 'NaN'), 0)::real
    FROM ($$, place) || by_signs || $$) AS n$$ END;
  body CONSTANT text := coalesce(by_halves, by_signs);
BEGIN
  IF (place IS NULL OR is_there)
    AND body = (SELECT p.prosrc FROM pg_proc AS p WHERE p.oid = to_regproc('botfactory_meant_pieces')) THEN RETURN; END IF;
  IF place IS NOT NULL THEN
    -- Float16, little-endian, as "Piece"."vector" has it. A copy of the bytes, since each get_byte would read them from their own place.
    EXECUTE format($make$
      CREATE OR REPLACE FUNCTION botfactory_half("bytes" bytea) RETURNS %1$I.halfvec
      LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog AS $$
        SELECT ARRAY(
          SELECT (CASE WHEN h.bits < 32768 THEN 1 ELSE -1 END * ((h.bits & 1023) + CASE WHEN h.bits & 31744 = 0 THEN 0 ELSE 1024 END)
            * 2::float8 ^ (greatest((h.bits >> 10) & 31, 1) - 25))::real
          FROM (
            SELECT get_byte(c.bytes, 2 * i) + 256 * get_byte(c.bytes, 2 * i + 1) AS bits
            FROM (SELECT "bytes" || ''::bytea AS bytes OFFSET 0) AS c, generate_series(0, length(c.bytes) / 2 - 1) AS i OFFSET 0
          ) AS h
        )::%1$I.halfvec
      $$$make$, place);
    EXECUTE format('ALTER TABLE "Piece" ADD COLUMN IF NOT EXISTS "half" %I.halfvec(768) GENERATED ALWAYS AS (botfactory_half("vector")) STORED', place);
  END IF;
  EXECUTE format('CREATE OR REPLACE FUNCTION botfactory_meant_pieces("own" uuid[], "near" bit(768), "exact" bytea, "of_embedder" text,
    "least" numeric, "dearest" numeric, "stocked" boolean, "most" int) RETURNS TABLE ("id" uuid, "far" int, "meaning" real)
    LANGUAGE sql STABLE AS %L', body);
END $do$;
SELECT botfactory_choose_vectors();
