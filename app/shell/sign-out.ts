"use client";
import type { Result } from "../result.ts";
import { useSave } from "../saving/use-save.ts";
import { signOutEverywhere, signOutHere } from "./actions.ts";

/** Ends the session on this device, or on all; rejects where the server is away. */
async function endSession(everywhere: boolean): Promise<Result<null>> {
  // next-auth would clear the cookie even where the session could not be ended.
  const ended = await (everywhere ? signOutEverywhere({}) : signOutHere({}));
  if (!ended.ok && ended.code !== "signed_out") return ended;
  const { forgetSession, leaveFor } = await import("./start-session.ts");
  await forgetSession();
  await leaveFor("/sign-in");
  return { ok: true, value: null };
}

export function useSignOut(): (everywhere: boolean) => void {
  const { save } = useSave();
  return (everywhere) => void save({ request: () => endSession(everywhere), question: true, refresh: false });
}
