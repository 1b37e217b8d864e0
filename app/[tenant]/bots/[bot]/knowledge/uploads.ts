"use client";
// The uploads of a bot's files, as a page shows them. There is one queue in the tab (upload-queue.ts); signing out loads another document.
import { useEffect, useRef, useSyncExternalStore } from "react";
import { takeBackUpload, uploadSource } from "../../../../source-upload.ts";
import { UploadQueue, type UploadTarget } from "./upload-queue.ts";

const queue = new UploadQueue({ send: uploadSource, takeBack: takeBackUpload });

if (typeof window !== "undefined") {
  window.addEventListener("pagehide", () => queue.leave());
  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  // Only meanwhile: a page that would ask is not kept for going back to it.
  queue.subscribe(() => {
    if (queue.isBusy) window.addEventListener("beforeunload", ask);
    else window.removeEventListener("beforeunload", ask);
  });
}

/** @param target its callbacks are called after the page is left, too. @param refresh the server has more or less of the files */
export function useUploads(target: UploadTarget, refresh: () => void) {
  const { bot } = target;
  const of = () => queue.of(bot);
  const uploads = useSyncExternalStore(queue.subscribe, of, of);
  const latest = useRef(refresh);
  latest.current = refresh;
  useEffect(() => queue.show(bot, () => latest.current()), [bot]);
  return {
    uploads,
    /** @param sourceId of the source whose file they replace */
    add: (files: readonly File[], sourceId?: string) => queue.add(target, files, sourceId),
    drop: (key: string) => queue.drop(key),
    again: (key: string) => queue.again(key),
  };
}
