"use client";
import { useTranslations } from "next-intl";
import type { ModelView } from "#lib/models/list.ts";
import { Button } from "../../components/button.tsx";

interface Props {
  /** In the order in which they are tried after the list; none: nothing is shown. */
  models: readonly ModelView[];
  /** They replace an own order whose models are all unusable. */
  fallback: boolean;
  /** Adds them to the own order; null: this person may not. */
  onAdd: (() => void) | null;
}

/** The models that are tried after the list by themselves. */
export function TailList({ models, fallback, onAdd }: Props) {
  const t = useTranslations("models.tail");
  if (models.length === 0) return null;
  return (
    <section aria-label={t("title")} className="mt-6 text-13">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h2 className="font-medium">{t("title")}</h2>
        {onAdd ? (
          <Button variant="link" size="sm" onClick={onAdd}>
            {t("add")}
          </Button>
        ) : null}
      </div>
      <p className="max-w-prose text-muted-foreground">{t(fallback ? "fallback" : "intro")}</p>
      <ol className="mt-2 flex flex-wrap gap-x-4 gap-y-1">
        {models.map(({ name, displayName }) => (
          <li key={name} title={name}>
            {displayName}
          </li>
        ))}
      </ol>
    </section>
  );
}
