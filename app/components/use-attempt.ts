"use client";
import { useTranslations } from "next-intl";
import type { Result } from "../action.ts";

/** Calls an action; where the server cannot be reached at all, that is an answer too, not an exception. */
export function useAttempt(): <T>(call: () => Promise<Result<T>>) => Promise<Result<T>> {
  const t = useTranslations("shell.fleet");
  return async (call) => {
    try {
      return await call();
    } catch {
      return { ok: false, code: "internal", error: t("lost"), values: {} };
    }
  };
}
