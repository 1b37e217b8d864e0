"use client";
import { startAuthentication } from "@simplewebauthn/browser";
import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/server";
import { signIn } from "next-auth/react";
import { within } from "../saving/attempt.ts";
import { isServerThere } from "../saving/refresh.tsx";

/** Settles late, so that a pending form stays pending until the new page loads. */
const LEAVING_MS = 5_000;
const SIGN_IN_LIMIT_MS = 30_000;

/** Loads a new document, so that nothing of another person stays in memory. */
export async function leaveFor(path: string): Promise<void> {
  window.location.assign(path);
  await new Promise((done) => setTimeout(done, LEAVING_MS));
}

const codes = [
  "sign_in",
  "too_many_tries",
  "busy",
  "second_factor",
  "code_wrong",
  "passkey_refused",
] as const;

/** A refusal as auth.ts encodes it: a code and its number. */
export interface SignInRefusal {
  code: (typeof codes)[number] | "internal" | "unreachable";
  minutes: number;
}

export interface Credentials {
  email: string;
  password: string;
  /** Of an authenticator app, or a recovery code. */
  code?: string;
}

async function start(provider: string, given: Record<string, string>): Promise<SignInRefusal | null> {
  // next-auth leaves the page where it gets no answer, and with it what was typed.
  if (!(await isServerThere())) return { code: "unreachable", minutes: 0 };
  const request = () => signIn(provider, { ...given, redirect: false });
  const answer = await within(SIGN_IN_LIMIT_MS, request).catch(() => null);
  if (!answer) return { code: "unreachable", minutes: 0 };
  if (answer.ok) return null;
  const [code, minutes] = (answer.error ?? "internal").split(":");
  return { code: codes.find((each) => each === code) ?? "internal", minutes: Number(minutes ?? 0) };
}

/** Signs in on this device. Never rejects. @returns null where that worked. */
export const startSession = (given: Credentials): Promise<SignInRefusal | null> =>
  start("credentials", { ...given });

/** Signs in with a passkey of this device. @returns null where that worked; "passkey_refused" also where the person closed it */
export async function startPasskeySession(
  optionsJSON: PublicKeyCredentialRequestOptionsJSON,
): Promise<SignInRefusal | null> {
  const response = await startAuthentication({ optionsJSON }).catch(() => null);
  if (!response) return { code: "passkey_refused", minutes: 0 };
  return start("passkey", { response: JSON.stringify(response) });
}

/** Leaves for the identity provider, which leads back to `next`. */
export async function leaveForProvider(next: string): Promise<void> {
  await signIn("oidc", { callbackUrl: next });
  await new Promise((done) => setTimeout(done, LEAVING_MS));
}
