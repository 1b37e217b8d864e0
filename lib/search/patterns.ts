// What somebody types, as patterns that the database compares with its folded texts.
import { tenantDb } from "../tenant-db.ts";

/** More words narrow nothing that a person would look for. */
const WORDS_MAX = 5;

/** Patterns of the words, folded by the database; null: there is nothing to look for. */
export async function patternsOf(tenant: { tenantId: string }, text: string): Promise<string[] | null> {
  const words = text
    .trim()
    .split(/\s+/)
    .map((word) => word.replace(/^@/, ""))
    .filter(Boolean)
    .slice(0, WORDS_MAX);
  if (words.length === 0) return null;
  const { rows } = await tenantDb(tenant).query<{ word: string }>(
    `SELECT botfactory_fold(word) AS word FROM unnest($1::text[]) AS word`,
    [words],
  );
  return rows.map(({ word }) => `%${word.replace(/[\\%_]/g, "\\$&")}%`);
}
