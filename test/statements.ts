// Reads the statements in the stream that a client sends to Postgres (protocol 3.0, without TLS and pipelining).

/** What a client sends up to one answer of the server: bytes to pass on, and the statement if there is one. */
interface Request {
  bytes: Buffer;
  sql: string | null;
}

const HEADER = 5;

/** Splits a client's stream, after its startup message, into requests. */
export class ClientStream {
  #rest = Buffer.alloc(0);
  #batch: Buffer[] = [];
  #sql: string | null = null;
  /** Texts of prepared statements by name: only the first use of one carries its text. */
  readonly #prepared = new Map<string, string>();

  /** @returns the requests that these bytes complete */
  take(bytes: Buffer): Request[] {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const requests: Request[] = [];
    while (this.#rest.length >= HEADER) {
      const length = 1 + this.#rest.readInt32BE(1);
      if (this.#rest.length < length) break;
      const message = this.#rest.subarray(0, length);
      this.#rest = this.#rest.subarray(length);
      const kind = String.fromCharCode(message[0] ?? 0);
      this.#batch.push(message);
      const [first = "", second = ""] = message.toString("utf8", HEADER).split("\0", 2);
      if (kind === "Q") this.#sql = first;
      // Parse: the statement's name, then its text.
      if (kind === "P") {
        this.#sql = second;
        if (first) this.#prepared.set(first, second);
      }
      // Bind: the portal's name, then the statement's.
      if (kind === "B" && second) this.#sql = this.#prepared.get(second) ?? null;
      // Between a Parse or a Bind and its Sync nothing is answered.
      if (this.#sql !== null && !"QSH".includes(kind)) continue;
      requests.push({ bytes: Buffer.concat(this.#batch), sql: kind === "H" ? null : this.#sql });
      this.#batch = [];
      if (kind !== "H") this.#sql = null;
    }
    return requests;
  }
}

/** Whether the server has answered: it is ready for the next statement. */
export const endsAnswer = (bytes: Buffer): boolean =>
  bytes.length > HEADER && bytes.subarray(-6, -1).equals(Buffer.from([0x5a, 0, 0, 0, 5]));

const writes = /\b(INSERT INTO|UPDATE|DELETE FROM) (?:"public"\.)?"(\w+)"/g;
const reads = /\b(?:FROM|JOIN) (?:"public"\.)?"(\w+)"/g;

/** A statement's name: what it writes, or else what it reads. */
export function nameOf(sql: string): string {
  const written = [...sql.matchAll(writes)].map(([, verb = "", table]) => `${verb.split(" ")[0]} ${table}`);
  const read = [...sql.matchAll(reads)].map(([, table = ""]) => table);
  if (written.length > 0) return [...new Set(written)].join(", ");
  if (read.length > 0) return `SELECT ${[...new Set(read)].join(", ")}`;
  return sql
    .replace(/\s+/g, " ")
    .replace(/\d{3,}|'[^']*'/g, "…")
    .slice(0, 40);
}
