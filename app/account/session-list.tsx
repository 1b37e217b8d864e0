"use client";
import { Monitor } from "lucide-react";
import { useTranslations } from "next-intl";
import type { SessionView } from "#lib/people/sessions.ts";
import { Button } from "../components/button.tsx";
import { State } from "../components/state.tsx";
import { useSave } from "../saving/use-save.ts";
import { endOtherSessions, endSession } from "./actions.ts";
import { SessionRow } from "./session-row.tsx";

/** Where the person is signed in; each can be ended. */
export function SessionList({ sessions }: { sessions: readonly (SessionView & { current: boolean })[] }) {
  const t = useTranslations("account.sessions");
  const { save, pending } = useSave();
  const others = sessions.filter(({ current }) => !current).length;
  return (
    <>
      <ul className="divide-y">
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} Icon={Monitor}>
            {session.current ? (
              <State kind="works">{t("current")}</State>
            ) : (
              <Button
                variant="secondary"
                size="sm"
                onClick={() =>
                  void save({ request: () => endSession({ id: session.id }), done: () => t("ended") })
                }
              >
                {t("end")}
              </Button>
            )}
          </SessionRow>
        ))}
      </ul>
      {others > 1 ? (
        <Button
          variant="secondary"
          className="mt-4"
          pending={pending}
          onClick={() =>
            void save({ request: () => endOtherSessions({}), done: (count) => t("endedOthers", { count }) })
          }
        >
          {t("endOthers")}
        </Button>
      ) : null}
    </>
  );
}
