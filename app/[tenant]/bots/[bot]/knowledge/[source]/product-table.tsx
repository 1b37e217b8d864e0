"use client";
// Products a page at a time; price and stock are changed right in their cells.
import { FileUp, Package, Pencil, Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import type { ListedProduct } from "#lib/knowledge/products.ts";
import { Button } from "../../../../../components/button.tsx";
import { cn } from "../../../../../components/cn.ts";
import { EmptyState } from "../../../../../components/empty-state.tsx";
import { useNumbers } from "../../../../../components/numbers.ts";
import { PageTurns } from "../../../../../components/page-turns.tsx";
import { PausedSearch } from "../../../../../components/search-input.tsx";
import { Cell, Head, HeadCell, Row, Table } from "../../../../../components/table.tsx";
import { useFragment } from "../../../../../components/use-fragment.ts";
import { onDemand } from "../../../../../on-demand.tsx";
import { useChanges } from "../../../../../saving/use-changes.ts";
import { useSave } from "../../../../../saving/use-save.ts";
import { dropProduct, writeProduct } from "../actions.ts";
import { FigureCell } from "./figure-cell.tsx";
import { usePagedSearch } from "./paged-search.ts";

const ProductDialog = onDemand(
  () => import("./product-dialog.tsx").then((module) => module.ProductDialog),
  ({ edited }) => edited !== null,
);
const ImportDialog = onDemand(
  () => import("../import-dialog.tsx").then((module) => module.ImportDialog),
  ({ file }) => file !== null,
);

interface Props {
  tenant: string;
  bot: string;
  source: string;
  editable: boolean;
  products: readonly ListedProduct[];
  /** Those that are found. */
  total: number;
  /** All of the source. */
  pieces: number;
  from: number;
  search: string;
}

/** Above so many there is a field to find one. */
const MANY = 8;

export function ProductTable(props: Props) {
  const { tenant, bot, source, editable, products, total, pieces, from, search } = props;
  const t = useTranslations("knowledge.products");
  const numbers = useNumbers();
  const { to, find } = usePagedSearch(search);
  const { save } = useSave();
  const { value, change } = useChanges(products);
  const [adding, setAdding] = useFragment("new");
  const [edited, setEdited] = useState<ListedProduct | null>(null);
  const [file, setFile] = useState<File | null>(null);
  const picker = useRef<HTMLInputElement>(null);

  const set = (product: ListedProduct, now: Partial<ListedProduct>) =>
    change(
      (all: readonly ListedProduct[]) =>
        all.map((each) => (each.id === product.id ? { ...each, ...now } : each)),
      {
        request: () => writeProduct(tenant, { source, ...product, ...now }),
        done: () => t("saved"),
      },
    );

  function remove({ id, ...product }: ListedProduct): void {
    const putBack = () =>
      void save({ request: () => writeProduct(tenant, { source, ...product }), done: () => t("saved") });
    change((all: readonly ListedProduct[]) => all.filter((each) => each.id !== id), {
      request: () => dropProduct(tenant, { source, id }),
      done: () => ({ message: t("removed", { name: product.name }), undo: putBack }),
    });
  }

  const buttons = editable ? (
    <div className="flex flex-wrap gap-2">
      <Button variant="secondary" size="sm" onClick={() => picker.current?.click()}>
        <FileUp aria-hidden />
        {t("import")}
      </Button>
      <Button size="sm" onClick={() => setAdding("open")}>
        <Plus aria-hidden />
        {t("add")}
      </Button>
    </div>
  ) : null;
  const isEmpty = pieces === 0 && value.length === 0 && search === "";
  return (
    <>
      {isEmpty ? (
        <EmptyState icon={Package} title={t("emptyTitle")} action={buttons}>
          {t("emptyBody")}
        </EmptyState>
      ) : (
        <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
          {pieces > MANY || search ? (
            <PausedSearch label={t("search")} typed={search} onSearch={find} className="w-full sm:w-72" />
          ) : (
            <span />
          )}
          {buttons}
        </div>
      )}
      {!isEmpty && value.length === 0 ? (
        <p className="py-6 text-13 text-muted-foreground">{t("noneFound")}</p>
      ) : null}
      {value.length > 0 ? (
        <Table className="max-md:block [&_tbody]:max-md:block">
          <Head>
            <HeadCell>{t("name")}</HeadCell>
            <HeadCell className="w-40">{t("article")}</HeadCell>
            <HeadCell className={cn("w-36 text-right", editable && "pr-5")}>{t("price")}</HeadCell>
            <HeadCell className={cn("w-28 text-right", editable && "pr-5")}>{t("stock")}</HeadCell>
            {editable ? (
              <HeadCell className="w-20">
                <span className="sr-only">{t("acts")}</span>
              </HeadCell>
            ) : null}
          </Head>
          <tbody>
            {value.map((product) => (
              <Row
                key={product.id}
                className="max-md:grid max-md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto] max-md:items-center max-md:gap-x-2 max-md:gap-y-1 max-md:py-3"
              >
                <Cell className="max-w-0 max-md:col-span-2 max-md:h-auto max-md:max-w-none max-md:p-0">
                  <p className="truncate font-medium max-md:whitespace-normal">{product.name}</p>
                  <p className="truncate text-12 text-muted-foreground">
                    {Object.entries(product.more)
                      .map(([name, text]) => `${name}: ${text}`)
                      .join(" · ")}
                  </p>
                  {product.article ? (
                    <p className="font-mono text-12 text-muted-foreground md:hidden">{product.article}</p>
                  ) : null}
                </Cell>
                <Cell className="font-mono text-13 text-muted-foreground max-md:hidden">
                  {product.article}
                </Cell>
                <Cell className="max-md:row-start-2 max-md:h-auto max-md:p-0">
                  <FigureCell
                    label={t("priceOf", { name: product.name })}
                    hint={t("price")}
                    value={product.price}
                    editable={editable}
                    onChange={(price) => set(product, { price })}
                  />
                </Cell>
                <Cell className="max-md:row-start-2 max-md:h-auto max-md:p-0">
                  <FigureCell
                    label={t("stockOf", { name: product.name })}
                    hint={t("stock")}
                    value={product.stock}
                    whole
                    editable={editable}
                    onChange={(stock) => set(product, { stock })}
                  />
                </Cell>
                {editable ? (
                  <Cell className="text-right max-md:col-start-3 max-md:row-start-1 max-md:h-auto max-md:p-0">
                    <span className="inline-flex pointer-coarse:gap-1">
                      <Button
                        variant="ghost"
                        size="icon"
                        aria-label={t("edit", { name: product.name })}
                        onClick={() => setEdited(product)}
                      >
                        <Pencil aria-hidden />
                      </Button>
                      <Button
                        variant="ghost"
                        size="icon"
                        aria-label={t("drop", { name: product.name })}
                        onClick={() => remove(product)}
                      >
                        <Trash2 aria-hidden />
                      </Button>
                    </span>
                  </Cell>
                ) : null}
              </Row>
            ))}
          </tbody>
        </Table>
      ) : null}
      {total > value.length ? (
        <p className="mt-3 text-12 text-muted-foreground tabular-nums">
          {t("of", {
            from: numbers.count(from + 1),
            to: numbers.count(from + value.length),
            total: numbers.count(total),
          })}
        </p>
      ) : null}
      <PageTurns
        first={from > 0 ? { href: to(0), label: t("first") } : null}
        next={from + products.length < total ? { href: to(from + products.length), label: t("next") } : null}
      />
      {editable ? (
        <>
          <input
            ref={picker}
            type="file"
            hidden
            accept=".xlsx,.xlsm,.csv,.tsv"
            aria-label={t("import")}
            onChange={({ target }) => {
              setFile(target.files?.[0] ?? null);
              target.value = "";
            }}
          />
          <ImportDialog
            {...{ tenant, bot, file }}
            into={{ id: source, pieces }}
            onDocument={null}
            onClose={() => setFile(null)}
          />
          <ProductDialog
            {...{ tenant, source }}
            edited={edited ?? (adding === null ? null : "new")}
            onClose={() => {
              setEdited(null);
              if (adding !== null) setAdding(null);
            }}
          />
        </>
      ) : null}
    </>
  );
}
