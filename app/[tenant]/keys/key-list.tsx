"use client";
// The keys in the order in which they are tried, with all that can be done to them.
import { KeyRound, Plus, RefreshCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useOptimistic, useState, useTransition } from "react";
import { toast } from "sonner";
import type { Forecast } from "#lib/chain-state/forecasts.ts";
import type { KeyView } from "#lib/keys/list.ts";
import type { ProjectView } from "#lib/keys/projects.ts";
import type { KeyUse as Use } from "#lib/keys/use.ts";
import { Button } from "../../components/button.tsx";
import { useClassWords } from "../../components/class-words.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { moved } from "../../components/moved.ts";
import { PageHeader } from "../../components/page-header.tsx";
import { SortableList } from "../../components/sortable-list.tsx";
import { useAttempt } from "../../components/use-attempt.ts";
import { useFragment } from "../../components/use-fragment.ts";
import { useSaved } from "../../shell/saved.ts";
import { editKey, orderKeys, removeKey, testKeys } from "./actions.ts";
import { AddKeys } from "./add-keys.tsx";
import { KeyPanel } from "./key-panel.tsx";
import { KeyHead, KeyRow } from "./key-row.tsx";
import { KeyUse } from "./key-use.tsx";
import { ReplaceKey } from "./replace-key.tsx";

interface Props {
  tenant: string;
  keys: KeyView[];
  projects: ProjectView[];
  quotas: readonly Forecast[];
  use: Use;
  editable: boolean;
  intro: string;
  /** Stands between the heading and the keys. */
  children?: ReactNode;
}

export function KeyList({ tenant, keys: stored, projects, quotas, use, editable, intro, children }: Props) {
  const t = useTranslations("keys");
  const words = useClassWords();
  const router = useRouter();
  const saved = useSaved();
  const attempt = useAttempt();
  const [opened, setOpened] = useFragment("key");
  // "Add keys" of the command palette leads here with #add.
  const [add, setAdd] = useFragment("add");
  const adding = add !== null;
  const setAdding = (open: boolean) => setAdd(open ? "" : null);
  const [replacing, setReplacing] = useState<KeyView | null>(null);
  const [removing, setRemoving] = useState<KeyView | null>(null);
  const [testing, setTesting] = useState<ReadonlySet<string>>(new Set());
  const [keys, show] = useOptimistic(stored);
  const [, start] = useTransition();

  /** Shows the change at once; what the server then says replaces it, or puts it back. */
  function apply(next: KeyView[], save: () => ReturnType<typeof editKey>, done: string): void {
    start(async () => {
      show(next);
      const answer = await attempt(save);
      if (answer.ok) saved(done, answer.value.live);
      else toast.error(answer.error);
    });
  }

  function enable(view: KeyView, enabled: boolean): void {
    const next = keys.map((key) => (key.id === view.id ? { ...key, enabled } : key));
    const done = t(enabled ? "enabled" : "disabled", { label: view.label });
    apply(next, () => editKey(tenant, { id: view.id, enabled }), done);
  }

  function move(from: number, to: number): void {
    const next = moved(keys, from, to);
    apply(next, () => orderKeys(tenant, { ids: next.map(({ id }) => id) }), t("moved"));
  }

  async function test(ids: string[]): Promise<void> {
    setTesting((now) => new Set([...now, ...ids]));
    const answer = await attempt(() => testKeys(tenant, { ids }));
    setTesting((now) => new Set([...now].filter((id) => !ids.includes(id))));
    router.refresh();
    if (!answer.ok) return void toast.error(answer.error);
    const results = answer.value;
    const only = results.length === 1 ? results[0] : undefined;
    if (only) {
      const label = keys.find(({ id }) => id === only.id)?.label ?? "";
      if (only.class === "ok") toast.success(t("testedOne", { label, models: only.models }));
      else toast.error(`${label}: ${words.name(only.class)}`, { description: only.reason });
    } else {
      const ok = results.filter((result) => result.class === "ok").length;
      toast[ok === results.length ? "success" : "warning"](t("tested", { ok, total: results.length }));
    }
  }

  const said = (id: string, place: number) => ({
    label: keys.find((key) => key.id === id)?.label ?? "",
    place,
    total: keys.length,
  });
  const panelActions = (view: KeyView) => ({
    test: () => void test([view.id]),
    replace: () => setReplacing(view),
    save: async (edits: {
      label: string;
      project: { id: string } | { label: string } | null;
      lastResort: boolean;
    }) => {
      const answer = await attempt(() => editKey(tenant, { id: view.id, ...edits }));
      if (!answer.ok) return answer.error;
      saved(t("saved"), answer.value.live);
      return null;
    },
  });
  const open = keys.find(({ id }) => id === opened) ?? null;
  const addButton = (
    <Button onClick={() => setAdding(true)}>
      <Plus aria-hidden />
      {t("add")}
    </Button>
  );

  return (
    <>
      <PageHeader
        title={t("title")}
        intro={intro}
        actions={
          editable && keys.length > 0 ? (
            <>
              <KeyUse tenant={tenant} use={use} />
              <Button
                variant="secondary"
                disabled={testing.size > 0}
                onClick={() => void test(keys.map(({ id }) => id))}
              >
                <RefreshCw aria-hidden />
                <span className="max-md:sr-only">{t("testAll")}</span>
              </Button>
              {addButton}
            </>
          ) : null
        }
      />
      {children}
      {keys.length === 0 ? (
        <EmptyState icon={KeyRound} title={t("empty.title")} action={editable ? addButton : null}>
          {t("empty.body")}{" "}
          <a
            className="underline underline-offset-4"
            href="https://aistudio.google.com/apikey"
            target="_blank"
            rel="noreferrer"
          >
            {t("empty.link")}
          </a>
        </EmptyState>
      ) : (
        <>
          <KeyHead editable={editable} />
          <SortableList
            items={keys}
            idOf={({ id }) => id}
            gripLabel={({ label }) => t("grip", { label })}
            disabled={!editable}
            onMove={move}
            words={{
              instructions: t("instructions"),
              lifted: (id, place) => t("say.lifted", said(id, place)),
              over: (id, place) => t("say.over", said(id, place)),
              dropped: (id, place) => t("say.dropped", said(id, place)),
              cancelled: (id, place) => t("say.cancelled", said(id, place)),
            }}
            row={(view, index) => (
              <KeyRow
                view={view}
                index={index}
                total={keys.length}
                testing={testing.has(view.id)}
                actions={
                  editable
                    ? {
                        open: () => setOpened(view.id),
                        test: () => void test([view.id]),
                        replace: () => setReplacing(view),
                        enable: (on) => enable(view, on),
                        remove: () => setRemoving(view),
                        moveTo: (to) => move(index, to),
                      }
                    : { open: () => setOpened(view.id) }
                }
              />
            )}
          />
        </>
      )}
      <AddKeys
        tenant={tenant}
        projects={projects}
        open={adding}
        onOpenChange={setAdding}
        onAdded={() => router.refresh()}
      />
      <ReplaceKey tenant={tenant} view={replacing} onClose={() => setReplacing(null)} />
      <KeyPanel
        view={open}
        projects={projects}
        quotas={quotas}
        onClose={() => setOpened(null)}
        actions={open && editable ? panelActions(open) : null}
      />
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={(next) => !next && setRemoving(null)}
        title={removing ? t("removeAsk.title", { label: removing.label, last4: removing.last4 }) : ""}
        body={removing ? lossOf(removing, keys, t) : ""}
        confirm={t("removeYes")}
        destructive
        onConfirm={async () => {
          if (!removing) return;
          const answer = await attempt(() => removeKey(tenant, { id: removing.id }));
          if (!answer.ok) return void toast.error(answer.error);
          saved(t("removed", { label: removing.label }), answer.value.live);
          setRemoving(null);
          setOpened(null);
        }}
      />
    </>
  );
}

/** What goes with the key. */
function lossOf(
  view: KeyView,
  keys: readonly KeyView[],
  t: ReturnType<typeof useTranslations<"keys">>,
): string {
  const project = view.project;
  const siblings = keys.filter((key) => key.project && key.project.id === project?.id);
  return [
    t("removeAsk.body"),
    ...(keys.length === 1 ? [t("removeAsk.last")] : []),
    ...(project && siblings.length === 1 ? [t("removeAsk.lastOfProject", { project: project.label })] : []),
  ].join(" ");
}
