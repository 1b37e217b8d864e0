// Where backups are kept: a folder, or storage that speaks S3.
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pRetry from "p-retry";
import { S3mini } from "s3mini";
import type { Env } from "#lib/env.ts";

export interface BackupPlace {
  /** For the output of commands; without any secret. */
  name: string;
  /** Keeps all of it under this name, or nothing. */
  put(name: string, body: ReadableStream<Uint8Array>): Promise<void>;
  list(): Promise<string[]>;
  remove(name: string): Promise<void>;
  /** Its bytes. @throws Error if there is none of this name */
  read(name: string): Promise<AsyncIterable<Uint8Array>>;
  /** Where it is, or a copy of it in `folder`. @throws Error if there is none of this name */
  fetch(name: string, folder: string): Promise<string>;
}

const asNode = (body: ReadableStream<Uint8Array>): Readable =>
  Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);

/** No backup takes as long. */
const DRAFT_MS = 24 * 3_600_000;

/** What killed backups left. Nobody else's files: the folder may be anyone's. */
async function removeDrafts(folder: string): Promise<void> {
  const isDraft = (name: string) => /^(botfactory|before)-[\w-]+\.tar\.gz(\.age)?\.part$/.test(name);
  for (const name of (await readdir(folder)).filter(isDraft)) {
    const file = join(folder, name);
    const found = await stat(file).catch(() => null);
    if (found && found.mtimeMs < Date.now() - DRAFT_MS) await rm(file, { force: true });
  }
}

/** Written beside, and renamed when it is on the disk: a killed backup leaves nothing that looks like one. */
async function writeFile(file: string, body: ReadableStream<Uint8Array>): Promise<void> {
  const draft = `${file}.part`;
  try {
    await pipeline(asNode(body), createWriteStream(draft, { mode: 0o600, flush: true }));
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  const folder = await open(resolve(file, ".."));
  await folder.sync().catch(() => undefined); // not every system can
  await folder.close();
}

export function folderPlace(folder: string): BackupPlace {
  return {
    name: folder,
    async put(name, body) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await removeDrafts(folder).catch(() => undefined);
      await writeFile(join(folder, name), body);
    },
    list: () => readdir(folder).catch(() => []),
    remove: (name) => rm(join(folder, name), { force: true }),
    read: async (name) => createReadStream(join(folder, name)),
    async fetch(name) {
      const file = join(folder, name);
      if (!existsSync(file)) throw new Error(`There is no ${name} in ${folder}.`);
      return file;
    },
  };
}

/** Bytes of one part of an upload, which is in memory; S3 takes 10,000 of them, so backups of up to 80 GB. */
const PART = 8 * 2 ** 20;
const PART_TRIES = 3;

/** @returns bytes of one part or more, until the end */
async function* partsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Buffer> {
  let [held, size] = [[] as Uint8Array[], 0];
  for await (const chunk of asNode(body) as AsyncIterable<Uint8Array>) {
    held.push(chunk);
    size += chunk.length;
    if (size < PART) continue;
    yield Buffer.concat(held);
    [held, size] = [[], 0];
  }
  yield Buffer.concat(held);
}

/** In parts, since the length is not known before; one after the other, so that nothing is under way when it ends early. */
async function upload(client: S3mini, key: string, body: ReadableStream<Uint8Array>): Promise<void> {
  const id = await client.getMultipartUploadId(key, "application/octet-stream");
  try {
    const parts: Awaited<ReturnType<S3mini["uploadPart"]>>[] = [];
    for await (const part of partsOf(body)) {
      const number = parts.length + 1;
      parts.push(await pRetry(() => client.uploadPart(key, id, part, number), { retries: PART_TRIES }));
    }
    const { etag } = await client.completeMultipartUpload(key, id, parts);
    // S3 may say 200 first and then, in the body, that it has failed, which s3mini takes for success.
    if (!etag) throw new Error("the storage has not put the parts together");
  } catch (error) {
    await client.abortMultipartUpload(key, id).catch(() => undefined);
    throw error;
  }
}

type S3Settings = Pick<
  Env,
  "BACKUP_S3_ENDPOINT" | "BACKUP_S3_REGION" | "BACKUP_S3_KEY_ID" | "BACKUP_S3_SECRET"
>;

function s3Place(address: string, settings: S3Settings): BackupPlace {
  const { host: bucket, pathname } = new URL(address);
  const prefix = pathname.replace(/^\/+|\/+$/g, "");
  const keyOf = (name: string) => (prefix ? `${prefix}/${name}` : name);
  const client = new S3mini({
    accessKeyId: settings.BACKUP_S3_KEY_ID ?? "",
    secretAccessKey: settings.BACKUP_S3_SECRET ?? "",
    endpoint: `${settings.BACKUP_S3_ENDPOINT}/${bucket}`,
    region: settings.BACKUP_S3_REGION,
  });
  async function get(name: string): Promise<ReadableStream<Uint8Array>> {
    const response = await client.getObjectResponse(keyOf(name));
    if (!response?.body) throw new Error(`There is no ${name} in ${address}.`);
    return response.body as ReadableStream<Uint8Array>;
  }
  return {
    name: address,
    put: (name, body) => upload(client, keyOf(name), body),
    async list() {
      const found = (await client.listObjects("/", prefix ? `${prefix}/` : "")) ?? [];
      return found.map(({ Key }) => Key.slice(prefix ? prefix.length + 1 : 0));
    },
    async remove(name) {
      await client.deleteObject(keyOf(name));
    },
    read: async (name) => asNode(await get(name)),
    async fetch(name, folder) {
      const file = join(folder, name);
      await writeFile(file, await get(name));
      return file;
    },
  };
}

/** The folder for backups without BACKUP_TO, and for dumps before migrations. */
export const backupsFolder = ({ DATA_DIR }: Pick<Env, "DATA_DIR">): string => resolve(DATA_DIR, "backups");

/** @param to a folder or s3://BUCKET/PREFIX */
export function placeFor(env: Env, to = env.BACKUP_TO ?? backupsFolder(env)): BackupPlace {
  return to.startsWith("s3:") ? s3Place(to, env) : folderPlace(resolve(to));
}
