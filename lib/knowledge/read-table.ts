// A file with a table of products, read for whoever is about to import it. In a process of its own, since a small archive may
// unpack to more than the dashboard's memory.
import { join } from "node:path";
import { AsideFailed, runAside } from "../aside/aside.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { authorise } from "../people/can.ts";
import { formatOf } from "./kinds-of-files.ts";
import type { TableRead } from "./table.ts";

const TIME_MS = 30_000;

/** @throws AppError "source_type", "source_table", or "busy" where many others wait */
export async function readTable(context: Context, bytes: Uint8Array, name: string): Promise<TableRead> {
  authorise(context, "runBots");
  const format = formatOf(name);
  if (format !== "csv" && format !== "xlsx") throw new AppError("source_type");
  // The dashboard runs in the program's folder; Next has moved this module out of it.
  const root = process.cwd();
  const { tenantId } = context;
  const aside = { tenantId, root, args: [name], timeMs: TIME_MS, signal: AbortSignal.timeout(2 * TIME_MS) };
  try {
    const output = await runAside(join(root, "lib/knowledge/table-file.ts"), bytes, aside);
    const table = JSON.parse(String(output)) as TableRead | null;
    if (table) return table;
  } catch (error) {
    if (!(error instanceof AsideFailed)) throw error;
    if (error.fault === "busy") throw new AppError("busy");
  }
  throw new AppError("source_table");
}
