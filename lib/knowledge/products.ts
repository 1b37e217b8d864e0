// Tables of products, edited in the browser and imported from a file: a piece for each row.
import { z } from "zod";
import type { Piece } from "#generated/client.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { localeOf } from "../messages/translate.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { isUuid } from "../uuid.ts";
import { dropPiece, type Edited, editPieces, putPiece } from "./edit.ts";
import { usualLabels } from "./labels.ts";
import { requireRoomForPieces } from "./room.ts";
import { putPieces, storable } from "./store.ts";
import {
  labelsOf,
  type ProductLabels,
  type ProductRow,
  productOf,
  productPiece,
  type TableColumn,
  withFigures,
} from "./table.ts";

export interface ListedProduct extends ProductRow {
  id: string;
}

const PRODUCTS_PAGE = 50;
/** Products whose names tell the language of a table. */
const FEW = 20;

/** @param from how many to leave out @param search in names and articles */
export async function listProducts(
  context: Context,
  sourceId: string,
  { from = 0, search = "" }: { from?: number; search?: string },
): Promise<{ products: ListedProduct[]; total: number }> {
  authorise(context, "viewBots");
  const { tenantId } = context;
  if (!isUuid(sourceId)) return { products: [], total: 0 };
  const contains = { contains: search, mode: "insensitive" } as const;
  const where = {
    ...{ tenantId, version: { sourceId, source: { kind: "products" as const } } },
    ...(search && { OR: [{ heading: contains }, { article: contains }] }),
  };
  const db = tenantDb(context);
  const [rows, total] = await Promise.all([
    db.piece.findMany({ where, orderBy: { position: "asc" }, skip: from, take: PRODUCTS_PAGE }),
    db.piece.count({ where }),
  ]);
  return {
    products: rows.map((row) => ({ id: row.id, ...rowOf(row) })),
    total,
  };
}

const rowOf = ({ heading, article, price, stock, link, picture, more }: Piece): ProductRow => ({
  ...{ name: heading, article, price: price === null ? null : Number(price), stock, link, picture },
  more: (more ?? {}) as Record<string, string>,
});

const label = z.string().optional();
const Labels = z.object({ article: label, price: label, stock: label, link: label, picture: label });

/** In the language that these products are named in. */
async function labelsFor({ tx, tenantId }: Edited, names: readonly string[]): Promise<ProductLabels> {
  const { locale } = await tx.tenant.findFirstOrThrow({ where: { id: tenantId }, select: { locale: true } });
  return usualLabels(names, localeOf(locale));
}

/** Those of the version; a version without any gets them by what its first products are named. */
async function labelsIn(edited: Edited, name: string): Promise<ProductLabels> {
  const { tx, tenantId, versionId } = edited;
  const where = { tenantId, id: versionId };
  const { labels } = await tx.sourceVersion.findFirstOrThrow({ where, select: { labels: true } });
  const known = Labels.safeParse(labels);
  if (known.success) return known.data;
  const first = await tx.piece.findMany({
    ...{ where: { tenantId, versionId }, orderBy: { position: "asc" }, take: FEW },
    select: { heading: true },
  });
  const made = await labelsFor(edited, [name, ...first.map(({ heading }) => heading)]);
  await tx.sourceVersion.updateMany({ where, data: { labels: made } });
  return made;
}

/** @returns the id of the changed or the new one @throws AppError "not_found", "invalid", "limit_reached" */
export async function saveProduct(
  context: Context,
  sourceId: string,
  { id, ...row }: ProductRow & { id?: string | undefined },
): Promise<string> {
  authorise(context, "runBots");
  if (!row.name.trim()) throw new AppError("invalid", {}, "name");
  return editPieces(context, { sourceId, kind: "products" }, async (edited) => {
    const { tx, tenantId, versionId } = edited;
    const labels = await labelsIn(edited, row.name);
    const there =
      id !== undefined && isUuid(id) && (await tx.piece.findFirst({ where: { tenantId, versionId, id } }));
    const changed = there ? withFigures(row, rowOf(there), labels) : row;
    return putPiece(edited, sourceId, id, productPiece(changed, labels));
  });
}

/** @throws AppError "not_found" */
export async function removeProduct(context: Context, sourceId: string, id: string): Promise<void> {
  authorise(context, "runBots");
  await editPieces(context, { sourceId, kind: "products" }, (edited) => dropPiece(edited, id));
}

/** What a member has looked at: columns with what they are, and the rows of the file. */
export interface ImportedTable {
  columns: readonly TableColumn[];
  rows: readonly (readonly string[])[];
}

/** Puts the table in the place of what the source has. @returns how many products it has @throws AppError "not_found", "invalid", "limit_reached" */
export async function importProducts(
  context: Context,
  sourceId: string,
  { columns, rows }: ImportedTable,
): Promise<number> {
  authorise(context, "runBots");
  const products = rows.flatMap((row) => productOf(row, columns) ?? []);
  if (products.length === 0) throw new AppError("invalid", {}, "columns");
  return editPieces(context, { sourceId, kind: "products", action: "source.import" }, async (edited) => {
    const { tx, tenantId, versionId } = edited;
    const names = products.slice(0, FEW).map(({ name }) => name);
    const labels = { ...(await labelsFor(edited, names)), ...labelsOf(columns) };
    await tx.sourceVersion.updateMany({ where: { tenantId, id: versionId }, data: { labels } });
    const pieces = products.map((product, position) => storable(productPiece(product, labels), position));
    await requireRoomForPieces(tx, tenantId, sourceId, pieces.length, { instead: true });
    await tx.piece.deleteMany({ where: { tenantId, versionId } });
    await putPieces(tx, { tenantId, versionId }, pieces);
    return pieces.length;
  });
}
