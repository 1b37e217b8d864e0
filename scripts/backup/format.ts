// What a backup consists of: a tar archive, compressed with gzip and, with a passphrase, encrypted in the age format
// (age-encryption.org/v1), so that it can be opened without BotFactory too: `age -d FILE | tar xz`.
import { z } from "zod";

/** Raised when an older program cannot read a new backup. */
export const FORMAT = 1;

/** First entry of the archive. */
export const Manifest = z.object({
  format: z.int(),
  /** Version of the program. */
  program: z.string(),
  createdAt: z.iso.datetime(),
  /** Migrations of the database, in their order. */
  migrations: z.array(z.string()),
  /** In the order of restoring: what others refer to comes first. */
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
  /** Last values; null: never used. */
  sequences: z.array(z.object({ name: z.string(), last: z.string().nullable() })),
});
export type Manifest = z.infer<typeof Manifest>;

/** Second entry, only of an encrypted backup. */
export const KeptSecrets = z.object({
  ENCRYPTION_KEY: z.string().min(1),
  NEXTAUTH_SECRET: z.string().min(1),
});
export type KeptSecrets = z.infer<typeof KeptSecrets>;

/** Last entry: without it the archive is not whole. */
export const End = z.object({ rows: z.record(z.string(), z.int()) });

export const names = { manifest: "manifest.json", secrets: "secrets.json", end: "end.json" } as const;

/** Rows of a table in PostgreSQL's text format, cut between rows. */
export const partName = (table: string, part: number): string =>
  `tables/${table}/${String(part).padStart(6, "0")}.copy`;
export const tableOf = (entry: string): string | null =>
  /^tables\/(\w+)\/\d+\.copy$/.exec(entry)?.[1] ?? null;
