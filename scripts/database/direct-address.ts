/** The database itself, for what needs a connection for itself (locks, migrations, a snapshot): a pooler may stand before it. */
export const directAddress = (): string => process.env.DIRECT_DATABASE_URL || process.env.DATABASE_URL || "";
