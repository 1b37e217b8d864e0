"use client";
// The sources of a bot, and all that is done with them.
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { SourceLine } from "#lib/knowledge/sources.ts";
import { useNumbers } from "../../../../components/numbers.ts";
import { useFragment } from "../../../../components/use-fragment.ts";
import { onDemand } from "../../../../on-demand.tsx";
import { useSave } from "../../../../saving/use-save.ts";
import { addWrittenSource } from "./actions.ts";
import { AddMenu, AddTiles, type WayToAdd } from "./add-tiles.tsx";
import { DropZone } from "./drop-zone.tsx";
import { isTable } from "./file-kinds.ts";
import { SourceList } from "./source-list.tsx";
import { useSourceSteps } from "./source-steps.tsx";
import { UploadList } from "./upload-list.tsx";
import { FILE_MB, useUploads } from "./uploads.ts";

const PageDialog = onDemand(
  () => import("./page-dialog.tsx").then((module) => module.PageDialog),
  ({ open }) => open,
);
const ImportDialog = onDemand(
  () => import("./import-dialog.tsx").then((module) => module.ImportDialog),
  ({ file }) => file !== null,
);
const TemplateDialog = onDemand(
  () => import("./template-dialog.tsx").then((module) => module.TemplateDialog),
  ({ open }) => open,
);

interface Props {
  tenant: string;
  bot: { id: string; name: string };
  sources: readonly SourceLine[];
  editable: boolean;
  /** All of it goes along with every question. */
  whole: boolean;
}

export function SourceBoard({ tenant, bot, sources, editable, whole }: Props) {
  const t = useTranslations("knowledge");
  const numbers = useNumbers();
  const router = useRouter();
  const { save, pending } = useSave();
  const [adding, setAdding] = useFragment("add");
  /** A table of which somebody decides whether it is one of products. */
  const [table, setTable] = useState<File | null>(null);
  const at = `/${tenant}/bots/${bot.id}/knowledge`;

  const files = useUploads(tenant, bot.id);
  const steps = useSourceSteps({
    ...{ tenant, bot },
    onReplace: (source, file) => files.add([file], source.id),
  });

  function take(given: File[]): void {
    const [only] = given;
    if (given.length === 1 && only && isTable(only.name) && only.size > 0) setTable(only);
    else files.add(given);
  }

  async function add(way: WayToAdd): Promise<void> {
    if (way === "page" || way === "template") return setAdding(way);
    const known = sources.find(({ kind, shared }) => kind === way && !shared);
    if (known) return router.push(`${at}/${known.id}#new=open`);
    const name = t(way === "answers" ? "add.nameAnswers" : "add.nameProducts");
    const answer = await save({
      request: () => addWrittenSource(tenant, { id: bot.id, kind: way, name }),
      again: () => void add(way),
      refresh: false,
    });
    if (answer.ok) router.push(`${at}/${answer.value.id}${way === "answers" ? "#new=open" : ""}`);
  }

  const isEmpty = sources.length === 0;
  const parts = sources.reduce(
    (sum, { servedAt, newest }) => sum + (servedAt ? (newest?.pieces ?? 0) : 0),
    0,
  );
  return (
    <section aria-labelledby="sources" className="min-w-0">
      {isEmpty ? (
        <header className="mx-auto mb-6 max-w-lg text-center">
          <h2 id="sources" className="text-20">
            {t("empty.title", { bot: bot.name })}
          </h2>
          <p className="mt-1.5 text-muted-foreground">{t(editable ? "empty.body" : "empty.viewer")}</p>
        </header>
      ) : (
        <header className="mb-3 flex items-start justify-between gap-4">
          <div className="min-w-0">
            <h2 id="sources" className="text-16">
              {t("sources.title")}
            </h2>
            {parts > 0 ? (
              <p className="mt-0.5 text-13 text-muted-foreground">
                {whole ? t("whole", { parts }) : t("searched", { shown: numbers.count(parts) })}
              </p>
            ) : null}
          </div>
          {editable ? <AddMenu pending={pending} onAdd={(way) => void add(way)} /> : null}
        </header>
      )}
      {editable ? (
        <DropZone mb={FILE_MB} large={isEmpty} onFiles={take}>
          <UploadList uploads={files.uploads} mb={FILE_MB} onDrop={files.drop} onAgain={files.again} />
        </DropZone>
      ) : null}
      {isEmpty && editable ? (
        <>
          <p className="my-4 text-center text-13 text-muted-foreground">{t("empty.or")}</p>
          <AddTiles pending={pending} onAdd={(way) => void add(way)} />
        </>
      ) : (
        <SourceList at={at} sources={sources} onStep={editable ? steps.take : null} />
      )}
      <PageDialog
        tenant={tenant}
        bot={bot.id}
        open={adding === "page"}
        onOpenChange={(open) => !open && setAdding(null)}
      />
      <TemplateDialog
        tenant={tenant}
        bot={bot.id}
        open={adding === "template"}
        onOpenChange={(open) => !open && setAdding(null)}
      />
      <ImportDialog
        tenant={tenant}
        bot={bot.id}
        file={table}
        into={null}
        onDocument={(file) => {
          setTable(null);
          files.add([file]);
        }}
        onClose={() => setTable(null)}
      />
      {steps.dialogs}
    </section>
  );
}
