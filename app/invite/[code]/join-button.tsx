"use client";
import { useTranslations } from "next-intl";
import { Button } from "../../components/button.tsx";
import { useSave } from "../../saving/use-save.ts";
import { leaveFor } from "../../shell/start-session.ts";
import { joinTeam } from "./actions.ts";

/** For somebody who is signed in as the one invited. */
export function JoinButton({ code }: { code: string }) {
  const t = useTranslations("auth.invite");
  const { save, pending } = useSave();
  async function join(): Promise<void> {
    const joined = await save({ request: () => joinTeam({ token: code }), refresh: false });
    if (joined.ok) await leaveFor(`/${joined.value}`);
  }
  return (
    <Button className="w-full" pending={pending} onClick={() => void join()}>
      {t("accept")}
    </Button>
  );
}
