"use client";
import type { LucideIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { deviceName } from "#lib/people/device-name.ts";
import type { SessionView } from "#lib/people/sessions.ts";
import { Hint } from "../components/hint.tsx";
import { RelativeTime } from "../components/time.tsx";

interface Props {
  session: SessionView;
  Icon: LucideIcon;
  /** At the end of the row. */
  children: ReactNode;
}

/** Device, place and last use of a session. */
export function SessionRow({ session, Icon, children }: Props) {
  const t = useTranslations("account.sessions");
  const name = deviceName(session.device) || t("unknownDevice");
  return (
    <li className="flex min-h-14 items-center gap-3 py-2">
      <Icon aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      <div className="min-w-0 flex-1">
        <Hint text={session.device || name}>
          <span className="block truncate font-medium text-13">{name}</span>
        </Hint>
        <span className="block truncate text-13 text-muted-foreground">
          {session.address ? `${session.address} · ` : null}
          <RelativeTime date={session.seenAt} />
        </span>
      </div>
      {children}
    </li>
  );
}
