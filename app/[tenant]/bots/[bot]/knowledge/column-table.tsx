"use client";
// The first rows of a file, with what each column is above it; on a phone a column below the other.
import { useTranslations } from "next-intl";
import { stockOf } from "#lib/knowledge/stock.ts";
import { type ColumnRole, columnRoles } from "#lib/knowledge/table.ts";
import { cn } from "../../../../components/cn.ts";
import { Select } from "../../../../components/select.tsx";
import type { TablePreview } from "./table-file.ts";

interface Props {
  table: TablePreview;
  roles: readonly ColumnRole[];
  onRole: (column: number, role: ColumnRole) => void;
}

export function ColumnTable({ table, roles, onRole }: Props) {
  const t = useTranslations("knowledge.import");
  const { columns, rows } = table;
  const cellsOf = (column: number) => rows.flatMap((row) => row[column] || []).slice(0, 4);
  const readAs = (cell: string) => {
    const stock = stockOf(cell);
    if (stock === null) return t("stock.text");
    return stock === "some" ? t("stock.some") : stock === 0 ? t("stock.none") : String(stock);
  };
  const options = columnRoles.map((value) => ({ value, label: t(`as.${value}`) }));
  return (
    <ul aria-label={t("preview")} className="divide-y border-y">
      {columns.map((name, i) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: columns may have the same name, and keep their places
          key={i}
          className={cn(
            "grid gap-x-4 gap-y-1 py-2.5 sm:grid-cols-[minmax(0,1fr)_11rem] sm:items-center",
            roles[i] === "skip" && "text-muted-foreground",
          )}
        >
          <div className="min-w-0">
            <p className="truncate font-medium text-13">{name}</p>
            <p className="truncate text-12 text-muted-foreground">{cellsOf(i).join(" · ")}</p>
            {roles[i] === "stock" ? (
              <p className="truncate text-12 text-muted-foreground">
                {t("stock.read", { stock: cellsOf(i).map(readAs).join(" · ") })}
              </p>
            ) : null}
          </div>
          <Select
            aria-label={t("column", { name })}
            value={roles[i] ?? "skip"}
            onValueChange={(role) => onRole(i, role as ColumnRole)}
            options={options}
            className="h-8 w-full text-13 max-md:h-10"
          />
        </li>
      ))}
    </ul>
  );
}
