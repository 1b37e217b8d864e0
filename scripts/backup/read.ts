// Reads a backup: decrypts it, checks it, and gives its entries in their order.
import { createReadStream } from "node:fs";
import { open as openFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { Decrypter } from "age-encryption";
import { extract } from "tar-stream";
import type { z } from "zod";
import { End, FORMAT, KeptSecrets, Manifest, names, tableOf } from "./format.ts";
import { asWeb } from "./write.ts";

const AGE = "age-encryption.org/";

/** By its first bytes, whatever it is called. */
export async function isEncrypted(file: string): Promise<boolean> {
  const handle = await openFile(file);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(AGE.length), 0, AGE.length, 0);
  await handle.close();
  return buffer.subarray(0, bytesRead).toString() === AGE;
}

interface Entry {
  name: string;
  body: Buffer;
}

/** The beginning, as many bytes as tell what it is, and then all of it. */
async function peek(bytes: AsyncIterable<Uint8Array>): Promise<[string, AsyncIterable<Uint8Array>]> {
  const rest = bytes[Symbol.asyncIterator]();
  let begin = Buffer.alloc(0);
  while (begin.length < AGE.length) {
    const { done, value } = await rest.next();
    if (done) break;
    begin = Buffer.concat([begin, value]);
  }
  async function* whole() {
    try {
      yield begin;
      yield* { [Symbol.asyncIterator]: () => rest };
    } finally {
      await rest.return?.();
    }
  }
  return [begin.subarray(0, AGE.length).toString(), whole()];
}

async function plain(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
  passphrase: string | null,
): Promise<Readable> {
  const [begin, whole] = await peek(bytes);
  if (begin !== AGE) return Readable.from(whole);
  if (passphrase === null) throw new Error(`${name} is encrypted: set BACKUP_PASSPHRASE.`);
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  return Readable.from(await decrypter.decrypt(asWeb(whole)));
}

async function* entriesOf(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
  passphrase: string | null,
): AsyncGenerator<Entry> {
  const source = await plain(bytes, name, passphrase);
  const [unzip, archive] = [createGunzip(), extract()];
  // Not pipeline: the archive ends where its entries are read, and an error must reach whoever reads them.
  source.on("error", (error) => unzip.destroy(error));
  unzip.on("error", (error) => archive.destroy(error));
  source.pipe(unzip).pipe(archive);
  try {
    for await (const entry of archive) {
      const chunks: Buffer[] = [];
      for await (const chunk of entry) chunks.push(chunk as Buffer);
      yield { name: entry.header.name, body: Buffer.concat(chunks) };
    }
  } finally {
    source.destroy();
  }
}

/** What a damaged file looks like to each of the layers, in words. */
function inWords(error: unknown, file: string): Error {
  const { message } = error as Error;
  if (
    /no identity matched|incorrect passphrase|passphrase/i.test(message) &&
    !/BACKUP_PASSPHRASE/.test(message)
  )
    return new Error(`${file} does not open with this passphrase.`, { cause: error });
  if (/BACKUP_PASSPHRASE|newer version/.test(message)) return error as Error;
  return new Error(`${file} is damaged or not whole (${message}). Take another backup.`, { cause: error });
}

function parsed<T>(schema: z.ZodType<T>, { name, body }: Entry): T {
  const { success, data } = schema.safeParse(JSON.parse(body.toString("utf8")));
  if (!success) throw new Error(`${name} cannot be read`);
  return data;
}

export interface BackupHead {
  manifest: Manifest;
  /** Null: a dump that was made beside its secrets. */
  secrets: KeptSecrets | null;
}

interface Visitor {
  /** Before any rows. */
  head?(head: BackupHead): Promise<void>;
  /** Rows of a table in the order of the manifest. @returns how many they were, if it counts them */
  rows?(table: string, body: Buffer): Promise<number>;
}

/** Rows in PostgreSQL's text format. */
export const linesIn = (body: Buffer): number => {
  let lines = 0;
  for (let at = body.indexOf(10); at !== -1; at = body.indexOf(10, at + 1)) lines++;
  return lines;
};

/** What was read, with the rows of each table. */
export type BackupRead = BackupHead & { rows: Record<string, number> };

/** As `readBackupFrom`, of a file. */
export async function readBackup(
  file: string,
  passphrase: string | null,
  visitor?: Visitor,
): Promise<BackupRead> {
  const bytes = createReadStream(file);
  try {
    return await readBackupFrom(bytes, file, passphrase, visitor);
  } finally {
    bytes.destroy();
  }
}

/**
 * Reads all of it: an end that fits proves that nothing is missing.
 * @param file its name, for errors
 * @throws Error in words if the passphrase is wrong, or anything is damaged, missing or too new
 */
export async function readBackupFrom(
  bytes: AsyncIterable<Uint8Array>,
  file: string,
  passphrase: string | null,
  visitor: Visitor = {},
): Promise<BackupRead> {
  let manifest: Manifest | null = null;
  let secrets: KeptSecrets | null = null;
  let head: BackupHead | null = null;
  let whole: BackupRead | null = null;
  let failure: unknown = null;
  const counted: Record<string, number> = {};
  try {
    for await (const entry of entriesOf(bytes, file, passphrase)) {
      if (entry.name === names.manifest) {
        manifest = parsed(Manifest, entry);
        if (manifest.format > FORMAT) throw new Error("It was made by a newer version: update BotFactory.");
        for (const { name } of manifest.tables) counted[name] = 0;
        continue;
      }
      if (!manifest) throw new Error("it does not begin with a manifest");
      if (entry.name === names.secrets) {
        secrets = parsed(KeptSecrets, entry);
        continue;
      }
      if (!head) {
        head = { manifest, secrets };
        await visitor.head?.(head).catch((error) => {
          failure = error;
          throw error;
        });
      }
      if (entry.name === names.end) {
        const { rows } = parsed(End, entry);
        const [wanted, found] = [rows, counted].map((each) => JSON.stringify(Object.entries(each).sort()));
        if (wanted !== found) throw new Error("it holds other rows than it should");
        // Read on: only the end of the file proves that it was not cut.
        whole = { ...head, rows };
        continue;
      }
      if (whole) throw new Error("it goes on after its end");
      const table = tableOf(entry.name);
      if (table === null || counted[table] === undefined)
        throw new Error(`${entry.name} does not belong in it`);
      const count = visitor.rows
        ? await visitor.rows(table, entry.body).catch((error) => {
            failure = error;
            throw error;
          })
        : linesIn(entry.body);
      counted[table] += count;
    }
    if (!whole) throw new Error("its end is missing");
    return whole;
  } catch (error) {
    // A failure of the visitor is not one of the file.
    throw error === failure ? error : inWords(error, file);
  }
}
