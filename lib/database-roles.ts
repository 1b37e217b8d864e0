// The roles that this process connects to Postgres as. Their names and passwords follow from ENCRYPTION_KEY, so that
// every machine that knows it and the database's address knows them (scripts/database/roles.ts creates them).
import { createHash, hkdfSync } from "node:crypto";
import { encryptionKeysIn, env } from "./env.ts";

/** `tenant` sees the rows of one tenant; `platform` sees all. */
export const databaseRoles = ["tenant", "platform"] as const;
export type DatabaseRole = (typeof databaseRoles)[number];

export interface Login {
  user: string;
  password: string;
}

/** @param key ENCRYPTION_KEY; of several only the first, current one matters. @throws Error if it holds none */
export function loginOf(role: DatabaseRole, key: string): Login {
  const [current] = encryptionKeysIn(key);
  if (!current) throw new Error("ENCRYPTION_KEY holds no key, so no login follows from it.");
  const derive = (info: string) =>
    Buffer.from(hkdfSync("sha256", current, "botfactory", `database ${info}`, 32)).toString("hex");
  const id = createHash("sha256").update(derive("id")).digest("hex").slice(0, 8);
  return { user: `botfactory_${role}_${id}`, password: derive(role) };
}

/** The same address with the role's login. */
export function addressOf(url: string, { user, password }: Login): string {
  const address = new URL(url);
  address.username = user;
  address.password = password;
  return address.href;
}

function urlOf(role: DatabaseRole, url: string | undefined): string | undefined {
  const { DATABASE_ROLES: use, ENCRYPTION_KEY: key } = env();
  return url && key && use === "on" ? addressOf(url, loginOf(role, key)) : url;
}

/** Where this process connects to as `role`. With DATABASE_ROLES=off, or without a key, that is DATABASE_URL for all. */
export const databaseUrl = (role: DatabaseRole): string | undefined => urlOf(role, env().DATABASE_URL);

/** Whether DATABASE_URL leads to a pooler in transaction mode. */
export const isPooled = (): boolean => env().DIRECT_DATABASE_URL !== undefined;

/** Where `role` has a connection of Postgres for itself: for LISTEN. */
export const directUrl = (role: DatabaseRole): string | undefined =>
  urlOf(role, env().DIRECT_DATABASE_URL ?? env().DATABASE_URL);
