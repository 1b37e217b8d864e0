// next-auth: sign-in and sign-out. The cookie holds a random token instead of a JWT; each request looks up its row, so
// an ended session ends at once, here as everywhere, and no answer renews it (lib/people/sessions.ts).
import { cookies, headers } from "next/headers";
import type { NextAuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { AppError } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { endSessionOfToken, type Origin, SESSION_DAYS, startSession, userOfToken } from "#lib/people/sessions.ts";
import { type SignedIn, signIn } from "#lib/people/sign-in.ts";
import { addressOf } from "./address.ts";

declare module "next-auth" {
  interface Session {
    userId?: string;
  }
  interface User {
    strong?: boolean;
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

async function origin(): Promise<Origin> {
  const sent = await headers();
  return { device: sent.get("user-agent") ?? "", address: addressOf(Object.fromEntries(sent)) };
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
      credentials: { email: {}, password: {} },
      authorize: (given, request) =>
        settle(signIn(given?.email ?? "", given?.password ?? "", addressOf(request.headers))),
    }),
  ],
  callbacks: {
    jwt: async ({ token, user }) =>
      user ? { session: await startSession(user.id, await origin(), user.strong === true) } : token,
    session: ({ session, token }) => ({
      expires: session.expires,
      ...(token.sub ? { userId: token.sub } : {}),
    }),
  },
  events: {
    signOut: async ({ token }) => {
      if (token?.session) await endSessionOfToken(token.session);
    },
  },
};
