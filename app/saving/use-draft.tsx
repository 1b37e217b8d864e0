"use client";
// Drafts in React: of a form, and of a single text.
import { createContext, type ReactNode, useContext, useEffect, useEffectEvent, useState } from "react";
import type { FieldValues, Path, UseFormReturn } from "react-hook-form";
import { draftKey, dropDraft, isSame, keepDraft, readDraft, type Typed } from "./drafts.ts";

const DraftScope = createContext<string | null>(null);

/** @param scope whose drafts are kept in it: the person and the workspace. Outside of it nothing is kept. */
export const DraftOwner = ({ scope, children }: { scope: string; children: ReactNode }) => (
  <DraftScope value={scope}>{children}</DraftScope>
);

export interface DraftOptions<V extends FieldValues> {
  /** Which form, within the workspace: its noun, and the id of what it changes. */
  name: string;
  /** The fields to keep. Never a secret. */
  fields: readonly Path<V>[];
  /** What the typed text was made from, where that is not the form's default values. */
  from?: Typed;
  /** Runs once a draft is back in the form. @param from what it was made from */
  onRestored?: (from: Typed) => void;
}

export interface FormDraft {
  /** What the fields show was restored, and not saved since. */
  restored: boolean;
  discard(): void;
  /** All that is typed is kept: closing loses nothing. */
  covers: boolean;
}

export function useDraft<V extends FieldValues>(
  form: UseFormReturn<V>,
  options: DraftOptions<V> | undefined,
): FormDraft {
  const scope = useContext(DraftScope);
  const key = scope && options ? draftKey(scope, options.name) : null;
  const [restored, setRestored] = useState(false);
  const { dirtyFields } = form.formState;

  const pick = useEffectEvent(
    (values: FieldValues): Typed =>
      Object.fromEntries((options?.fields ?? []).map((field) => [field, values[field]])),
  );
  const restore = useEffectEvent((key: string) => {
    const draft = readDraft(window.localStorage, key);
    if (!draft) return;
    const now = pick(form.getValues());
    const fields = (options?.fields ?? []).filter(
      (field) => field in draft.typed && !isSame(draft.typed[field], now[field]),
    );
    // Saved, though the answer was lost.
    if (fields.length === 0) return dropDraft(window.localStorage, key);
    for (const field of fields)
      form.setValue(field, draft.typed[field] as V[typeof field], { shouldDirty: true });
    setRestored(true);
    options?.onRestored?.(draft.from);
  });
  const keep = useEffectEvent((key: string, values: FieldValues, defaults: FieldValues) => {
    const [typed, from] = [pick(values), pick(defaults)];
    if (!isSame(typed, from))
      return keepDraft(window.localStorage, key, { typed, from: options?.from ?? from });
    dropDraft(window.localStorage, key);
    setRestored(false);
  });
  const { subscribe } = form;
  useEffect(() => {
    if (!key) return;
    restore(key);
    return subscribe({
      // A reset after a save changes these two, and no value.
      formState: { values: true, isDirty: true, dirtyFields: true },
      callback: ({ values, defaultValues }) => keep(key, values, defaultValues ?? {}),
    });
  }, [key, subscribe]);

  return {
    restored,
    discard: () => form.reset(),
    covers:
      key !== null && Object.keys(dirtyFields).every((field) => options?.fields.some((f) => f === field)),
  };
}

/** A text outside of a form, kept like a draft; an empty one is none. */
export function useKeptText(name: string): {
  text: string;
  setText: (text: string) => void;
  restored: boolean;
} {
  const scope = useContext(DraftScope);
  const key = scope ? draftKey(scope, name) : null;
  const [text, show] = useState("");
  const [restored, setRestored] = useState(false);
  useEffect(() => {
    const kept = key && readDraft(window.localStorage, key)?.typed.text;
    if (typeof kept !== "string") return;
    show(kept);
    setRestored(true);
  }, [key]);
  function setText(next: string): void {
    show(next);
    if (!next) setRestored(false);
    if (!key) return;
    if (next) keepDraft(window.localStorage, key, { typed: { text: next }, from: {} });
    else dropDraft(window.localStorage, key);
  }
  return { text, setText, restored };
}
