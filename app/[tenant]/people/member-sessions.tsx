"use client";
import { Monitor } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useState } from "react";
import type { SessionView } from "#lib/people/sessions.ts";
import { SessionRow } from "../../account/session-row.tsx";
import { Button } from "../../components/button.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { useSave } from "../../saving/use-save.ts";
import { endMemberSessions, memberSessions } from "./actions.ts";

/** Where the member is signed in; loaded when the panel opens. */
export function MemberSessions({ tenant, id }: { tenant: string; id: string }) {
  const t = useTranslations("people.sessions");
  const { save, pending } = useSave();
  const [sessions, setSessions] = useState<SessionView[] | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: save is new at each render
  const load = useCallback(async () => {
    const read = await save({
      request: () => memberSessions(tenant, { id }),
      question: true,
      refresh: false,
    });
    if (read.ok) setSessions(read.value);
  }, [tenant, id]);
  useEffect(() => void load(), [load]);

  async function end(session: string | null): Promise<void> {
    const ended = await save({
      request: () => endMemberSessions(tenant, { id, session }),
      done: () => t("ended"),
    });
    if (ended.ok) await load();
  }

  return (
    <div className="border-t pt-5">
      <p className="font-medium text-13">{t("title")}</p>
      {sessions === null ? <Skeleton className="mt-3 h-10" /> : null}
      {sessions?.length === 0 ? <p className="mt-1 text-13 text-muted-foreground">{t("none")}</p> : null}
      {sessions && sessions.length > 0 ? (
        <>
          <ul className="divide-y">
            {sessions.map((session) => (
              <SessionRow key={session.id} session={session} Icon={Monitor}>
                <Button variant="secondary" size="sm" disabled={pending} onClick={() => void end(session.id)}>
                  {t("end")}
                </Button>
              </SessionRow>
            ))}
          </ul>
          <Button
            variant="secondary"
            size="sm"
            className="mt-3"
            pending={pending}
            onClick={() => void end(null)}
          >
            {t("endAll")}
          </Button>
        </>
      ) : null}
    </div>
  );
}
