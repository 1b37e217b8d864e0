// What a session of a backup or a restore sets, as pg_dump does: a database, a role or an address may set something else.
import type pg from "pg";

/** Rows must read everywhere what they said here, and no time limit may end a long COPY. */
const SETTINGS = [
  ["DateStyle", "ISO, MDY"],
  ["IntervalStyle", "postgres"],
  // Floating-point numbers with all their digits.
  ["extra_float_digits", "3"],
  ["client_encoding", "UTF8"],
  ["statement_timeout", "0"],
  ["lock_timeout", "0"],
  ["idle_in_transaction_session_timeout", "0"],
  // From PostgreSQL 17 on.
  ["transaction_timeout", "0"],
];

export async function speakPlainly(client: pg.ClientBase): Promise<void> {
  const [names, wanted] = [0, 1].map((of) => SETTINGS.map((each) => each[of]));
  await client.query(
    `SELECT set_config(w.name, w.value, false) FROM unnest($1::text[], $2::text[]) AS w(name, value)
     WHERE w.name IN (SELECT name FROM pg_settings)`,
    [names, wanted],
  );
}
