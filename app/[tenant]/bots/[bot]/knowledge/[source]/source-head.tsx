"use client";
import { ArrowUpRight } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { SourceLine } from "#lib/knowledge/sources.ts";
import { Button } from "../../../../../components/button.tsx";
import { Notice } from "../../../../../components/notice.tsx";
import {
  ReadingBar,
  SharedMark,
  SourceFacts,
  SourceIcon,
  SourceState,
  useFaultWords,
} from "../source-look.tsx";
import { SourceMenu } from "../source-menu.tsx";
import { isWritten } from "../source-states.ts";
import { useSourceSteps } from "../source-steps.tsx";
import { UploadList } from "../upload-list.tsx";
import { FILE_MB, useUploads } from "../uploads.ts";

interface Props {
  tenant: string;
  bot: { id: string; name: string };
  source: SourceLine;
  editable: boolean;
}

/** What the source is, its state, and what is to be done about it. */
export function SourceHead({ tenant, bot, source, editable }: Props) {
  const t = useTranslations("knowledge");
  const faultWords = useFaultWords();
  const router = useRouter();
  const { name, kind, url, newest, servedAt, shared } = source;
  const files = useUploads(tenant, bot.id);
  const steps = useSourceSteps({
    ...{ tenant, bot },
    onReplace: (replaced, file) => files.add([file], replaced.id),
    onRemoved: () => router.push(`/${tenant}/bots/${bot.id}/knowledge`),
  });
  return (
    <header className="mb-6">
      <div className="flex items-start gap-3">
        <SourceIcon kind={kind} />
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h2 className="min-w-0 text-16 [overflow-wrap:anywhere]">{name}</h2>
            <SourceState source={source} />
            {shared ? <SharedMark /> : null}
          </div>
          <SourceFacts source={source} />
          {url ? (
            <a
              href={url}
              target="_blank"
              rel="noreferrer"
              className="mt-0.5 inline-flex max-w-full items-center gap-1 text-13 text-primary hover:underline dark:text-[oklch(0.74_0.13_264)]"
            >
              <span className="truncate">{url}</span>
              <ArrowUpRight aria-hidden className="size-3.5 shrink-0" />
            </a>
          ) : null}
        </div>
        {editable && !isWritten(source) && kind !== "file" ? (
          <Button
            variant="secondary"
            size="sm"
            className="max-md:hidden"
            pending={steps.pending}
            onClick={() => steps.take("again", source)}
          >
            {t("source.again")}
          </Button>
        ) : null}
        {editable ? <SourceMenu source={source} onStep={(step) => steps.take(step, source)} /> : null}
      </div>
      <UploadList
        uploads={files.uploads.filter(({ sourceId }) => sourceId === source.id)}
        mb={FILE_MB}
        onDrop={files.drop}
        onAgain={files.again}
      />
      <ReadingBar source={source} className="mt-3" />
      {newest?.state === "failed" ? (
        <Notice
          tone="broken"
          className="mt-4 mb-0"
          title={faultWords(newest.fault)}
          action={
            editable && kind === "file" ? (
              <Button variant="secondary" size="sm" onClick={() => steps.take("replace", source)}>
                {t("source.replace")}
              </Button>
            ) : null
          }
        >
          {servedAt ? t("sources.earlier") : null}
        </Notice>
      ) : null}
      {steps.dialogs}
    </header>
  );
}
