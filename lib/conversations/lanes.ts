// Lanes of conversations, as whoever puts work into them writes them. SQL.

/** @param from rows with "tenantId", "botId", "chatId" and "threadId", of which each lane has something to do */
export const readyLanes = (from: string): string =>
  `INSERT INTO "Lane" AS l ("tenantId", "botId", "chatId", "threadId", "arrivals", "readyAt")
    SELECT DISTINCT "tenantId", "botId", "chatId", "threadId", 1, date_trunc('milliseconds', now()) FROM ${from}
    ON CONFLICT ("botId", "chatId", "threadId") DO UPDATE
      SET "arrivals" = l."arrivals" + 1, "readyAt" = coalesce(l."readyAt", excluded."readyAt")`;
