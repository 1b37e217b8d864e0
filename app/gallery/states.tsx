"use client";
import { BellOff, Bot, RefreshCw } from "lucide-react";
import { useState } from "react";
import { Button } from "../components/button.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { FoldedActions } from "../components/folded-actions.tsx";
import { NotLoaded } from "../components/not-loaded.tsx";
import { NothingFits } from "../components/nothing-fits.tsx";
import { Notice } from "../components/notice.tsx";
import { PageHeader } from "../components/page-header.tsx";
import { ListSkeleton } from "../components/skeleton.tsx";
import { State } from "../components/state.tsx";
import { TelegramText } from "../components/telegram-text.tsx";
import { Countdown, RelativeTime } from "../components/time.tsx";
import { Specimen, SpecimenRow } from "./specimen.tsx";

const kinds = ["works", "waiting", "broken", "off"] as const;
const MINUTE = 60_000;
const markdown =
  "**Bold**, *italic*, ~~struck~~ and `code`.\n\n> A quotation\n\n1. A [link](https://example.com)\n2. and no [link](javascript:alert(1))";

export function States() {
  const [now] = useState(() => Date.now());
  return (
    <>
      <Specimen name="State">
        <SpecimenRow>
          {kinds.map((kind) => (
            <State key={kind} kind={kind}>
              {kind}
            </State>
          ))}
        </SpecimenRow>
      </Specimen>
      <Specimen name="Notice">
        {(["info", "works", "waiting", "broken"] as const).map((tone) => (
          <Notice
            key={tone}
            tone={tone}
            title={`What is so (${tone})`}
            action={
              <Button size="sm" variant="secondary">
                What to do
              </Button>
            }
          >
            And a sentence more about it.
          </Notice>
        ))}
        <Notice tone="broken">A sentence alone.</Notice>
        <Notice icon={BellOff} title="A sign of its own">
          Instead of the tone’s.
        </Notice>
      </Specimen>
      <Specimen name="PageHeader, FoldedActions">
        <PageHeader title="Bots" intro="Each answers in Telegram." actions={<Button>Add bot</Button>} />
        <PageHeader
          title="Models"
          intro="Tried one after the other. A phone shows the title and the primary action alone."
          compact
          actions={
            <FoldedActions
              actions={[
                { label: "Sync", Icon: RefreshCw, act: () => undefined },
                { label: "Under way", Icon: RefreshCw, act: () => undefined, busy: true },
                { label: "Not now", Icon: BellOff, act: () => undefined, disabled: true },
              ]}
            >
              <Button>Add a model</Button>
            </FoldedActions>
          }
        />
      </Specimen>
      <Specimen name="EmptyState">
        <EmptyState icon={Bot} title="No bots yet" action={<Button>Add bot</Button>}>
          Get a token from @BotFather in Telegram and paste it here.
        </EmptyState>
      </Specimen>
      <Specimen name="NothingFits">
        <NothingFits icon={Bot} title="No bot matches these filters." clear="Clear filters" href="#all" />
      </Specimen>
      <Specimen name="NotLoaded">
        <NotLoaded again={() => undefined} />
      </Specimen>
      <Specimen name="ListSkeleton">
        <ListSkeleton />
      </Specimen>
      <Specimen name="RelativeTime, Countdown">
        <SpecimenRow>
          <RelativeTime date={now - 5 * MINUTE} />
          <RelativeTime date={now + 90 * MINUTE} />
          <RelativeTime date="2026-01-02T03:04:05Z" />
          <Countdown until={now + 2 * MINUTE} />
          <Countdown until={now} done={<State kind="works">over</State>} />
        </SpecimenRow>
      </Specimen>
      <Specimen name="TelegramText">
        <div className="whitespace-pre-wrap rounded-lg bg-muted px-4 py-2.5">
          <TelegramText markdown={markdown} />
        </div>
      </Specimen>
    </>
  );
}
