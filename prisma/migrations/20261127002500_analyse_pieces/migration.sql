-- By hand: without statistics the planner unpacks the words of all pieces of a version, 400 ms for a search instead of 10. Autovacuum
-- makes the first ones a minute after a price list was stored, and later ones when a tenth has changed.

-- Within the transaction that stored pieces, once the table has doubled since it was looked at last.
CREATE FUNCTION botfactory_analyse_pieces() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  IF (SELECT pg_relation_size(c.oid) > 2 * c.relpages::bigint * current_setting('block_size')::int
      FROM pg_class AS c WHERE c.oid = '"Piece"'::regclass) THEN
    ANALYZE (SKIP_LOCKED) "Piece";
  END IF;
END $$;
