"use client";
import { Plus } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Role } from "#generated/enums.ts";
import type { BotView } from "#lib/bots/list.ts";
import { remedyOf } from "#lib/bots/remedy.ts";
import { can } from "#lib/people/can.ts";
import { Button } from "../../../components/button.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { PausedSearch } from "../../../components/search-input.tsx";
import { Switch } from "../../../components/switch.tsx";
import { Cell, Head, HeadCell, Row, RowLink, Table } from "../../../components/table.tsx";
import { RelativeTime } from "../../../components/time.tsx";
import { useFragment } from "../../../components/use-fragment.ts";
import { onDemand } from "../../../on-demand.tsx";
import { useChanges } from "../../../saving/use-changes.ts";
import { enableBot } from "../actions.ts";
import { BotComesBack, BotState } from "../bot-state.tsx";
import { conditionShown } from "../condition.ts";

const AddBot = onDemand(
  () => import("./add-bot.tsx").then((module) => module.AddBot),
  ({ open }) => open,
);

interface Props {
  tenant: string;
  /** Those of this page. */
  bots: BotView[];
  /** Those that nobody has written to: a new one is among them. */
  unwritten: readonly BotView[];
  /** What is looked for; null: there are few. */
  search: string | null;
  role: Role;
  /** Whether Telegram may create bots by a tap. */
  taps: boolean;
  /** Shown where there are none. */
  empty: ReactNode;
}

export function BotList({ tenant, bots, unwritten, search, role, taps, empty }: Props) {
  const t = useTranslations("bots");
  const router = useRouter();
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
      <PageHeader title={t("title")} intro={t("intro")} actions={bots.length || search ? button : null} />
      {search === null ? null : (
        <PausedSearch
          label={t("search")}
          typed={search}
          onSearch={(q) => router.replace(q ? `?${new URLSearchParams({ q })}` : "?", { scroll: false })}
          className="mb-4 w-full md:w-64"
        />
      )}
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
              <BotRow key={bot.id} tenant={tenant} bot={bot} role={role} />
            ))}
          </tbody>
        </Table>
      ) : search ? (
        <p className="text-muted-foreground">{t("notFound")}</p>
      ) : (
        empty
      )}
      <AddBot
        tenant={tenant}
        bots={unwritten}
        role={role}
        taps={taps}
        open={mayAdd && add !== null}
        onOpenChange={(open) => setAdd(open ? "" : null)}
      />
    </>
  );
}

/** What to do, as a way to the page where it is done. */
function Short(props: {
  tenant: string;
  bot: Pick<BotView, "id" | "condition">;
  role: Role;
  children: ReactNode;
}) {
  const { tenant, bot, role, children } = props;
  const remedy = remedyOf(bot.id, bot.condition);
  if (!remedy || !can(role, remedy.may)) return children;
  return (
    <Link
      href={`/${tenant}/${remedy.path}`}
      className="relative z-1 underline underline-offset-4 decoration-border hover:decoration-current"
    >
      {children}
    </Link>
  );
}

/** Only with a time: the list has one line for it. */
function Back({ condition }: { condition: BotView["condition"] }) {
  if (!("until" in condition) || condition.kind !== "waiting" || !condition.until) return null;
  return (
    <>
      {" · "}
      <BotComesBack condition={condition} />
    </>
  );
}

function BotRow({ tenant, bot, role }: { tenant: string; bot: BotView; role: Role }) {
  const t = useTranslations("bots");
  const { value: enabled, change } = useChanges(bot.enabled);
  const condition = conditionShown(bot, enabled);
  const short = "reason" in condition && condition.reason !== "idle" ? t(`short.${condition.reason}`) : null;

  const toggle = (next: boolean): void =>
    change(() => next, {
      request: () => enableBot(tenant, { id: bot.id, enabled: next }),
      done: ({ live }) => ({
        message: t(next ? "started" : "stopped", { name: bot.name }),
        live,
        undo: () => toggle(!next),
      }),
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
            <Short tenant={tenant} bot={{ id: bot.id, condition }} role={role}>
              {short}
            </Short>
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
          disabled={!can(role, "runBots")}
          onCheckedChange={toggle}
          aria-label={t("switch", { name: bot.name })}
          className="z-1 align-middle"
        />
      </Cell>
    </Row>
  );
}
