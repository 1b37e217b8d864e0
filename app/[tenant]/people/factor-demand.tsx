"use client";
import { useTranslations } from "next-intl";
import type { Team } from "#lib/people/members.ts";
import { Switch } from "../../components/switch.tsx";
import { useChanges } from "../../saving/use-changes.ts";
import { demandSecondFactor } from "./actions.ts";

/** Whether members need a second factor; owners switch it. */
export function FactorDemand({ tenant, team, editable }: { tenant: string; team: Team; editable: boolean }) {
  const t = useTranslations("people.demand");
  const { value: demand, change } = useChanges(team.secondFactor);
  const without = team.members.filter(({ secondFactor }) => !secondFactor).length;
  const toggle = (next: boolean) =>
    change(() => next, {
      request: () => demandSecondFactor(tenant, { demand: next }),
      done: () => t(next ? "demanded" : "dropped"),
    });
  return (
    <div className="mb-6 flex items-center gap-4 rounded-lg border px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="font-medium text-13">{t("title")}</p>
        <p className="text-13 text-muted-foreground">
          {without > 0 ? t("without", { count: without }) : t("everybody")}
        </p>
      </div>
      <Switch checked={demand} disabled={!editable} onCheckedChange={toggle} aria-label={t("title")} />
    </div>
  );
}
