"use client";
// The keys with optimistic changes, and their actions.
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { KeyView } from "#lib/keys/list.ts";
import { inOrder, moved } from "../../components/arrange.ts";
import { useClassWords } from "../../components/class-words.ts";
import type { Result, ValueOf } from "../../result.ts";
import { toast } from "../../saving/toast.ts";
import { useChanges } from "../../saving/use-changes.ts";
import { type Saving, useSave } from "../../saving/use-save.ts";
import { editKey, orderKeys, removeKey, testKeys } from "./actions.ts";

type Edited = ValueOf<typeof editKey>;
type Tested = ValueOf<typeof testKeys>;
type Edits = Omit<Parameters<typeof editKey>[1], "id">;

const idOf = ({ id }: KeyView) => id;

export interface EditableKeys {
  keys: KeyView[];
  /** Ids of those that are being tested. */
  testing: ReadonlySet<string>;
  enable(view: KeyView, enabled: boolean): void;
  move(from: number, to: number): void;
  test(ids: readonly string[]): void;
  /** The caller shows the failures of these two. */
  edit(view: KeyView, edits: Edits): Promise<Result<unknown>>;
  remove(view: KeyView): Promise<Result<unknown>>;
}

export function useKeys(tenant: string, stored: KeyView[]): EditableKeys {
  const t = useTranslations("keys");
  const { value: keys, change } = useChanges(stored);
  const { save } = useSave();
  const sayTested = useSayTested(keys);
  const [testing, setTesting] = useState<ReadonlySet<string>>(new Set());

  const saving = (
    request: Saving<Edited>["request"],
    message: string,
    undo?: () => void,
  ): Saving<Edited> => ({
    request,
    done: ({ live }) => ({ message, live, ...(undo ? { undo } : {}) }),
  });

  function enable(view: KeyView, enabled: boolean): void {
    const message = t(enabled ? "enabled" : "disabled", { label: view.label });
    change(
      (all) => all.map((key) => (key.id === view.id ? { ...key, enabled } : key)),
      saving(
        () => editKey(tenant, { id: view.id, enabled }),
        message,
        () => enable(view, !enabled),
      ),
    );
  }

  function arrange(ids: string[], before: string[]): void {
    change(
      (all) => inOrder(all, idOf, ids),
      saving(
        () => orderKeys(tenant, { ids }),
        t("moved"),
        () => arrange(before, ids),
      ),
    );
  }

  return {
    keys,
    testing,
    enable,
    move: (from, to) => arrange(moved(keys, from, to).map(idOf), keys.map(idOf)),
    async test(ids) {
      setTesting((now) => new Set([...now, ...ids]));
      await save({
        request: () => testKeys(tenant, { ids: [...ids] }),
        done: sayTested,
        question: true,
      });
      setTesting((now) => new Set([...now].filter((id) => !ids.includes(id))));
    },
    edit: (view, edits) =>
      save({ ...saving(() => editKey(tenant, { id: view.id, ...edits }), t("saved")), quiet: true }),
    remove: (view) =>
      save({
        ...saving(() => removeKey(tenant, { id: view.id }), t("removed", { label: view.label })),
        quiet: true,
      }),
  };
}

/** Shows the result of a test: in full for one key, as a count for several. */
function useSayTested(keys: readonly KeyView[]): (results: Tested) => null {
  const t = useTranslations("keys");
  const words = useClassWords();
  return (results) => {
    const [only, another] = results;
    if (only && !another) {
      const label = keys.find(({ id }) => id === only.id)?.label ?? "";
      if (only.class === "ok") toast.success(t("testedOne", { label, models: only.models }));
      else toast.error(`${label}: ${words.name(only.class)}`, { description: only.reason });
    } else {
      const ok = results.filter((result) => result.class === "ok").length;
      toast[ok === results.length ? "success" : "warning"](t("tested", { ok, total: results.length }));
    }
    return null;
  };
}
