// Tables of products: rows edited in the browser, and read from a file.
import { randomUUID } from "node:crypto";
import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";
import { AppError } from "../errors.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { settle } from "./answers.ts";
import { type ProductRow, productOf, type Table, type TableColumn, tableOf } from "./table.ts";

export interface ListedProduct extends ProductRow {
  id: string;
}

export const PRODUCTS_PAGE = 50;

export async function listProducts(
  context: Context,
  sourceId: string,
  { from = 0, search = "" }: { from?: number; search?: string },
): Promise<{ products: ListedProduct[]; total: number }> {
  authorise(context, "viewBots");
  const { tenantId } = context;
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
    products: rows.map(({ id, heading, article, price, stock, link, picture, more }) => ({
      ...{ id, name: heading, article, price: price === null ? null : Number(price), stock, link, picture },
      more: (more ?? {}) as Record<string, string>,
    })),
    total,
  };
}

async function lockServed(tx: Tx, tenantId: string, sourceId: string): Promise<string> {
  const [row] = await tx.$queryRaw<{ servedId: string | null }[]>`
    SELECT "servedId" FROM "Source" WHERE "tenantId" = ${tenantId}::uuid AND "id" = ${sourceId}::uuid FOR UPDATE`;
  if (!row?.servedId) throw new AppError("not_found");
  return row.servedId;
}

const inWords = ({ name, article, price, stock, more }: ProductRow): string =>
  [name, article, price, stock, ...Object.entries(more).map(([key, value]) => `${key}: ${value}`)]
    .filter(Boolean)
    .join(", ");

export async function saveProduct(
  context: Context,
  sourceId: string,
  { id, ...row }: ProductRow & { id?: string | undefined },
): Promise<string> {
  authorise(context, "runBots");
  const { tenantId } = context;
  const pieceId = id ?? randomUUID();
  await tenantDb(context).$transaction(async (tx) => {
    const versionId = await lockServed(tx, tenantId, sourceId);
    const { name, article, price, stock, link, picture } = row;
    const text = inWords(row);
    const more = JSON.stringify(row.more);
    const tokens = Math.ceil(text.length / 4);
    const changed = await tx.$executeRaw`
      UPDATE "Piece" SET "heading" = ${name}, "text" = ${text}, "tokens" = ${tokens}, "words" = to_tsvector('simple', ${text}),
        "article" = ${article}, "price" = ${price}::numeric, "stock" = ${stock}::int, "link" = ${link}, "picture" = ${picture}, "more" = ${more}::jsonb
      WHERE "tenantId" = ${tenantId}::uuid AND "versionId" = ${versionId}::uuid AND "id" = ${pieceId}::uuid`;
    if (changed === 0)
      await tx.$executeRaw`
        INSERT INTO "Piece" ("id", "tenantId", "versionId", "position", "heading", "text", "tokens", "words", "article", "price", "stock", "link", "picture", "more")
        SELECT ${pieceId}::uuid, ${tenantId}::uuid, ${versionId}::uuid, coalesce(max("position"), -1) + 1, ${name}, ${text}, ${tokens},
               to_tsvector('simple', ${text}), ${article}, ${price}::numeric, ${stock}::int, ${link}, ${picture}, ${more}::jsonb
        FROM "Piece" WHERE "versionId" = ${versionId}::uuid`;
    await settle(tx, tenantId, versionId);
  });
  return pieceId;
}

export async function removeProduct(context: Context, sourceId: string, id: string): Promise<void> {
  authorise(context, "runBots");
  const { tenantId } = context;
  await tenantDb(context).$transaction(async (tx) => {
    const versionId = await lockServed(tx, tenantId, sourceId);
    await tx.piece.deleteMany({ where: { tenantId, versionId, id } });
    await settle(tx, tenantId, versionId);
  });
}

/** @throws AppError "source_type" */
export async function readTable(bytes: Uint8Array, name: string): Promise<Table> {
  const lines = /\.csv$/i.test(name) ? new TextDecoder().decode(bytes).split(/\r?\n/) : [];
  const table = tableOf(lines.map((line) => line.split(line.includes(";") ? ";" : ",")));
  if (!table) throw new AppError("source_type");
  return table;
}

export async function importProducts(
  context: Context,
  sourceId: string,
  { columns, rows }: { columns: readonly TableColumn[]; rows: readonly (readonly string[])[] },
): Promise<number> {
  authorise(context, "runBots");
  const products = rows.flatMap((row) => productOf(row, columns) ?? []);
  for (const product of products) await saveProduct(context, sourceId, product);
  return products.length;
}
