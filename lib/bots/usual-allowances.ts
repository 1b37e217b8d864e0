// How much one person, one chat, a whole bot or a tenant may ask where nothing else is set. Without a schema: forms in the
// browser show these figures.

interface Allowance {
  /** Questions; several messages that are answered as one count once. */
  readonly perMinute: number;
  /** The same in a day of UTC. */
  readonly perDay: number;
  /** Answers under way at once, in each worker; a question beyond it waits for its turn. */
  readonly atOnce: number;
}

export const allowanceFigures = ["perMinute", "perDay", "atOnce"] as const;
/** What an admin sets for each bot. */
export const botScopes = ["person", "chat", "bot"] as const;
export type AllowanceScope = (typeof botScopes)[number] | "tenant";
export type Allowances = Readonly<Record<AllowanceScope, Allowance>>;

/** Beyond what an ordinary person writes, and near what Telegram lets a bot answer (30 messages a second). */
export const defaultAllowances: Allowances = {
  person: { perMinute: 30, perDay: 500, atOnce: 3 },
  /** Of a group. */
  chat: { perMinute: 60, perDay: 3_000, atOnce: 8 },
  bot: { perMinute: 6_000, perDay: 200_000, atOnce: 100 },
  tenant: { perMinute: 20_000, perDay: 1_000_000, atOnce: 200 },
};

export const ALLOWANCE_MAX = 1_000_000;
