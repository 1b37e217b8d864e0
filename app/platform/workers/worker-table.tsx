"use client";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import type { WorkerView } from "#lib/platform/workers.ts";
import { State } from "../../components/state.tsx";
import { Cell, Head, HeadCell, Row, Table } from "../../components/table.tsx";
import { RelativeTime } from "../../components/time.tsx";
import { useRefresh } from "../../saving/refresh.tsx";

const FRESH_MS = 5_000;
const small = "max-md:h-auto max-md:px-0 max-md:py-0.5";

/** Each process that runs bots; kept fresh while the page is looked at. */
export function WorkerTable({ workers }: { workers: readonly WorkerView[] }) {
  const t = useTranslations("platform.workers");
  const { refresh } = useRefresh();
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && refresh(), FRESH_MS);
    return () => clearInterval(timer);
  }, [refresh]);
  const label = (name: "version" | "bots" | "turns" | "started" | "seen") => (
    <span className="text-muted-foreground md:hidden">{t(`head.${name}`)}: </span>
  );
  return (
    <Table>
      <Head>
        <HeadCell>{t("head.worker")}</HeadCell>
        <HeadCell>{t("head.state")}</HeadCell>
        <HeadCell>{t("head.version")}</HeadCell>
        <HeadCell className="text-right">{t("head.bots")}</HeadCell>
        <HeadCell className="text-right">{t("head.turns")}</HeadCell>
        <HeadCell className="text-right">{t("head.started")}</HeadCell>
        <HeadCell className="text-right">{t("head.seen")}</HeadCell>
      </Head>
      <tbody>
        {workers.map(({ id, host, pid, version, startedAt, seenAt, alive, bots, turns }) => (
          <Row
            key={id}
            className="max-md:flex max-md:flex-wrap max-md:items-center max-md:gap-x-4 max-md:py-2.5"
          >
            <Cell className={`${small} max-md:w-full`}>
              <span className="block truncate font-medium text-13">{host}</span>
              <span className="block font-mono text-12 text-muted-foreground">{pid}</span>
            </Cell>
            <Cell className={small}>
              <State kind={alive ? "works" : "broken"}>{t(alive ? "alive" : "gone")}</State>
            </Cell>
            <Cell className={`text-13 ${small}`}>
              {label("version")}
              {version ?? t("unknown")}
            </Cell>
            <Cell className={`text-13 tabular-nums md:text-right ${small}`}>
              {label("bots")}
              {bots}
            </Cell>
            <Cell className={`text-13 tabular-nums md:text-right ${small}`}>
              {label("turns")}
              {turns}
            </Cell>
            <Cell className={`text-13 text-muted-foreground md:text-right ${small}`}>
              {label("started")}
              <RelativeTime date={startedAt} />
            </Cell>
            <Cell className={`text-13 text-muted-foreground md:text-right ${small}`}>
              {label("seen")}
              <RelativeTime date={seenAt} />
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
