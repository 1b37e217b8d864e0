"use client";
// The uploads of a bot's files, as a page shows them. There is one queue in the tab (upload-queue.ts); signing out loads another document.
import { useTranslations } from "next-intl";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { SOURCE_FILE_MOST } from "#lib/knowledge/kinds-of-files.ts";
import { isServerLost, untilThere } from "../../../../saving/connection.ts";
import { useRefresh } from "../../../../saving/refresh.tsx";
import { toast } from "../../../../saving/toast.ts";
import { takeBackUpload, uploadSource } from "../../../../source-upload.ts";
import { UploadQueue, type UploadTally, type UploadTarget } from "./upload-queue.ts";

/** Of a file at most. */
export const FILE_MB = Math.floor(SOURCE_FILE_MOST / 2 ** 20);

const queue = new UploadQueue({
  send: uploadSource,
  takeBack: takeBackUpload,
  whenBack: () => (isServerLost() ? untilThere() : null),
});

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
  /** One toast for all that are under way together. */
  function tellStored({ stored, failed, total }: UploadTally, name: string): void {
    if (stored === 0) return;
    const isOver = stored + failed >= total;
    const said =
      total === 1
        ? t("upload.done", { name })
        : t(isOver ? "upload.doneAll" : "upload.doneSome", { count: stored, total });
    toast.success(said, { id: `stored-${bot}` });
  }
  const target: UploadTarget = {
    ...{ tenant, bot, most: SOURCE_FILE_MOST },
    onStored: ({ file }, told) => tellStored(told, file.name),
    onFailed({ file, said, fault }, told) {
      const { failed, isSeen } = told;
      tellStored(told, file.name);
      // The list says so itself.
      if (isSeen) return;
      const why = said ?? t(`upload.${fault ?? "refused"}`, { mb: FILE_MB });
      toast.error(failed === 1 ? file.name : t("upload.failedSome", { count: failed }), {
        id: `failed-${bot}`,
        description: failed === 1 ? why : t("upload.failedRemedy"),
      });
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
