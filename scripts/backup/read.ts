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

async function plain(file: string, passphrase: string | null): Promise<Readable> {
  const bytes = createReadStream(file);
  if (!(await isEncrypted(file))) return bytes;
  if (passphrase === null) throw new Error(`${file} is encrypted: set BACKUP_PASSPHRASE.`);
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  const decrypted = await decrypter.decrypt(asWeb(bytes)).catch((error: Error) => {
    bytes.destroy();
    throw error;
  });
  return Readable.from(decrypted);
}

async function* entriesOf(file: string, passphrase: string | null): AsyncGenerator<Entry> {
  const source = await plain(file, passphrase);
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
    return new Error(`${file} does not open with this passphrase.`);
  if (/BACKUP_PASSPHRASE|newer version/.test(message)) return error as Error;
  return new Error(`${file} is damaged or not whole (${message}). Take another backup.`);
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

const linesIn = (body: Buffer): number => {
  let lines = 0;
  for (let at = body.indexOf(10); at !== -1; at = body.indexOf(10, at + 1)) lines++;
  return lines;
};

/**
 * Reads all of it: an end that fits proves that nothing is missing.
 * @throws Error in words if the passphrase is wrong, or anything is damaged, missing or too new
 */
export async function readBackup(
  file: string,
  passphrase: string | null,
  visitor: Visitor = {},
): Promise<BackupHead & { rows: Record<string, number> }> {
  let manifest: Manifest | null = null;
  let secrets: KeptSecrets | null = null;
  let head: BackupHead | null = null;
  let whole: (BackupHead & { rows: Record<string, number> }) | null = null;
  let failure: unknown = null;
  const counted: Record<string, number> = {};
  try {
    for await (const entry of entriesOf(file, passphrase)) {
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
