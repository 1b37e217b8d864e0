import { CircleCheck, CircleX } from "lucide-react";
import { useTranslations } from "next-intl";

/** What the keys of today and those of the old kind look like. */
export function KeyKinds() {
  const t = useTranslations("start.key");
  return (
    <dl aria-label={t("kinds")} className="mb-5 grid gap-1.5 text-13">
      <div className="flex flex-wrap items-center gap-x-2.5">
        <CircleCheck aria-hidden className="size-4 text-works" />
        <dt className="font-mono">
          <mark className="rounded-sm bg-works/12 px-0.5 text-inherit">AQ.</mark>Ab8RN6K2f…
        </dt>
        <dd className="text-muted-foreground">{t("newKind")}</dd>
      </div>
      <div className="flex flex-wrap items-center gap-x-2.5">
        <CircleX aria-hidden className="size-4 text-broken" />
        <dt className="font-mono">
          <mark className="rounded-sm bg-broken/12 px-0.5 text-inherit">AIza</mark>SyD4kq9…
        </dt>
        <dd className="text-muted-foreground">{t("oldKind")}</dd>
      </div>
    </dl>
  );
}
