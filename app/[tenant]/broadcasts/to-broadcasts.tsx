import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";

/** From one broadcast to the list. */
export function ToBroadcasts({ tenant }: { tenant: string }) {
  const t = useTranslations("broadcasts");
  return (
    <Link
      href={`/${tenant}/broadcasts`}
      className="mb-3 inline-flex items-center gap-1.5 text-13 text-muted-foreground hover:text-foreground"
    >
      <ArrowLeft aria-hidden className="size-4" />
      {t("back")}
    </Link>
  );
}
