// What other processes are told over a channel of Postgres while something is done.
import { pool } from "#lib/db.ts";

/** @returns the payloads, in order */
export async function announced(channel: string, act: () => Promise<unknown>): Promise<string[]> {
  const client = await pool.connect();
  const heard: string[] = [];
  const hear = ({ payload = "" }) => void heard.push(payload);
  client.on("notification", hear);
  try {
    await client.query(`LISTEN ${channel}`);
    await act();
    // What was sent before comes before its answer.
    await client.query(`UNLISTEN ${channel}`);
  } finally {
    client.off("notification", hear);
    client.release();
  }
  return heard;
}
