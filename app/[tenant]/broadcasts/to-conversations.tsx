import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";

const look = "mb-3 inline-flex items-center gap-1.5 text-13 text-muted-foreground hover:text-foreground";

/** Broadcasts go to the people of the conversations, and are opened from there. */
export function ToConversations({ tenant }: { tenant: string }) {
  const t = useTranslations("broadcasts");
  return (
    <Link href={`/${tenant}/conversations`} className={look}>
      <ArrowLeft aria-hidden className="size-4" />
      {t("toConversations")}
    </Link>
  );
}

export function ToBroadcasts({ tenant }: { tenant: string }) {
  const t = useTranslations("broadcasts");
  return (
    <Link href={`/${tenant}/broadcasts`} className={look}>
      <ArrowLeft aria-hidden className="size-4" />
      {t("back")}
    </Link>
  );
}
