import { ShieldAlert } from "lucide-react";
import { getTimeZone, getTranslations } from "next-intl/server";
import { localIn } from "#lib/local-time.ts";
import type { VisitView } from "#lib/platform/visits.ts";
import { Button } from "../components/button.tsx";
import { Notice } from "../components/notice.tsx";

interface Props {
  workspace: { id: string; slug: string; name: string };
  visits: readonly VisitView[];
  /** Until when whoever looks is here for the platform; null: a member. */
  mine: Date | null;
  /** Whether the reader may see the record. */
  readsRecord: boolean;
}

/** Above every page while somebody of the platform is in the workspace. Of links only: it costs no code in the browser. */
export async function VisitLines({ workspace, visits, mine, readsRecord }: Props) {
  if (visits.length === 0) return null;
  const [t, zone] = await Promise.all([getTranslations("settings.visit"), getTimeZone()]);
  const clock = (at: Date) => localIn(zone, at).slice(11);
  const { id, slug, name: of } = workspace;
  const lead = (href: string, label: string) => (
    <Button asChild variant="secondary" size="sm">
      <a href={href}>{label}</a>
    </Button>
  );
  if (mine)
    return (
      <Notice
        tone="waiting"
        icon={ShieldAlert}
        title={t("mine", { workspace: of, clock: clock(mine) })}
        action={lead(`/platform/tenants/${id}`, t("leave"))}
      >
        {t("mineNote")}
      </Notice>
    );
  return visits.map(({ name, reason, until }) => (
    <Notice
      key={name}
      tone="waiting"
      icon={ShieldAlert}
      title={t("title", { name, clock: clock(until) })}
      action={readsRecord ? lead(`/${slug}/audit?visits=1`, t("look")) : null}
    >
      {t("reason", { reason })}
    </Notice>
  ));
}
