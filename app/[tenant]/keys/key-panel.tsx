"use client";
// One key in full: state, remaining limits, facts, and the form to edit it.
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { QuotaView } from "#lib/chain-state/forecasts.ts";
import type { KeyView } from "#lib/keys/list.ts";
import type { ProjectView } from "#lib/keys/projects.ts";
import { Sheet } from "../../components/sheet.tsx";
import { RelativeTime } from "../../components/time.tsx";
import type { Result } from "../../result.ts";
import { KeyCondition } from "./key-condition.tsx";
import { type KeyEdits, KeyForm } from "./key-form.tsx";
import { KeyQuotas } from "./key-quotas.tsx";

interface Props {
  /** null: closed. */
  view: KeyView | null;
  projects: readonly ProjectView[];
  /** Of all projects. */
  quotas: readonly QuotaView[];
  onClose: () => void;
  /** null for those who may only look. */
  actions: { test(): void; replace(): void; save(edits: KeyEdits): Promise<Result<unknown>> } | null;
}

export function KeyPanel({ view, projects, quotas, onClose, actions }: Props) {
  return (
    <Sheet
      open={view !== null}
      onOpenChange={(open) => !open && onClose()}
      title={view ? `${view.label} …${view.last4}` : ""}
    >
      {view ? (
        <div className="grid gap-6">
          <KeyCondition view={view} actions={actions} />
          <KeyQuotas
            quotas={quotas.filter(({ project }) => project === (view.project?.id ?? `key:${view.id}`))}
          />
          <Facts view={view} />
          {actions ? <KeyForm key={view.id} view={view} projects={projects} save={actions.save} /> : null}
        </div>
      ) : null}
    </Sheet>
  );
}

function Facts({ view }: { view: KeyView }) {
  const t = useTranslations("keys.panel");
  const keys = useTranslations("keys");
  const facts: [string, ReactNode][] = [
    [t("models"), t("modelsCount", { count: view.models })],
    [keys("head.use"), keys("used", { count: view.answers })],
    [t("lastOk"), view.lastOk ? <RelativeTime key="ok" date={view.lastOk} /> : t("never")],
    [t("checked"), view.checkedAt ? <RelativeTime key="checked" date={view.checkedAt} /> : t("never")],
  ];
  return (
    <section>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5 text-13">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted-foreground">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-3 text-12 text-muted-foreground">{t("secret")}</p>
    </section>
  );
}
