"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Select } from "../../components/select.tsx";

const ALL = "all";

/** Selects whose order is shown: that of all bots, or of one. A dot marks bots with an order of their own. */
export function ScopeSelect(props: {
  bots: readonly { id: string; name: string; ownOrder: boolean }[];
  botId: string | null;
}) {
  const t = useTranslations("models.scope");
  const router = useRouter();
  return (
    <Select
      aria-label={t("label")}
      className="h-8 w-auto max-w-64 text-13 max-md:h-9 max-md:text-13"
      value={props.botId ?? ALL}
      onValueChange={(value) => router.push(value === ALL ? "?" : `?bot=${value}`)}
      options={[
        { value: ALL, label: t("all") },
        ...props.bots.map(({ id, name, ownOrder }) => ({ value: id, label: ownOrder ? `${name} •` : name })),
      ]}
    />
  );
}
