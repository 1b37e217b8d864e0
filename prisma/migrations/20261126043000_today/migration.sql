-- By hand: the start page counts the answers of today that needed another attempt than the first. Attempts are written
-- once and never change, so that the index costs an answer at the first attempt nothing.
CREATE INDEX "Attempt_fallback" ON "Attempt" ("tenantId", "startedAt") WHERE "class" = 'ok' AND "position" > 0;
