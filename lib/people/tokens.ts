// Random tokens of cookies and links. Only their hashes are stored.
import { createHash, randomBytes } from "node:crypto";

/** 256 random bits, safe in a URL and in a cookie. */
export const newToken = (): string => randomBytes(32).toString("base64url");

/** A fast hash is enough: the token is random. */
export const tokenHashOf = (token: string): string => createHash("sha256").update(token).digest("base64url");
