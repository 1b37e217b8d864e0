// next-auth: sign-in and sign-out. The cookie holds a random token instead of a JWT; each request looks up its row, so
// an ended session ends at once, here as everywhere, and no answer renews it (lib/people/sessions.ts).
import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import { cookies, headers } from "next/headers";
import type { NextAuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { z } from "zod";
import type { Origin } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { notePlace, type TryOrigin } from "#lib/people/familiar.ts";
import { identityProvider, type ProvenIdentity, signInByIdentity } from "#lib/people/oidc.ts";
import { signInWithPasskey } from "#lib/people/passkeys.ts";
import { endSessionOfToken, SESSION_DAYS, startSession, userOfToken } from "#lib/people/sessions.ts";
import { type SignedIn, signIn } from "#lib/people/sign-in.ts";
import { addressOf, visitorOf } from "./address.ts";
import { rememberDevice } from "./device.ts";

declare module "next-auth" {
  interface Session {
    userId?: string;
  }
  interface User {
    strong?: boolean;
    /** Signed in from where this person never was before. */
    isNewPlace?: boolean;
  }
}
declare module "next-auth/jwt" {
  interface JWT {
    /** The session's token, as it is in the cookie. */
    session?: string;
  }
}

/** next-auth's names, with https and without. */
const SESSION_COOKIES = ["__Secure-next-auth.session-token", "next-auth.session-token"];

/** The token in the cookie of this request. */
export async function sessionToken(): Promise<string | null> {
  const store = await cookies();
  const [token] = SESSION_COOKIES.flatMap((name) => store.get(name)?.value ?? []);
  return token ?? null;
}

/** Where this request comes from, for the record. */
export async function requestOrigin(): Promise<Origin> {
  const sent = await headers();
  return { address: addressOf(Object.fromEntries(sent)), agent: sent.get("user-agent") };
}

/** What next-auth may know of who has signed in. A refusal becomes code and values, which the form turns into a sentence. */
async function settle(signing: Promise<SignedIn>): Promise<{ id: string; strong: boolean }> {
  try {
    const { userId, strong } = await signing;
    return { id: userId, strong };
  } catch (error) {
    if (error instanceof AppError) throw new Error([error.code, ...Object.values(error.values)].join(":"));
    log.error({ err: error }, "sign-in failed");
    throw new Error("internal");
  }
}

/** The device is known from now on. @returns whether this is a new place for the person */
async function arrived(userId: string, visitor: TryOrigin & { device: string }): Promise<boolean> {
  await rememberDevice(visitor.device);
  return notePlace(userId, visitor);
}

/** What the browser says; null if it cannot be read. Its parts are checked by the library. */
function answerOf(given: string | undefined): AuthenticationResponseJSON | null {
  try {
    return JSON.parse(given ?? "");
  } catch {
    return null;
  }
}

const Claims = z.object({
  sub: z.string().min(1).max(255),
  email: z.string().max(200).optional(),
  email_verified: z.union([z.boolean(), z.stringbool()]).catch(false),
  name: z.string().optional(),
  amr: z.array(z.string()).catch([]),
});

function identityOf(profile: unknown): ProvenIdentity {
  const { sub, email, email_verified, name, amr } = Claims.parse(profile);
  return { subject: sub, email, emailVerified: email_verified, name, strong: amr.includes("mfa") };
}

function openIdConnect(): OAuthConfig<{ sub: string }>[] {
  const provider = identityProvider();
  if (!provider) return [];
  const { issuer, clientId, clientSecret, name } = provider;
  return [
    {
      ...{ id: "oidc", name, type: "oauth", issuer, clientId, clientSecret },
      wellKnown: `${issuer}/.well-known/openid-configuration`,
      authorization: { params: { scope: "openid email profile" } },
      idToken: true,
      checks: ["pkce", "state", "nonce"],
      profile: ({ sub }) => ({ id: sub }),
    },
  ];
}

export const authOptions: NextAuthOptions = {
  session: { strategy: "jwt", maxAge: SESSION_DAYS * 24 * 60 * 60 },
  jwt: {
    encode: async ({ token }) => token?.session ?? "",
    async decode({ token }) {
      const userId = token ? await userOfToken(token) : null;
      return token && userId ? { sub: userId, session: token } : null;
    },
  },
  pages: { signIn: "/sign-in", error: "/sign-in" },
  logger: {
    error(code, metadata) {
      // The cookie of a session that has ended: nothing is wrong.
      if (code !== "JWT_SESSION_ERROR") log.error({ code, err: metadata }, "next-auth failed");
    },
    warn: (code) => log.debug({ code }, "next-auth warns"),
  },
  providers: [
    Credentials({
      credentials: { email: {}, password: {}, code: {} },
      async authorize(given, request) {
        const visitor = visitorOf(request.headers);
        const { email = "", password = "", code = "" } = given ?? {};
        const user = await settle(signIn(email, password, visitor, code));
        return { ...user, isNewPlace: await arrived(user.id, visitor) };
      },
    }),
    Credentials({
      id: "passkey",
      credentials: { response: {} },
      async authorize(given, request) {
        const user = await settle(signInWithPasskey(answerOf(given?.response)));
        return { ...user, isNewPlace: await arrived(user.id, visitorOf(request.headers)) };
      },
    }),
    ...openIdConnect(),
  ],
  callbacks: {
    async signIn({ user, account, profile }) {
      // next-auth hands the same object on to `jwt`; a throw leads back to the sign-in page with its words.
      if (account?.provider === "oidc") {
        const signed = await settle(
          signInByIdentity({ ...identityOf(profile), from: await requestOrigin() }),
        );
        const isNewPlace = await arrived(signed.id, visitorOf(Object.fromEntries(await headers())));
        Object.assign(user, signed, { isNewPlace });
      }
      return true;
    },
    async jwt({ token, user }) {
      if (!user) return token;
      const [from, replaces] = [await requestOrigin(), await sessionToken()];
      return { session: await startSession(user.id, from, user.strong === true, replaces, user.isNewPlace) };
    },
    session: ({ session, token }) => ({
      expires: session.expires,
      ...(token.sub ? { userId: token.sub } : {}),
    }),
  },
  events: {
    signOut: async ({ token }) => {
      if (token?.session) await endSessionOfToken(token.session, await requestOrigin());
    },
  },
};
