import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { AppError } from "#lib/errors.ts";
import { importProducts } from "#lib/knowledge/products.ts";
import { readTable } from "#lib/knowledge/read-table.ts";
import { columnRoles } from "#lib/knowledge/table.ts";
import { getKnowledgeBot } from "#lib/knowledge/view.ts";
import { isUuid } from "#lib/uuid.ts";
import { actionFailureOf } from "../../../../../failure.ts";
import { memberOf } from "../../../../member.ts";

const unpack = promisify(gunzip);
/** Of a file that came packed. */
const BYTES_MAX = 8 * 1024 * 1024;
/** Rows of a preview. */
const FEW = 5;

const Columns = z.array(z.object({ name: z.string().max(300), as: z.enum(columnRoles) })).max(200);

async function bytesOf(request: Request): Promise<Uint8Array> {
  const body = new Uint8Array(await request.arrayBuffer());
  if (new URL(request.url).searchParams.get("packed") !== "1") return body;
  try {
    return new Uint8Array(await unpack(body, { maxOutputLength: BYTES_MAX }));
  } catch {
    throw new AppError("source_large", { megabytes: BYTES_MAX / 1024 / 1024 });
  }
}

/**
 * A file with a table of products: `?name=FILE`. Answers what its columns are likely to be, with its first rows. With
 * `&source=ID&columns=JSON` the rows take the place of those that the source has. `&packed=1`: the body is gzip.
 */
export async function POST(
  request: Request,
  { params }: { params: Promise<{ tenant: string; bot: string }> },
): Promise<Response> {
  const { tenant, bot } = await params;
  const member = await memberOf(tenant, "runBots");
  if (member instanceof Response) return member;
  if (!(await getKnowledgeBot(member.context, bot))) return new Response(null, { status: 404 });
  const given = new URL(request.url).searchParams;
  try {
    const table = await readTable(member.context, await bytesOf(request), given.get("name") ?? "");
    const { columns, rows, guess } = table;
    const source = given.get("source");
    if (source === null)
      return Response.json({ columns, guess, total: rows.length, rows: rows.slice(0, FEW) });
    const chosen = Columns.safeParse(JSON.parse(given.get("columns") ?? "null"));
    if (!isUuid(source) || !chosen.success) throw new AppError("invalid");
    const count = await importProducts(member.context, source, { columns: chosen.data, rows });
    return Response.json({ count, left: rows.length - count });
  } catch (error) {
    const { code, error: sentence } = actionFailureOf(error, await getTranslations("errors"));
    return Response.json({ code, error: sentence }, { status: code === "internal" ? 500 : 400 });
  }
}
