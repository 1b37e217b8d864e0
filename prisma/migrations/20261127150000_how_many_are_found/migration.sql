-- By hand: how many rows a search returns, which Postgres takes to be a thousand if nobody says. For a thousand it would rather read all
-- pieces of a bot that has most of the table's than fetch each by its key: 16 instead of 6 ms for a search of 10,000 (docs/decisions/0018-finding.md).
-- Whoever replaces one of these functions must say it again.
ALTER FUNCTION botfactory_find_pieces(uuid[], int[], real[], boolean[], text[], bit, text, numeric, numeric, boolean, int, int, bytea)
  ROWS 60;
ALTER FUNCTION botfactory_find_conversations(text[], uuid, text, text, timestamptz, timestamptz, timestamptz, uuid, int) ROWS 60;
