// Secrets at rest: AES-256-GCM bound to the row and column, and a blind index to find duplicates.
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { encryptionKeysIn, env } from "./env.ts";

export interface SealedTable {
  /** Columns with sealed secrets, each with the column of its blind index. */
  columns: Record<string, string | null>;
  /** Columns that the location consists of; a table of no tenant has "" as tenant. */
  rowId: string;
  tenantId: string | null;
  /** Set when a secret is resealed. */
  updatedAt: string | null;
}

const ofTenant = { rowId: "id", tenantId: "tenantId", updatedAt: "updatedAt" } as const;
/**
 * Every column that stores sealed secrets. `npm run secrets:rotate` reseals exactly these; the secret of another column
 * has no SecretLocation, so it cannot be sealed.
 */
export const sealedTables = {
  AlertWay: { ...ofTenant, columns: { secret: null } },
  Bot: { ...ofTenant, columns: { token: "tokenIndex", webhookSecret: null } },
  Key: { ...ofTenant, columns: { secret: "secretIndex" } },
  Totp: { rowId: "userId", tenantId: null, updatedAt: null, columns: { secret: null } },
} as const satisfies Record<string, SealedTable>;

/** Location of a secret, used as authenticated data: a ciphertext moved elsewhere does not open. */
export type SecretLocation = {
  [T in keyof typeof sealedTables]: {
    tenantId: string;
    table: T;
    rowId: string;
    column: keyof (typeof sealedTables)[T]["columns"];
  };
}[keyof typeof sealedTables];

interface Keys {
  id: string;
  cipher: Buffer;
  index: Buffer;
}

function keysFrom(given: string): Keys {
  const master = Buffer.from(given, /^[0-9a-f]{64}$/i.test(given) ? "hex" : "base64");
  const derive = (info: string) => Buffer.from(hkdfSync("sha256", master, "botfactory", info, 32));
  const id = createHash("sha256").update(derive("id")).digest("hex").slice(0, 8);
  return { id, cipher: derive("cipher"), index: derive("index") };
}

let cached: [Keys, ...Keys[]] | undefined;
/** The first encrypts, all decrypt. */
function keys(): [Keys, ...Keys[]] {
  if (cached) return cached;
  const [first, ...older] = encryptionKeysIn(env().ENCRYPTION_KEY ?? "").map(keysFrom);
  if (!first) throw new Error("ENCRYPTION_KEY is not set, so stored secrets cannot be decrypted.");
  cached = [first, ...older];
  return cached;
}

/** Ids of the keys of ENCRYPTION_KEY, in its order. Not secret: every sealed secret contains its key's. */
export const keyIds = (): string[] => keys().map(({ id }) => id);

/** Whether a key of ENCRYPTION_KEY sealed it; false where that was changed. Opens nothing. */
export const isReadable = (sealed: string): boolean => keyIds().includes(sealed.split(".")[1] ?? "");

/** SQL: the same. @param ids parameter with `keyIds()` */
export const readable = (column: string, ids: string): string =>
  `split_part(${column}, '.', 2) = ANY(${ids}::text[])`;

const additional = (p: SecretLocation) => Buffer.from([p.tenantId, p.table, p.rowId, p.column].join("\n"));

const CIPHER = "aes-256-gcm";
/** Bytes. Without it Node accepts tags cut to 4 bytes, which can be guessed. */
const tag = { authTagLength: 16 };

/** Returns `v1.<key id>.<iv>.<ciphertext>.<tag>` (base64url parts). */
export function seal(plain: string, place: SecretLocation): string {
  const [{ id, cipher: key }] = keys();
  const iv = randomBytes(12);
  const cipher = createCipheriv(CIPHER, key, iv, tag).setAAD(additional(place));
  const text = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return ["v1", id, iv, text, cipher.getAuthTag()]
    .map((part) => (typeof part === "string" ? part : part.toString("base64url")))
    .join(".");
}

/** @throws Error if the secret was sealed with an unlisted key or for another location, or was changed. */
export function open(sealed: string, place: SecretLocation): string {
  const [version, keyId, iv, text, authTag] = sealed.split(".");
  if (version !== "v1" || !iv || text === undefined || !authTag) throw new Error("Not a sealed secret.");
  const key = keys().find(({ id }) => id === keyId)?.cipher;
  if (!key) {
    throw new Error(`A secret was encrypted with another ENCRYPTION_KEY (${keyId}, current ${keyIds()}).`);
  }
  const decipher = createDecipheriv(CIPHER, key, Buffer.from(iv, "base64url"), tag)
    .setAAD(additional(place))
    .setAuthTag(Buffer.from(authTag, "base64url"));
  return decipher.update(Buffer.from(text, "base64url"), undefined, "utf8") + decipher.final("utf8");
}

const indexBy = (plain: string, { index }: Keys): string =>
  createHmac("sha256", index).update(plain).digest("base64url");

/** Blind index: equal for equal secrets, useless without the key. */
export const indexOf = (plain: string): string => indexBy(plain, keys()[0]);

/** Its blind indexes by every key: one of them is stored if the secret is, also while secrets are resealed. */
export const indexesOf = (plain: string): string[] => keys().map((each) => indexBy(plain, each));

export const last4 = (plain: string): string => plain.slice(-4);
