"use client";
// The matrix on a wide screen, a list of models on a phone, and the panels of both.
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Matrix, MatrixRow } from "#lib/health/matrix.ts";
import { cn } from "../../components/cn.ts";
import { Sheet } from "../../components/sheet.tsx";
import { State } from "../../components/state.tsx";
import { useFragment } from "../../components/use-fragment.ts";
import { Legend } from "./cell-look.tsx";
import { CellPanel } from "./cell-panel.tsx";
import { MatrixTable } from "./matrix-table.tsx";
import { ModelList } from "./model-list.tsx";
import { HealthModelPanel } from "./model-panel.tsx";

const isWell = ({ summary: { counts } }: MatrixRow, keys: number) => counts.works + counts.off === keys;

export function HealthView(props: { tenant: string; matrix: Matrix; troubleOnly: boolean }) {
  const { tenant, matrix, troubleOnly } = props;
  const t = useTranslations("health");
  const { keys } = matrix;
  // "model" or "model~key".
  const [opened, open] = useFragment("open");
  const [model = "", keyId = ""] = (opened ?? "").split("~");
  const row = matrix.rows.find((each) => each.model === model);
  const column = keys.findIndex(({ id }) => id === keyId);
  const [cell, key] = [row?.cells[column], keys[column]];
  const rows = troubleOnly ? matrix.rows.filter((each) => !isWell(each, keys.length)) : matrix.rows;
  return (
    <>
      <Filter tenant={tenant} troubleOnly={troubleOnly} />
      {rows.length === 0 ? <State kind="works">{t("well")}</State> : null}
      {rows.length > 0 ? (
        <>
          <div className="max-md:hidden">
            <MatrixTable keys={keys} rows={rows} open={open} />
            <Legend />
          </div>
          <div className="md:hidden">
            <ModelList rows={rows} count={keys.length} open={open} />
          </div>
        </>
      ) : null}
      <Sheet
        open={row !== undefined}
        onOpenChange={(next) => (next ? null : open(null))}
        title={row ? <span className="font-mono text-13">{row.model}</span> : ""}
      >
        {row && cell && key ? (
          <CellPanel tenant={tenant} model={row.model} cellKey={key} cell={cell} />
        ) : row ? (
          <HealthModelPanel tenant={tenant} row={row} keys={keys} open={open} />
        ) : null}
      </Sheet>
    </>
  );
}

function Filter({ tenant, troubleOnly }: { tenant: string; troubleOnly: boolean }) {
  const t = useTranslations("health.filter");
  const ways = [
    { name: "all", href: `/${tenant}/health`, here: !troubleOnly },
    { name: "trouble", href: `/${tenant}/health?show=trouble`, here: troubleOnly },
  ] as const;
  return (
    <nav className="mb-4 flex gap-1">
      {ways.map(({ name, href, here }) => (
        <Link
          key={name}
          href={href}
          aria-current={here ? "page" : undefined}
          className={cn(
            "rounded-md px-3 py-1.5 font-medium text-13",
            here ? "bg-foreground/7" : "text-muted-foreground hover:bg-foreground/4 hover:text-foreground",
          )}
        >
          {t(name)}
        </Link>
      ))}
    </nav>
  );
}
