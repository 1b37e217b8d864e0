"use client";
// Optimistic changes of a value of the page: shown at once, saved in the background, undone on failure.
import { useEffect, useState, useSyncExternalStore } from "react";
import { Changes } from "./changes.ts";
import { useRefresh } from "./refresh.tsx";
import { type Saving, useSave } from "./use-save.ts";

export interface Changing<T> {
  /** The stored value with the changes that the page does not contain yet. */
  value: T;
  /** Whether something is not saved yet. */
  busy: boolean;
  /**
   * Shows the change at once and saves it after those before it. `apply` is also applied to a value that has the
   * change already. `whole`: it replaces the whole value, so that of those that wait only the newest is sent.
   */
  change<V>(apply: (value: T) => T, saving: Saving<V>, options?: { whole?: boolean }): void;
  /** Shows a value that the server returned, until the page has been refreshed with it. */
  adopt(value: T): void;
  /** Takes back what has not been sent yet. */
  dropWaiting(): void;
}

/** @param stored the value as the server rendered it into the page */
export function useChanges<T>(stored: T): Changing<T> {
  const [changes] = useState(() => new Changes<T>());
  const { refresh, fresh } = useRefresh();
  const { save } = useSave();
  useSyncExternalStore(changes.subscribe, changes.entries, changes.entries);
  useEffect(() => changes.forget(fresh), [changes, fresh]);

  function change<V>(apply: (value: T) => T, saving: Saving<V>, options: { whole?: boolean } = {}): void {
    async function send(): Promise<number | null> {
      let shows: number | null = null;
      await save({
        again: () => change(apply, saving, options),
        ...saving,
        refresh: () => {
          shows = refresh();
        },
      });
      return shows;
    }
    changes.add({ apply, send, ...options });
  }

  return {
    value: changes.value(stored, fresh),
    busy: changes.busy,
    change,
    adopt: (value) => changes.adopt(value, refresh()),
    dropWaiting: () => changes.dropWaiting(),
  };
}
