// Distinguishes a temporarily unreachable database from a real database error.

/**
 * Network errors of Node; Postgres: connection lost (08), shutting down (57P), out of resources (53); Prisma's own, among them
 * P2028: no connection for a transaction in time.
 */
const codes =
  /^(ECONN\w+|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_\w+|EHOST\w+|ENET\w+|ENOENT|EMFILE|ENFILE|08\w{3}|57P\w{2}|53\w{3}|P1001|P1002|P1008|P1017|P2024|P2028)$/;
/** Messages of pg and Prisma errors that have no code. */
const words =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|can't reach database|connection refused|^Client (has|was)/i;

/** True if `error`, or one of its causes, means that the database is temporarily unreachable. */
export function isDatabaseAway(error: unknown): boolean {
  for (let each = error, depth = 0; each instanceof Error && depth < 5; each = each.cause, depth++) {
    if ("code" in each && codes.test(String(each.code))) return true;
    if (words.test(each.message)) return true;
    if (each instanceof AggregateError && each.errors.some(isDatabaseAway)) return true;
  }
  return false;
}
