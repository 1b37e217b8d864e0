-- By hand: an index on an expression has statistics only after the next ANALYZE, which comes of itself once a tenth of the
-- rows has changed. Until then the planner takes every searched word to be as common as any other: on a million answers a
-- search took a second.
ANALYZE "Answer";
ANALYZE "Conversation";
