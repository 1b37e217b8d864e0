"use client";
import { Bot, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Role } from "#generated/enums.ts";
import type { BotView } from "#lib/bots/list.ts";
import { can } from "#lib/people/can.ts";
import { Button } from "../../../components/button.tsx";
import { EmptyState } from "../../../components/empty-state.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { Switch } from "../../../components/switch.tsx";
import { Cell, Head, HeadCell, Row, RowLink, Table } from "../../../components/table.tsx";
import { RelativeTime } from "../../../components/time.tsx";
import { useFragment } from "../../../components/use-fragment.ts";
import { useChanges } from "../../../saving/use-changes.ts";
import { enableBot } from "../actions.ts";
import { BotState, ComesBack } from "../bot-state.tsx";
import { conditionShown } from "../condition.ts";
import { AddBot } from "./add-bot.tsx";

export function BotList({ tenant, bots, role }: { tenant: string; bots: BotView[]; role: Role }) {
  const t = useTranslations("bots");
  // In the URL, so that the command palette and a colleague's link can open it.
  const [add, setAdd] = useFragment("add");
  const mayAdd = can(role, "manageBots");
  const button = mayAdd ? (
    <Button onClick={() => setAdd("")}>
      <Plus aria-hidden />
      {t("add")}
    </Button>
  ) : null;
  return (
    <>
      <PageHeader title={t("title")} intro={t("intro")} actions={bots.length ? button : null} />
      {bots.length ? (
        <Table>
          <Head>
            <HeadCell>{t("head.bot")}</HeadCell>
            <HeadCell>{t("head.state")}</HeadCell>
            <HeadCell>{t("head.last")}</HeadCell>
            <HeadCell className="text-right">{t("head.on")}</HeadCell>
          </Head>
          <tbody>
            {bots.map((bot) => (
              <BotRow key={bot.id} tenant={tenant} bot={bot} editable={can(role, "runBots")} />
            ))}
          </tbody>
        </Table>
      ) : (
        <EmptyState icon={Bot} title={t("empty.title")} action={button}>
          {t("empty.body")}
        </EmptyState>
      )}
      <AddBot
        tenant={tenant}
        open={mayAdd && add !== null}
        onOpenChange={(open) => setAdd(open ? "" : null)}
      />
    </>
  );
}

/** Only with a time: the list has one line for it. */
function Back({ condition }: { condition: BotView["condition"] }) {
  if (!("until" in condition) || condition.kind !== "waiting" || !condition.until) return null;
  return (
    <>
      {" · "}
      <ComesBack condition={condition} />
    </>
  );
}

function BotRow({ tenant, bot, editable }: { tenant: string; bot: BotView; editable: boolean }) {
  const t = useTranslations("bots");
  const { value: enabled, change } = useChanges(bot.enabled);
  const condition = conditionShown(bot, enabled);
  const short = "reason" in condition && condition.reason !== "idle" ? t(`short.${condition.reason}`) : null;

  const toggle = (next: boolean) =>
    change(() => next, {
      request: () => enableBot(tenant, { id: bot.id, enabled: next }),
      done: ({ live }) => ({ message: t(next ? "started" : "stopped", { name: bot.name }), live }),
    });

  return (
    <Row className="max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto] max-md:items-center max-md:py-2.5">
      <Cell className="max-md:h-auto max-md:py-0.5 md:w-2/5">
        <RowLink href={`/${tenant}/bots/${bot.id}`} className="block truncate">
          {bot.name}
        </RowLink>
        <span className="block truncate text-13 text-muted-foreground">@{bot.username}</span>
      </Cell>
      <Cell className="max-md:col-span-2 max-md:row-start-2 max-md:h-auto max-md:px-0 max-md:py-0.5">
        <BotState condition={condition} />
        {short ? (
          <span className="block text-12 text-muted-foreground">
            {short}
            <Back condition={condition} />
          </span>
        ) : null}
      </Cell>
      <Cell className="text-13 text-muted-foreground max-md:hidden">
        {bot.lastMessageAt ? <RelativeTime date={bot.lastMessageAt} /> : t("neverWritten")}
      </Cell>
      <Cell className="text-right max-md:h-auto">
        <Switch
          checked={enabled}
          disabled={!editable}
          onCheckedChange={toggle}
          aria-label={t("switch", { name: bot.name })}
          className="z-1 align-middle"
        />
      </Cell>
    </Row>
  );
}
