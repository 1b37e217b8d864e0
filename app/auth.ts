// Sign-in by e-mail and password. The session is a signed cookie, valid only while its version matches the
// person's current one (see session.ts).
import type { NextAuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { AppError } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { signIn } from "#lib/people/members.ts";
import { visitorOf } from "./address.ts";
import { rememberDevice } from "./device.ts";

declare module "next-auth" {
  interface Session {
    userId?: string;
    version?: number;
  }
  interface User {
    version?: number;
  }
}
declare module "next-auth/jwt" {
  interface JWT {
    version?: number;
  }
}

export const authOptions: NextAuthOptions = {
  session: { strategy: "jwt", maxAge: 30 * 24 * 60 * 60 },
  pages: { signIn: "/sign-in", error: "/sign-in" },
  providers: [
    Credentials({
      credentials: { email: {}, password: {} },
      async authorize(given, request) {
        try {
          const visitor = visitorOf(request.headers);
          const claim = await signIn(given?.email ?? "", given?.password ?? "", visitor);
          await rememberDevice(visitor.device);
          return { id: claim.userId, version: claim.version };
        } catch (error) {
          // The sign-in form turns code and value into a sentence.
          if (error instanceof AppError)
            throw new Error([error.code, ...Object.values(error.values)].join(":"));
          log.error({ err: error }, "sign-in failed");
          throw new Error("internal");
        }
      },
    }),
  ],
  callbacks: {
    jwt: ({ token, user }) =>
      user ? { sub: user.id, ...(user.version === undefined ? {} : { version: user.version }) } : token,
    session: ({ session, token }) => ({
      expires: session.expires,
      ...(token.sub ? { userId: token.sub } : {}),
      ...(token.version === undefined ? {} : { version: token.version }),
    }),
  },
};
