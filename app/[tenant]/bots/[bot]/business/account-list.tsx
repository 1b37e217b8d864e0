"use client";
// The accounts that are connected to the bot, each with its state and what to do about it; and how to connect one.
import { useTranslations } from "next-intl";
import type { ConnectionView } from "#lib/business/view.ts";
import { Button } from "../../../../components/button.tsx";
import { Copy } from "../../../../components/copy.tsx";
import { State, type StateKind } from "../../../../components/state.tsx";
import { RelativeTime } from "../../../../components/time.tsx";
import { useSave } from "../../../../saving/use-save.ts";
import { forgetAccount, letAccount } from "./actions.ts";

interface Props {
  tenant: string;
  bot: string;
  username: string;
  connections: readonly ConnectionView[];
  /** Drafts that wait. */
  waiting: number;
  editable: boolean;
}

const conditions = {
  works: "works",
  asks: "waiting",
  noRight: "broken",
  unreached: "broken",
  over: "off",
} as const satisfies Record<string, StateKind>;

function conditionOf({ accepted, enabled, canReply, trouble }: ConnectionView): keyof typeof conditions {
  if (!enabled) return "over";
  if (!accepted) return "asks";
  if (!canReply) return "noRight";
  return trouble === null ? "works" : "unreached";
}

export function AccountList({ connections, username, waiting, ...place }: Props) {
  const t = useTranslations("business.accounts");
  return (
    <>
      <ol className="mb-4 grid list-decimal gap-1.5 pl-5 text-14">
        <li>{t("step.father", { mode: "Business Mode", newer: "Secretary Mode" })}</li>
        <li>
          {t("step.settings")}{" "}
          <span className="inline-flex items-center gap-1 align-middle">
            <code className="rounded-sm bg-muted px-1.5 py-0.5 text-13">@{username}</code>
            <Copy text={`@${username}`} label={t("copy")} />
          </span>
        </li>
        <li>{t("step.rights")}</li>
        <li>{t("step.start")}</li>
      </ol>
      <p className="mb-4 text-13 text-muted-foreground">{t("premium")}</p>
      {connections.length === 0 ? (
        <p className="text-13 text-muted-foreground">{t("none")}</p>
      ) : (
        <ul className="divide-y border-y">
          {connections.map((connection) => (
            <Account key={connection.connectionId} connection={connection} {...place} />
          ))}
        </ul>
      )}
      {waiting > 0 ? <p className="mt-3 text-13 text-waiting">{t("waiting", { count: waiting })}</p> : null}
    </>
  );
}

function Account({
  connection,
  tenant,
  bot: id,
  editable,
}: { connection: ConnectionView } & Pick<Props, "tenant" | "bot" | "editable">) {
  const t = useTranslations("business.accounts");
  const { save, pending } = useSave();
  const { connectionId, name, username, connectedAt, accepted, enabled, trouble } = connection;
  const condition = conditionOf(connection);
  const decide = (to: boolean) =>
    save({
      request: () => letAccount(tenant, { id, connectionId, accepted: to }),
      done: ({ live }) => ({ message: t(to ? "letIn" : "letOut", { name }), live }),
    });
  const forget = () =>
    save({
      request: () => forgetAccount(tenant, { id, connectionId }),
      done: ({ live }) => ({ message: t("forgotten", { name }), live }),
    });
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-3">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-x-3 text-14">
          <span className="min-w-0 truncate font-medium">{name}</span>
          {username ? <span className="text-13 text-muted-foreground">@{username}</span> : null}
          <State kind={conditions[condition]}>{t(`state.${condition}`)}</State>
        </p>
        <p className="mt-0.5 text-13 text-muted-foreground">
          {t.rich("since", { time: () => <RelativeTime date={connectedAt} /> })}{" "}
          {condition === "works" ? null : t(`remedy.${condition}`, { reason: trouble ?? "" })}
        </p>
      </div>
      {editable ? (
        <span className="flex gap-2">
          {enabled ? (
            <Button
              size="sm"
              variant={accepted ? "secondary" : "primary"}
              pending={pending}
              onClick={() => void decide(!accepted)}
            >
              {t(accepted ? "stop" : "allow")}
            </Button>
          ) : null}
          {enabled && accepted ? null : (
            <Button size="sm" variant="ghost" pending={pending} onClick={() => void forget()}>
              {t("forget")}
            </Button>
          )}
        </span>
      ) : null}
    </li>
  );
}
