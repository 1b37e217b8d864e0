// Which bots run: those that are switched on, of tenants that the platform has not suspended. Messages for the others wait
// at Telegram.

/** SQL, for "Bot" AS b and its "Tenant" AS t. */
export const BOT_RUNS = `(b."enabled" AND t."suspendedAt" IS NULL)`;

/** The same for rows that are read already. */
export const botRuns = (bot: { enabled: boolean }, tenant: { suspendedAt: Date | null }): boolean =>
  bot.enabled && tenant.suspendedAt === null;
