"use client";
// The keys in the order in which they are tried, with their actions.
import { KeyRound, Plus, RefreshCw, SlidersHorizontal } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import type { QuotaView } from "#lib/chain-state/forecasts.ts";
import type { KeyView } from "#lib/keys/list.ts";
import type { ProjectView } from "#lib/keys/projects.ts";
import type { KeyUse } from "#lib/keys/use.ts";
import { Button } from "../../components/button.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { FoldedActions } from "../../components/folded-actions.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { SortableList } from "../../components/sortable-list.tsx";
import { useFragment } from "../../components/use-fragment.ts";
import { onDemand } from "../../on-demand.tsx";
import { useRefresh } from "../../saving/refresh.tsx";
import { useElsewhere } from "../../shell/elsewhere.tsx";
import { KeyHead, KeyRow } from "./key-row.tsx";
import { KeyUseSettings } from "./key-use-settings.tsx";
import { RemoveKey } from "./remove-key.tsx";
import { useKeys } from "./use-keys.ts";

const ReplaceKey = onDemand(
  () => import("./replace-key.tsx").then((module) => module.ReplaceKey),
  ({ view }) => view !== null,
);

const KeyPanel = onDemand(
  () => import("./key-panel.tsx").then((module) => module.KeyPanel),
  ({ view }) => view !== null,
);

const AddKeys = onDemand(
  () => import("./add-keys.tsx").then((module) => module.AddKeys),
  ({ open }) => open,
);

interface Props {
  tenant: string;
  keys: KeyView[];
  projects: ProjectView[];
  quotas: readonly QuotaView[];
  /** null: there is nothing to choose. */
  use: KeyUse | null;
  editable: boolean;
  intro: string;
  /** Stands between the heading and the keys. */
  children?: ReactNode;
}

export function KeyList({ tenant, keys: stored, projects, quotas, use, editable, intro, children }: Props) {
  const t = useTranslations("keys");
  const { refresh } = useRefresh();
  const { keys, testing, enable, move, test, edit, remove } = useKeys(tenant, stored);
  const [opened, setOpened] = useFragment("key");
  // "Add keys" of the command palette leads here with #add.
  const [add, setAdd] = useFragment("add");
  const [using, setUsing] = useState(false);
  const [replacing, setReplacing] = useState<KeyView | null>(null);
  const [removing, setRemoving] = useState<KeyView | null>(null);
  const open = keys.find(({ id }) => id === opened) ?? null;
  const addButton = (
    <Button onClick={() => setAdd("")}>
      <Plus aria-hidden />
      {t("add")}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t("title")}
        intro={intro}
        compact={keys.length > 0}
        actions={
          editable && keys.length > 0 ? (
            <FoldedActions
              actions={[
                ...(use
                  ? [{ label: t("use.title"), Icon: SlidersHorizontal, act: () => setUsing(true) }]
                  : []),
                {
                  label: t("testAll"),
                  Icon: RefreshCw,
                  act: () => test(keys.map(({ id }) => id)),
                  disabled: testing.size > 0,
                },
              ]}
            >
              {addButton}
            </FoldedActions>
          ) : null
        }
      />
      {children}
      {keys.length === 0 ? (
        <NoKeys action={editable ? addButton : null} />
      ) : (
        <>
          <KeyHead editable={editable} />
          <SortableList
            items={keys}
            idOf={({ id }) => id}
            gripLabel={({ label }) => t("grip", { label })}
            disabled={!editable}
            onMove={move}
            instructions={t("instructions")}
            say={(event, { label }, place) => t(`say.${event}`, { label, place, total: keys.length })}
            row={(view, index) => (
              <KeyRow
                view={view}
                index={index}
                total={keys.length}
                testing={testing.has(view.id)}
                onOpen={() => setOpened(view.id)}
                actions={
                  editable
                    ? {
                        test: () => test([view.id]),
                        replace: () => setReplacing(view),
                        enable: (on) => enable(view, on),
                        remove: () => setRemoving(view),
                        moveTo: (to) => move(index, to),
                      }
                    : null
                }
              />
            )}
          />
        </>
      )}
      <AddKeys
        tenant={tenant}
        projects={projects}
        open={editable && add !== null}
        onOpenChange={(next) => setAdd(next ? "" : null)}
        onAdded={refresh}
      />
      <ReplaceKey tenant={tenant} view={replacing} onClose={() => setReplacing(null)} />
      <KeyPanel
        view={open}
        projects={projects}
        quotas={quotas}
        onClose={() => setOpened(null)}
        actions={
          open && editable
            ? {
                test: () => test([open.id]),
                replace: () => setReplacing(open),
                save: (edits) => edit(open, edits),
              }
            : null
        }
      />
      {use ? <KeyUseSettings tenant={tenant} use={use} open={using} onOpenChange={setUsing} /> : null}
      <RemoveKey
        view={removing}
        keys={keys}
        onClose={() => setRemoving(null)}
        onRemove={async (view) => {
          const removed = await remove(view);
          if (removed.ok) setOpened(null);
          return removed;
        }}
      />
    </>
  );
}

function NoKeys({ action }: { action: ReactNode }) {
  const t = useTranslations("keys.empty");
  const { studio } = useElsewhere();
  return (
    <EmptyState icon={KeyRound} title={t("title")} action={action}>
      {t("body")}{" "}
      <a className="underline underline-offset-4" href={studio} target="_blank" rel="noreferrer">
        {t("link")}
      </a>
    </EmptyState>
  );
}
