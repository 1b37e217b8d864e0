// Sign-in with an identity provider (OpenID Connect): for known e-mail addresses and for invited ones.
import { randomUUID } from "node:crypto";
import type { Origin } from "../context.ts";
import { db, type Tx } from "../db.ts";
import { env } from "../env.ts";
import { AppError } from "../errors.ts";
import { dropFactors } from "./factors.ts";
import { join } from "./invitations.ts";
import { recordOwn } from "./own-record.ts";
import { normalEmail } from "./person.ts";
import type { SignedIn } from "./sign-in.ts";

export interface IdentityProvider {
  issuer: string;
  clientId: string;
  clientSecret: string;
  name: string;
}

/** From the environment; null if none is set. */
export function identityProvider(): IdentityProvider | null {
  const {
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: clientId,
    OIDC_CLIENT_SECRET: clientSecret,
    OIDC_NAME,
  } = env();
  if (!issuer || !clientId || !clientSecret) return null;
  return { issuer, clientId, clientSecret, name: OIDC_NAME ?? new URL(issuer).hostname };
}

/** Claims of the provider's signed token. */
export interface ProvenIdentity {
  subject: string;
  email: string | undefined;
  emailVerified: boolean;
  name: string | undefined;
  /** The provider says that a second factor was used. */
  strong: boolean;
  /** Where the person signs in from, for the record. */
  from?: Origin;
}

/**
 * At the first sign-in the account is tied to the provider's subject; an address that is given to somebody else later
 * opens nothing.
 * @throws AppError "identity_unverified" or "identity_unknown"
 */
export async function signInByIdentity(identity: ProvenIdentity): Promise<SignedIn> {
  const { subject, strong } = identity;
  const known = await db.user.findUnique({ where: { oidcSubject: subject }, select: { id: true } });
  if (known) return { userId: known.id, strong };
  const email = normalEmail(identity.email ?? "");
  if (!email || !identity.emailVerified) throw new AppError("identity_unverified");
  const userId = await db.$transaction(
    async (tx) => (await tie(tx, { ...identity, email })) ?? (await create(tx, { ...identity, email })),
  );
  return { userId, strong };
}

/** @returns the id of the account with this address; null if there is none */
async function tie(
  tx: Tx,
  { subject: oidcSubject, email, from }: ProvenIdentity & { email: string },
): Promise<string | null> {
  const user = await tx.user.findUnique({ where: { email } });
  if (!user) return null;
  if (user.oidcSubject) throw new AppError("identity_unknown");
  const { id } = user;
  // Whoever followed the link of an invitation chose the password. Only now is it proved whose address it is: what
  // somebody else may have set up before must not open the account.
  if (!user.emailProvedAt) await dropFactors(tx, id);
  const passwordHash = user.emailProvedAt ? user.passwordHash : null;
  await tx.user.update({ where: { id }, data: { oidcSubject, emailProvedAt: new Date(), passwordHash } });
  await recordOwn(tx, { id, ...(from && { from }) }, "person.identity.tie");
  return id;
}

/** Makes an account for somebody who is invited, and accepts their invitations. */
async function create(
  tx: Tx,
  { subject, email, name, from }: ProvenIdentity & { email: string },
): Promise<string> {
  const where = { email, expiresAt: { gt: new Date() } };
  const invitations = await tx.invitation.findMany({ where });
  if (invitations.length === 0) throw new AppError("identity_unknown");
  const id = randomUUID();
  await tx.user.create({
    data: {
      id,
      email,
      name: (name?.trim() || email).slice(0, 80),
      oidcSubject: subject,
      emailProvedAt: new Date(),
    },
  });
  for (const invitation of invitations) await join(tx, id, invitation, from);
  await tx.invitation.deleteMany({ where });
  return id;
}
