"use client";
// The steps of a source's menu, with the dialogs that they open: beside the list of sources, and on a source's page.
import { useTranslations } from "next-intl";
import { type ReactNode, useRef, useState } from "react";
import { SOURCE_FILES } from "#lib/knowledge/kinds-of-files.ts";
import type { SourceLine } from "#lib/knowledge/sources.ts";
import { ConfirmDialog } from "../../../../components/confirm-dialog.tsx";
import { onDemand } from "../../../../on-demand.tsx";
import { useSave } from "../../../../saving/use-save.ts";
import { dropSource, giveSource, readSourceAgain } from "./actions.ts";
import type { SourceStep } from "./source-menu.tsx";

const RenameDialog = onDemand(
  () => import("./rename-dialog.tsx").then((module) => module.RenameDialog),
  ({ open }) => open,
);
const ScheduleDialog = onDemand(
  () => import("./schedule-dialog.tsx").then((module) => module.ScheduleDialog),
  ({ open }) => open,
);

interface Target {
  tenant: string;
  bot: { id: string };
  /** Somebody chose the file that takes the place of the source's. */
  onReplace: (source: SourceLine, file: File) => void;
  /** Instead of a refresh of the page. */
  onRemoved?: () => void;
}

type Opened = Extract<SourceStep, "rename" | "schedule" | "remove">;

export function useSourceSteps({ tenant, bot, onReplace, onRemoved }: Target) {
  const t = useTranslations("knowledge");
  const { save, pending } = useSave();
  const [opened, setOpened] = useState<{ step: Opened; source: SourceLine } | null>(null);
  const replaced = useRef<SourceLine | null>(null);
  const picker = useRef<HTMLInputElement>(null);
  const of = (step: Opened) => (opened?.step === step ? opened.source : null);
  const close = (open: boolean) => !open && setOpened(null);

  function give({ id, name }: SourceLine, botId: string | null): void {
    void save({
      request: () => giveSource(tenant, { id, botId }),
      done: () => t(botId === null ? "sharedDone" : "ownDone", { name }),
    });
  }

  function take(step: SourceStep, source: SourceLine): void {
    const { id, name } = source;
    if (step === "share" || step === "own") give(source, step === "share" ? null : bot.id);
    else if (step === "again") {
      void save({ request: () => readSourceAgain(tenant, { id }), done: () => t("againDone", { name }) });
    } else if (step === "replace") {
      replaced.current = source;
      picker.current?.click();
    } else setOpened({ step, source });
  }

  const removed = of("remove");
  const dialogs: ReactNode = (
    <>
      <input
        ref={picker}
        type="file"
        hidden
        accept={SOURCE_FILES}
        aria-label={t("menu.replace")}
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file && replaced.current) onReplace(replaced.current, file);
          target.value = "";
        }}
      />
      <RenameDialog tenant={tenant} source={of("rename")} open={of("rename") !== null} onOpenChange={close} />
      <ScheduleDialog
        tenant={tenant}
        source={of("schedule")}
        open={of("schedule") !== null}
        onOpenChange={close}
      />
      <ConfirmDialog
        open={removed !== null}
        onOpenChange={close}
        title={t("remove.title", { name: removed?.name ?? "" })}
        body={[
          t("remove.body", { parts: removed?.newest?.pieces ?? 0 }),
          removed?.shared ? t("remove.shared") : null,
        ]
          .filter(Boolean)
          .join(" ")}
        confirm={t("remove.confirm")}
        destructive
        onConfirm={() =>
          save({
            request: () => dropSource(tenant, { id: removed?.id ?? "" }),
            done: () => t("remove.done", { name: removed?.name ?? "" }),
            quiet: true,
            ...(onRemoved && { refresh: onRemoved }),
          })
        }
      />
    </>
  );
  return { take, pending, dialogs };
}
