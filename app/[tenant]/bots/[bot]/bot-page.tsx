"use client";
import {
  ArrowLeft,
  ArrowUpRight,
  Ellipsis,
  History,
  KeyRound,
  MessageSquare,
  Power,
  Trash2,
} from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import type { Role } from "#generated/enums.ts";
import type { BotDetails } from "#lib/bots/list.ts";
import { can } from "#lib/people/can.ts";
import { Button } from "../../../components/button.tsx";
import { cn } from "../../../components/cn.ts";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../../components/menu.tsx";
import { useFragment } from "../../../components/use-fragment.ts";
import { onDemand } from "../../../on-demand.tsx";
import type { Result } from "../../../result.ts";
import { useRefresh } from "../../../saving/refresh.tsx";
import { useSave } from "../../../saving/use-save.ts";
import { useElsewhere } from "../../../shell/elsewhere.tsx";
import { enableBot, removeBot } from "../actions.ts";
import { BotState } from "../bot-state.tsx";
import { BotFacts } from "./bot-facts.tsx";
import { PromptEditor } from "./prompt-editor.tsx";

const BotTrouble = onDemand(
  () => import("./bot-trouble.tsx").then((module) => module.BotTrouble),
  ({ bot }) => bot.condition.kind !== "works",
);

const ReplaceToken = onDemand(
  () => import("./replace-token.tsx").then((module) => module.ReplaceToken),
  ({ open }) => open,
);

const PromptHistory = onDemand(
  () => import("./prompt-history.tsx").then((module) => module.PromptHistory),
  ({ open }) => open,
);

const Playground = onDemand(() => import("./playground.tsx").then((module) => module.Playground));

interface Props {
  tenant: string;
  bot: BotDetails;
  /** The models that are tried, in order; null for those who may not see them. */
  models: readonly string[] | null;
  /** Links to the bot's other pages. */
  tabs: ReactNode;
  /** The latest conversations. */
  talks: ReactNode;
  /** Whoever looks at the page. */
  person: { name: string; role: Role };
}

/** One bot: its state, its prompt, a chat to try it, its actions. */
export function BotPage({ tenant, bot, models, tabs, talks, person: { name, role } }: Props) {
  const t = useTranslations("bots");
  const router = useRouter();
  const elsewhere = useElsewhere();
  const { save, pending } = useSave();
  const { refresh } = useRefresh();
  const [replacing, setReplacing] = useState(false);
  const [removing, setRemoving] = useState(false);
  const [history, setHistory] = useFragment("history");
  const [trying, setTrying] = useFragment("try");
  const [draft, setDraft] = useState<string | null>(null);
  const manages = can(role, "manageBots");
  const runs = can(role, "runBots");
  const isTrying = runs && trying !== null;

  const enable = (enabled: boolean): Promise<Result<unknown>> =>
    save({
      request: () => enableBot(tenant, { id: bot.id, enabled }),
      done: ({ live }) => ({
        message: t(enabled ? "started" : "stopped", { name: bot.name }),
        live,
        undo: () => void enable(!enabled),
      }),
    });

  function remove(): Promise<Result<unknown>> {
    return save({
      request: () => removeBot(tenant, { id: bot.id }),
      done: ({ live }) => ({ message: t("removeAsk.done", { name: bot.name }), live }),
      quiet: true,
      refresh: () => {
        router.push(`/${tenant}/bots`);
        refresh();
      },
    });
  }

  return (
    <>
      <Link
        href={`/${tenant}/bots`}
        className="mb-3 inline-flex items-center gap-1.5 text-13 text-muted-foreground hover:text-foreground"
      >
        <ArrowLeft aria-hidden className="size-4" />
        {t("page.back")}
      </Link>
      <header className="mb-4 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 className="truncate text-20">{bot.name}</h1>
          <p className="mt-0.5 flex flex-wrap items-center gap-x-3 gap-y-1">
            <a
              href={elsewhere.chat(bot.username)}
              target="_blank"
              rel="noreferrer"
              className="inline-flex items-center gap-0.5 text-muted-foreground hover:text-foreground"
            >
              @{bot.username}
              <ArrowUpRight aria-hidden className="size-3.5" />
            </a>
            <BotState condition={bot.condition} />
          </p>
        </div>
        {runs ? (
          <div className="flex items-center gap-2">
            <Button variant="secondary" size="sm" pending={pending} onClick={() => void enable(!bot.enabled)}>
              <Power aria-hidden />
              {t(bot.enabled ? "page.stop" : "page.start")}
            </Button>
            {manages ? (
              <Menu
                trigger={
                  <Button variant="ghost" size="icon" aria-label={t("page.more")}>
                    <Ellipsis aria-hidden />
                  </Button>
                }
              >
                <MenuItem onSelect={() => setReplacing(true)}>
                  <KeyRound aria-hidden />
                  {t("page.replace")}
                </MenuItem>
                <MenuSeparator />
                <MenuItem destructive onSelect={() => setRemoving(true)}>
                  <Trash2 aria-hidden />
                  {t("page.remove")}
                </MenuItem>
              </Menu>
            ) : null}
          </div>
        ) : null}
      </header>
      {tabs}
      <BotTrouble
        tenant={tenant}
        bot={bot}
        role={role}
        onReplace={manages ? () => setReplacing(true) : null}
      />
      <div
        className={cn(
          "grid gap-x-10 gap-y-8",
          isTrying
            ? "lg:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]"
            : "lg:grid-cols-[minmax(0,1fr)_15rem] lg:gap-x-12",
        )}
      >
        <PromptEditor
          tenant={tenant}
          id={bot.id}
          stored={bot.prompt}
          editable={runs}
          onDraft={setDraft}
          actions={
            <>
              <Button type="button" variant="ghost" size="sm" onClick={() => setHistory("open")}>
                <History aria-hidden />
                {t("versions.open")}
              </Button>
              {runs && !isTrying ? (
                <Button type="button" variant="secondary" size="sm" onClick={() => setTrying("open")}>
                  <MessageSquare aria-hidden />
                  {t("playground.open")}
                </Button>
              ) : null}
            </>
          }
        />
        <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-8">
          {isTrying ? (
            <Playground
              tenant={tenant}
              bot={{ id: bot.id, name: bot.name, role }}
              person={name}
              draft={draft}
              onClose={() => setTrying(null)}
            />
          ) : null}
          <BotFacts tenant={tenant} bot={bot} models={models} />
          {talks}
        </div>
      </div>
      <PromptHistory
        tenant={tenant}
        bot={bot}
        editable={runs}
        draft={draft}
        open={history !== null}
        onOpenChange={(open) => setHistory(open ? "open" : null)}
      />
      <ReplaceToken tenant={tenant} bot={bot} open={replacing} onOpenChange={setReplacing} />
      <ConfirmDialog
        open={removing}
        onOpenChange={setRemoving}
        title={t("removeAsk.title", { name: bot.name })}
        body={t("removeAsk.body", { username: bot.username, conversations: bot.conversations })}
        confirm={t("removeAsk.confirm")}
        destructive
        onConfirm={remove}
      />
    </>
  );
}
