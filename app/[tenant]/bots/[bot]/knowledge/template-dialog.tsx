"use client";
// A kind of business, then what its people ask: only what somebody answers is stored.
import {
  ArrowLeft,
  Bike,
  GraduationCap,
  Hotel,
  type LucideIcon,
  Stethoscope,
  Store,
  UtensilsCrossed,
} from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { type TemplateKind, type TemplateText, templateKinds } from "#lib/knowledge/templates/template.ts";
import { isLocale, type Locale, locales } from "#lib/messages/locales.ts";
import { Button } from "../../../../components/button.tsx";
import { Dialog } from "../../../../components/dialog.tsx";
import { NotLoaded } from "../../../../components/not-loaded.tsx";
import { Select } from "../../../../components/select.tsx";
import { Skeleton } from "../../../../components/skeleton.tsx";
import { useQuestion } from "../../../../saving/use-question.ts";
import { showTemplate } from "./actions.ts";
import { TemplateForm } from "./template-form.tsx";

interface Props {
  tenant: string;
  bot: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

const icons: Record<TemplateKind, LucideIcon> = {
  shop: Store,
  clinic: Stethoscope,
  school: GraduationCap,
  restaurant: UtensilsCrossed,
  delivery: Bike,
  hotel: Hotel,
};

export function TemplateDialog({ tenant, bot, open, onOpenChange }: Props) {
  const t = useTranslations("knowledge.template");
  const [kind, setKind] = useState<TemplateKind | null>(null);
  function change(next: boolean): void {
    if (!next) setKind(null);
    onOpenChange(next);
  }
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      size="lg"
      title={kind ? t(`kind.${kind}`) : t("title")}
      intro={t("intro")}
    >
      {kind ? (
        <Filling
          {...{ tenant, bot, kind }}
          onBack={() => setKind(null)}
          onSaved={() => {
            setKind(null);
            onOpenChange(false);
          }}
        />
      ) : (
        <>
          <h3 className="mb-2 font-medium text-13">{t("which")}</h3>
          <ul className="grid grid-cols-2 gap-2 sm:grid-cols-3">
            {templateKinds.map((each) => {
              const Icon = icons[each];
              return (
                <li key={each}>
                  <button
                    type="button"
                    onClick={() => setKind(each)}
                    className="flex w-full flex-col items-start gap-3 rounded-lg border p-4 text-left transition-colors duration-100 hover:border-strong hover:bg-muted/50"
                  >
                    <Icon aria-hidden className="size-5 text-muted-foreground" />
                    <span className="font-medium text-14">{t(`kind.${each}`)}</span>
                  </button>
                </li>
              );
            })}
          </ul>
        </>
      )}
    </Dialog>
  );
}

interface FillingProps {
  tenant: string;
  bot: string;
  kind: TemplateKind;
  onBack: () => void;
  onSaved: () => void;
}

function Filling({ tenant, bot, kind, onBack, onSaved }: FillingProps) {
  const t = useTranslations("knowledge.template");
  const languages = useTranslations("botSettings.languageNames");
  const reader = useLocale();
  const [locale, setLocale] = useState<Locale>(isLocale(reader) ? reader : "uz");
  const { answer, again } = useQuestion<TemplateText>(() => showTemplate(tenant, { kind, locale }), locale);
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-2">
        <Button variant="ghost" size="sm" className="-ml-3" onClick={onBack}>
          <ArrowLeft aria-hidden />
          {t("back")}
        </Button>
        <Select
          aria-label={t("language")}
          className="h-8 w-40 text-13"
          value={locale}
          onValueChange={(next) => isLocale(next) && setLocale(next)}
          options={locales.map((each) => ({ value: each, label: languages(each) }))}
        />
      </div>
      {answer === "loading" ? (
        <Skeleton className="h-80" />
      ) : answer === "away" ? (
        <NotLoaded again={again} />
      ) : (
        // Another language has other questions: what was typed for one stays in its draft.
        <TemplateForm key={answer.prompt} {...{ tenant, bot, kind, locale, onSaved }} template={answer} />
      )}
    </>
  );
}
