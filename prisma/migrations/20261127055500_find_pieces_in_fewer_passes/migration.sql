-- By hand: finding pieces reads its hits once for each thing that it wants to know of them, and stops a common word's search at the source
-- that makes it common. The same arguments and columns as before (20261127024500_halfvec), and the same pieces with the same scores, but where nothing but
-- common words is asked for.

-- The pieces of a version that have a term. The limit of hits must not be known here: for few rows the planner reads all pieces of a version
-- and unpacks their words until it has them, 400 ms instead of 10. Plain SQL, so that it is inlined into the search.
CREATE FUNCTION botfactory_pieces_with("of_version" uuid, "term" tsquery, "bounded" boolean, "least" numeric, "dearest" numeric, "stocked" boolean)
RETURNS TABLE ("id" uuid, "tokens" int, "price" float8) LANGUAGE sql STABLE AS $$
  WITH found AS MATERIALIZED (
    SELECT p."id", p."tokens", p."price"::float8 AS price FROM "Piece" AS p
    WHERE p."versionId" = "of_version" AND p."words" @@ "term"
      AND (NOT "bounded" OR p."price" IS NULL OR (p."price" >= coalesce("least", 0) AND p."price" <= coalesce("dearest", p."price")))
      AND NOT ("stocked" AND p."stock" IS NOT DISTINCT FROM 0)
  )
  SELECT f."id", f."tokens", f.price FROM found AS f
$$;

-- "x IN (SELECT …) IS TRUE" is looked up in a hash; a join would be a nested loop, since the planner expects few rows of each part.
CREATE OR REPLACE FUNCTION botfactory_find_pieces("versions" uuid[], "word" int[], "weight" real[], "sure" boolean[], "query" text[],
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
  -- Of a source, where a price is asked for with common words only: the cheapest may be any.
  priced_most CONSTANT int := 5000;
  own uuid[];
  size float8;
  common int;
  bounded CONSTANT boolean := "least" IS NOT NULL OR "dearest" IS NOT NULL;
  is_priced CONSTANT boolean := bounded OR "by_price" <> 0;
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
    SELECT t.i, h.id, h.tokens, h.price FROM term AS t CROSS JOIN LATERAL (
      SELECT p."id", p."tokens", p."price" FROM unnest(own) AS v(id)
        CROSS JOIN LATERAL botfactory_pieces_with(v.id, t.query, bounded, "least", "dearest", "stocked") AS p
      LIMIT common + 1
    ) AS h WHERE t.sure
  ), sure_count AS MATERIALIZED (
    SELECT h.i, count(*) AS hits FROM sure_hit AS h GROUP BY h.i
  ), met AS MATERIALIZED (
    SELECT t.word, sum(n.hits) AS hits FROM term AS t JOIN sure_count AS n ON n.i = t.i GROUP BY t.word
  ), other_hit AS MATERIALIZED (
    SELECT t.i, h.id, h.tokens, h.price FROM term AS t CROSS JOIN LATERAL (
      SELECT p."id", p."tokens", p."price" FROM unnest(own) AS v(id)
        CROSS JOIN LATERAL botfactory_pieces_with(v.id, t.query, bounded, "least", "dearest", "stocked") AS p
      LIMIT common + 1
    ) AS h WHERE NOT t.sure AND t.word NOT IN (SELECT m.word FROM met AS m WHERE m.hits >= few)
  ), rare AS MATERIALIZED (
    SELECT w.i, w.word, w.query, w.hits, w.hits > common AS common, w.rarity,
      w.weight * w.rarity AS worth, least(w.weight, 1) * w.rarity AS plain
    FROM (
      SELECT t.i, t.word, t.weight, t.query, coalesce(n.hits, 0) AS hits, CASE WHEN n.hits > common THEN common_rarity
        ELSE ln(1 + greatest(size - coalesce(n.hits, 0) + 0.5, 0.5) / (coalesce(n.hits, 0) + 0.5)) END AS rarity
      FROM term AS t LEFT JOIN (
        SELECT s.i, s.hits FROM sure_count AS s UNION ALL SELECT h.i, count(*) FROM other_hit AS h GROUP BY h.i
      ) AS n ON n.i = t.i
    ) AS w
  ), total AS (
    SELECT sum(w.rarity) AS rarity FROM (
      SELECT DISTINCT ON (r.word) r.rarity FROM rare AS r WHERE r.word >= 0 ORDER BY r.word, r.i
    ) AS w
  ), unknown AS (
    SELECT EXISTS (SELECT FROM term AS t WHERE t.word >= 0 AND t.word NOT IN (SELECT m.word FROM met AS m)) AS some
  ), only_common AS (
    SELECT NOT EXISTS (SELECT FROM rare AS r WHERE r.hits > 0 AND NOT r.common) AS only
  ), spread AS MATERIALIZED (
    -- Where nothing but common words is asked for, each source has its part; where a price is, nearly all have.
    SELECT t.i, h.id, h.tokens, h.price FROM term AS t CROSS JOIN unnest(own) AS v(id) CROSS JOIN LATERAL (
      SELECT p."id", p."tokens", p."price"
      FROM botfactory_pieces_with(v.id, t.query, bounded, "least", "dearest", "stocked") AS p
      LIMIT CASE WHEN is_priced THEN priced_most ELSE common / cardinality(own) + 1 END
    ) AS h WHERE (SELECT o.only FROM only_common AS o) AND t.i IN (SELECT r.i FROM rare AS r WHERE r.common)
  ), matched AS MATERIALIZED (
    SELECT h.id, r.word, max(r.worth) AS worth, max(r.plain) AS plain, min(h.tokens) AS tokens, min(h.price) AS price
    FROM (SELECT * FROM sure_hit UNION ALL SELECT * FROM other_hit UNION ALL SELECT * FROM spread) AS h JOIN rare AS r ON r.i = h.i
    WHERE NOT r.common OR (SELECT o.only FROM only_common AS o) GROUP BY h.id, r.word
  ), summed AS MATERIALIZED (
    SELECT m.id, sum(m.worth) AS worth, sum(m.plain) FILTER (WHERE m.word >= 0) AS plain, count(*) AS words,
      count(*) FILTER (WHERE m.word >= 0) AS asked, bool_or(m.word <= -100) AS coded, min(m.tokens) AS tokens, min(m.price) AS price
    FROM matched AS m GROUP BY m.id
  ), tried AS MATERIALIZED (
    SELECT s.id, s.tokens, s.price FROM summed AS s WHERE EXISTS (SELECT FROM rare AS r WHERE r.common)
    ORDER BY s.worth DESC, s.id LIMIT best
  ), again AS (
    SELECT m.id, m.word, m.worth, m.plain, m.tokens, m.price FROM matched AS m
    WHERE (m.id IN (SELECT t.id FROM tried AS t)) IS TRUE
    UNION ALL
    SELECT c.id, r.word, r.worth, r.plain, c.tokens, c.price
    FROM (
      -- setweight makes a copy: otherwise each term would unpack the words anew.
      SELECT t.id, t.tokens, t.price, setweight(p."words", 'D') AS words FROM tried AS t JOIN "Piece" AS p ON p."id" = t.id OFFSET 0
    ) AS c CROSS JOIN rare AS r WHERE r.common AND c.words @@ r.query
  ), once AS (
    SELECT a.id, a.word, max(a.worth) AS worth, max(a.plain) AS plain, min(a.tokens) AS tokens, min(a.price) AS price
    FROM again AS a GROUP BY a.id, a.word
  ), whole AS (
    SELECT s.id, s.worth, s.plain, s.asked, s.coded, s.tokens, s.price FROM summed AS s
    WHERE (s.id IN (SELECT t.id FROM tried AS t)) IS NOT TRUE
    UNION ALL
    SELECT o.id, sum(o.worth), sum(o.plain) FILTER (WHERE o.word >= 0), count(*) FILTER (WHERE o.word >= 0),
      bool_or(o.word <= -100), min(o.tokens), min(o.price)
    FROM once AS o GROUP BY o.id
  ), scored AS MATERIALIZED (
    SELECT w.id, (w.worth / (1 - length_counts + length_counts * w.tokens
        / (SELECT greatest(sum(s.tokens * s.words)::float8 / sum(s.words)::float8, 1) FROM summed AS s)))::real AS score,
      -- One word in common tells little where another one of the question is nowhere. least() takes no heed of NULL.
      (least(1, coalesce(w.plain, 0) / nullif((SELECT t.rarity FROM total AS t), 0))
        * CASE WHEN w.asked = 1 AND (SELECT u.some FROM unknown AS u) THEN 0.5 ELSE 1 END)::real AS share,
      w.coded, w.price
    FROM whole AS w
  ), meant AS MATERIALIZED (
    SELECT m.id, m.far, m.meaning
    FROM botfactory_meant_pieces(own, "near", "exact", "of_embedder", "least", "dearest", "stocked", "most") AS m WHERE "near" IS NOT NULL
  ), chosen AS (
    (SELECT s.id, s.score, s.share, s.coded, NULL::int AS far, NULL::real AS meaning FROM scored AS s
      ORDER BY s.score DESC, s.id LIMIT "most")
    UNION ALL (SELECT s.id, s.score, s.share, s.coded, NULL, NULL FROM scored AS s WHERE s.coded ORDER BY s.score DESC, s.id LIMIT "most")
    UNION ALL (SELECT s.id, s.score, s.share, s.coded, NULL, NULL FROM scored AS s
      WHERE is_priced AND s.price IS NOT NULL
        AND s.score >= 0.8 * (SELECT max(o.score) FROM scored AS o WHERE o.price IS NOT NULL)
      ORDER BY s.price * "by_price", s.score DESC, s.id LIMIT "most")
    UNION ALL SELECT m.id, NULL, NULL, NULL, m.far, m.meaning FROM meant AS m
    UNION ALL (SELECT s.id, s.score, s.share, s.coded, NULL, NULL FROM scored AS s
      WHERE "near" IS NOT NULL AND (s.id IN (SELECT m.id FROM meant AS m)) IS TRUE)
    -- A question of nothing but a price.
    UNION ALL (SELECT p."id", NULL, NULL, NULL, NULL, NULL FROM "Piece" AS p
      WHERE cardinality("word") = 0 AND is_priced AND p."versionId" = ANY(own)
        AND p."price" >= coalesce("least", 0) AND p."price" <= coalesce("dearest", p."price")
        AND NOT ("stocked" AND p."stock" IS NOT DISTINCT FROM 0)
      ORDER BY p."price" * CASE WHEN "by_price" < 0 THEN -1 ELSE 1 END, p."id" LIMIT "most")
  )
  SELECT c.id, coalesce(max(c.score), 0::real), coalesce(max(c.share), 0::real), coalesce(bool_or(c.coded), false), max(c.far), max(c.meaning)
  FROM chosen AS c GROUP BY c.id;
END $$;
