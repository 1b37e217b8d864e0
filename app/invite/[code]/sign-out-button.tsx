"use client";
import { useTranslations } from "next-intl";
import { Button } from "../../components/button.tsx";
import { useSave } from "../../saving/use-save.ts";
import { signOutHere } from "../../shell/actions.ts";
import { leaveFor } from "../../shell/start-session.ts";

/** For somebody else's session on this device: ends it, and shows the invitation again. */
export function SignOutButton({ code }: { code: string }) {
  const t = useTranslations("shell.user");
  const { save, pending } = useSave();
  async function signOut(): Promise<void> {
    const out = await save({ request: () => signOutHere({}), refresh: false });
    if (out.ok) await leaveFor(`/invite/${code}`);
  }
  return (
    <Button variant="secondary" className="mt-4 w-full" pending={pending} onClick={() => void signOut()}>
      {t("signOut")}
    </Button>
  );
}
