// The acting user, tenant and role: first parameter of every domain function.
import type { Role } from "#generated/enums.ts";

/** Where a request came from, for the record. */
export interface Origin {
  address: string;
  /** The browser as it names itself; written by the client. */
  agent: string | null;
}

export interface Context {
  tenantId: string;
  role: Role;
  /** User id; null for the platform itself (imports at start). */
  actorId: string | null;
  /** Lets a viewer read what people wrote to the bots. */
  readTexts?: boolean;
  /** Of the platform, and no member: what they do is marked in the record. */
  visiting?: boolean;
  /** Permissions of the role that are left, for a program that acts for the member (lib/api-tokens); missing: all. */
  only?: readonly string[];
  /** Missing outside of a request. */
  from?: Origin;
}
