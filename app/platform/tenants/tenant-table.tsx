"use client";
import { useTranslations } from "next-intl";
import type { TenantRowView } from "#lib/platform/tenants.ts";
import { State } from "../../components/state.tsx";
import { Cell, Head, HeadCell, Row, RowLink, Table } from "../../components/table.tsx";

const small = "max-md:h-auto max-md:px-0 max-md:py-0.5";

export function TenantTable({ tenants }: { tenants: readonly TenantRowView[] }) {
  const t = useTranslations("platform.tenants");
  const figure = (label: "bots" | "keys" | "members", value: number) => (
    <Cell className={`text-right text-13 tabular-nums ${small} max-md:text-left`}>
      <span className="text-muted-foreground md:hidden">{t(`head.${label}`)}: </span>
      {value}
    </Cell>
  );
  return (
    <Table>
      <Head>
        <HeadCell>{t("head.name")}</HeadCell>
        <HeadCell>{t("head.plan")}</HeadCell>
        <HeadCell className="text-right">{t("head.bots")}</HeadCell>
        <HeadCell className="text-right">{t("head.keys")}</HeadCell>
        <HeadCell className="text-right">{t("head.members")}</HeadCell>
        <HeadCell>{t("head.state")}</HeadCell>
      </Head>
      <tbody>
        {tenants.map(({ id, name, slug, plan, suspendedAt, bots, keys, members }) => (
          <Row
            key={id}
            className="max-md:flex max-md:flex-wrap max-md:items-center max-md:gap-x-4 max-md:py-2.5"
          >
            <Cell className={`md:w-2/5 ${small} max-md:w-full`}>
              <RowLink href={`/platform/tenants/${id}`} prefetch={false} className="block break-words">
                {name}
              </RowLink>
              <span className="block truncate font-mono text-12 text-muted-foreground">/{slug}</span>
            </Cell>
            <Cell className={`text-13 ${small} ${plan ? "" : "text-muted-foreground"}`}>
              {plan ?? t("noPlan")}
            </Cell>
            {figure("bots", bots)}
            {figure("keys", keys)}
            {figure("members", members)}
            <Cell className={small}>
              <State kind={suspendedAt ? "off" : "works"}>{t(suspendedAt ? "suspended" : "runs")}</State>
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
