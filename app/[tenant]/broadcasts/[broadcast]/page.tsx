import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { textFor } from "#lib/broadcasts/content.ts";
import { type BroadcastView, readBroadcast } from "#lib/broadcasts/read.ts";
import type { Context } from "#lib/context.ts";
import { tagsInUse } from "#lib/conversations/list.ts";
import { AppError } from "#lib/errors.ts";
import { can } from "#lib/people/can.ts";
import { readZone } from "#lib/people/zone.ts";
import { Notice } from "../../../components/notice.tsx";
import { requireMember } from "../../../session.ts";
import { KeepFresh } from "../../../shell/keep-fresh.tsx";
import { BroadcastMark } from "../broadcast-state.tsx";
import { ToBroadcasts } from "../to-broadcasts.tsx";
import { BroadcastBubble } from "./broadcast-bubble.tsx";
import { DraftForm } from "./draft-form.tsx";
import { OrderPanel } from "./order-panel.tsx";
import { PicturePanel } from "./picture-panel.tsx";
import { ProgressPanel } from "./progress-panel.tsx";
import { SegmentLine } from "./segment-line.tsx";
import { UnsavedProvider } from "./unsaved.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("broadcasts"))("title") };
}

async function load(context: Context, id: string): Promise<BroadcastView> {
  try {
    return await readBroadcast(context, id);
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") notFound();
    throw error;
  }
}

export default async function BroadcastPage(props: {
  params: Promise<{ tenant: string; broadcast: string }>;
}) {
  const { tenant, broadcast: id } = await props.params;
  const { context, person } = await requireMember(tenant, "viewAnswers");
  const [t, broadcast, tags, zone] = await Promise.all([
    getTranslations("broadcasts"),
    load(context, id),
    tagsInUse(context),
    readZone(context),
  ]);
  const { state, trouble, bot, text, buttons, pictureName, test } = broadcast;
  const maySend = can(context.role, "sendBroadcasts");
  const isDraft = state === "draft";
  const isLive = state === "sending" || state === "scheduled" || test?.state === "waiting";
  return (
    <>
      <ToBroadcasts tenant={tenant} />
      <header className="mb-5 flex flex-wrap items-center gap-x-4 gap-y-1">
        <h1 className="min-w-0 break-words text-20">{t("to", { bot: bot.name })}</h1>
        <BroadcastMark state={state} trouble={trouble} />
      </header>
      {trouble ? (
        <Notice tone="broken" title={t(state === "paused" ? "trouble.paused" : "trouble.waits")}>
          {t("trouble.reason", { reason: trouble })}
        </Notice>
      ) : null}
      {bot.enabled || state === "done" || state === "stopped" ? null : (
        <Notice tone="waiting">{t("botOff", { bot: bot.name })}</Notice>
      )}
      <UnsavedProvider>
        <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_20rem]">
          <div className="min-w-0">
            {isDraft && maySend ? (
              <>
                <DraftForm tenant={tenant} broadcast={broadcast} tags={tags} />
                <PicturePanel tenant={tenant} id={id} name={pictureName} />
              </>
            ) : (
              <ProgressPanel tenant={tenant} broadcast={broadcast} maySend={maySend} />
            )}
            <SegmentLine segment={broadcast.segment} />
          </div>
          <aside className="min-w-0 self-start" aria-label={t("preview.title")}>
            <BroadcastBubble
              bot={bot.name}
              shown={textFor(text, person.name)}
              buttons={buttons}
              picture={pictureName}
            />
            {maySend ? <OrderPanel tenant={tenant} broadcast={broadcast} zone={zone} /> : null}
          </aside>
        </div>
      </UnsavedProvider>
      {isLive ? <KeepFresh everyMs={2_000} /> : null}
    </>
  );
}
