"use client";
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

/** A refusal as auth.ts encodes it: a code and its number. */
export interface SignInRefusal {
  code: "sign_in" | "too_many_tries" | "busy" | "internal" | "unreachable";
  minutes: number;
}

/** Signs in on this device. Never rejects. @returns null where that worked. */
export async function startSession(email: string, password: string): Promise<SignInRefusal | null> {
  // next-auth leaves the page where it gets no answer, and with it what was typed.
  if (!(await isServerThere())) return { code: "unreachable", minutes: 0 };
  const request = () => signIn("credentials", { email, password, redirect: false });
  const answer = await within(SIGN_IN_LIMIT_MS, request).catch(() => null);
  if (!answer) return { code: "unreachable", minutes: 0 };
  if (answer.ok) return null;
  const [code, minutes] = (answer.error ?? "internal").split(":");
  return {
    code: code === "sign_in" || code === "too_many_tries" || code === "busy" ? code : "internal",
    minutes: Number(minutes ?? 0),
  };
}
