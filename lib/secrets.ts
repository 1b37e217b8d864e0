// Secrets at rest: AES-256-GCM bound to the row and column, and a blind index to find duplicates.
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { env } from "./env.ts";

/** Location of a secret, used as authenticated data: a ciphertext moved elsewhere does not open. */
export interface SecretLocation {
  /** Empty for what belongs to a person, not to a tenant. */
  tenantId: string;
  table: "Bot" | "Key" | "Totp";
  rowId: string;
  column: "token" | "secret" | "webhookSecret";
}

interface Keys {
  id: string;
  cipher: Buffer;
  index: Buffer;
}

let cached: Keys | undefined;
function keys(): Keys {
  if (cached) return cached;
  const given = env().ENCRYPTION_KEY;
  if (!given) throw new Error("ENCRYPTION_KEY is not set, so stored secrets cannot be decrypted.");
  const master = Buffer.from(given, /^[0-9a-f]{64}$/i.test(given) ? "hex" : "base64");
  const derive = (info: string) => Buffer.from(hkdfSync("sha256", master, "botfactory", info, 32));
  const id = createHash("sha256").update(derive("id")).digest("hex").slice(0, 8);
  cached = { id, cipher: derive("cipher"), index: derive("index") };
  return cached;
}

const additional = (p: SecretLocation) => Buffer.from([p.tenantId, p.table, p.rowId, p.column].join("\n"));

/** Returns `v1.<key id>.<iv>.<ciphertext>.<tag>` (base64url parts). */
export function seal(plain: string, place: SecretLocation): string {
  const { id, cipher: key } = keys();
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(additional(place));
  const text = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return ["v1", id, iv, text, cipher.getAuthTag()]
    .map((part) => (typeof part === "string" ? part : part.toString("base64url")))
    .join(".");
}

/** @throws Error if the secret was sealed with another key or for another location, or was changed. */
export function open(sealed: string, place: SecretLocation): string {
  const { id, cipher: key } = keys();
  const [version, keyId, iv, text, tag] = sealed.split(".");
  if (version !== "v1" || !iv || text === undefined || !tag) throw new Error("Not a sealed secret.");
  if (keyId !== id) {
    throw new Error(`A secret was encrypted with another ENCRYPTION_KEY (${keyId}, current ${id}).`);
  }
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(iv, "base64url")).setAAD(
    additional(place),
  );
  decipher.setAuthTag(Buffer.from(tag, "base64url"));
  return decipher.update(Buffer.from(text, "base64url"), undefined, "utf8") + decipher.final("utf8");
}

/** Blind index: equal for equal secrets, useless without the key. */
export function indexOf(plain: string): string {
  return createHmac("sha256", keys().index).update(plain).digest("base64url");
}

export const last4 = (plain: string): string => plain.slice(-4);
