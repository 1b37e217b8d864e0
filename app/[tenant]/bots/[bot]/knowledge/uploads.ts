"use client";
// The uploads of a bot's files, as a page shows them. There is one queue in the tab (upload-queue.ts); signing out loads another document.
import { useTranslations } from "next-intl";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { SOURCE_FILE_MOST } from "#lib/knowledge/kinds-of-files.ts";
import { useRefresh } from "../../../../saving/refresh.tsx";
import { toast } from "../../../../saving/toast.ts";
import { takeBackUpload, uploadSource } from "../../../../source-upload.ts";
import { UploadQueue, type UploadTarget } from "./upload-queue.ts";

/** Of a file at most. */
export const FILE_MB = Math.floor(SOURCE_FILE_MOST / 2 ** 20);

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

/** The uploads of a bot. What becomes of them is said on whatever page somebody looks at by then. */
export function useUploads(tenant: string, bot: string) {
  const t = useTranslations("knowledge");
  const { refresh } = useRefresh();
  const of = () => queue.of(bot);
  const uploads = useSyncExternalStore(queue.subscribe, of, of);
  const latest = useRef(refresh);
  latest.current = refresh;
  useEffect(() => queue.show(bot, () => latest.current()), [bot]);
  const target: UploadTarget = {
    ...{ tenant, bot, most: SOURCE_FILE_MOST },
    onStored: ({ file }) => toast.success(t("upload.done", { name: file.name })),
    onFailed({ file, said, fault }, isSeen) {
      // The list says so itself.
      if (isSeen) return;
      toast.error(file.name, { description: said ?? t(`upload.${fault ?? "refused"}`, { mb: FILE_MB }) });
    },
  };
  return {
    uploads,
    /** @param sourceId of the source whose file they replace */
    add: (files: readonly File[], sourceId?: string) => queue.add(target, files, sourceId),
    drop: (key: string) => queue.drop(key),
    again: (key: string) => queue.again(key),
  };
}
