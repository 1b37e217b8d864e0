"use client";
import { signIn } from "next-auth/react";

/** A refusal as auth.ts wrote it: a code and its number. */
export interface Refusal {
  code: "sign_in" | "too_many_tries" | "internal";
  minutes: number;
}

/** Signs in on this device. @returns null where that worked. */
export async function enter(email: string, password: string): Promise<Refusal | null> {
  const answer = await signIn("credentials", { email, password, redirect: false }).catch(() => undefined);
  if (answer?.ok) return null;
  const [code, minutes] = (answer?.error ?? "internal").split(":");
  return {
    code: code === "sign_in" || code === "too_many_tries" ? code : "internal",
    minutes: Number(minutes ?? 0),
  };
}
