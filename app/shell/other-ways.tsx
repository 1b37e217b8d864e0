"use client";
import { Fingerprint, LogIn } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "../components/button.tsx";
import { Notice } from "../components/notice.tsx";
import { knowsPasskeys, leaveForProvider, type SignInRefusal, startPasskeySession } from "./start-session.ts";

interface Props {
  /** Name of the identity provider, where there is one. */
  provider: string | null;
  next: string;
  onEntered: () => Promise<void>;
}

/** Ways to sign in without a password: a passkey, the identity provider. */
export function OtherWays({ provider, next, onEntered }: Props) {
  const t = useTranslations();
  const [busy, setBusy] = useState<"passkey" | "provider" | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [able, setAble] = useState(false);
  useEffect(() => setAble(knowsPasskeys()), []);

  function fail({ code, minutes }: SignInRefusal): void {
    setError(code === "unreachable" ? t("shell.saving.unreachable") : t(`errors.${code}`, { minutes }));
  }

  async function enterByPasskey(): Promise<void> {
    setBusy("passkey");
    setError(null);
    const refused = await startPasskeySession();
    if (refused) fail(refused);
    else await onEntered();
    setBusy(null);
  }

  async function goToProvider(): Promise<void> {
    setBusy("provider");
    fail(await leaveForProvider(next));
    setBusy(null);
  }

  if (!able && !provider) return null;
  return (
    <div className="mt-5 grid gap-2 border-t pt-5">
      {error ? (
        <Notice tone="broken" className="mb-2">
          {error}
        </Notice>
      ) : null}
      {provider ? (
        <Button
          variant="secondary"
          className="w-full"
          pending={busy === "provider"}
          onClick={() => void goToProvider()}
        >
          <LogIn aria-hidden />
          {t("auth.signIn.provider", { name: provider })}
        </Button>
      ) : null}
      {able ? (
        <Button
          variant="secondary"
          className="w-full"
          pending={busy === "passkey"}
          onClick={() => void enterByPasskey()}
        >
          <Fingerprint aria-hidden />
          {t("auth.signIn.passkey")}
        </Button>
      ) : null}
    </div>
  );
}
