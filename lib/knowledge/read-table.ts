// A file with a table of products, read for whoever is about to import it.
import { join } from "node:path";
import { AsideFailed, runAside } from "../aside/aside.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { authorise } from "../people/can.ts";
import { formatOf } from "./kinds-of-files.ts";
import type { Table } from "./table.ts";

/** Whoever imports it waits for it. */
const TIME_MS = 20_000;
/** Of the table as JSON. */
const OUTPUT_BYTES = 32 * 1024 * 1024;

/**
 * In a process of its own, whatever the bytes do to it. @param root the program's folder
 * @returns null: it holds no table that can be read @throws AppError "source_type", "busy"
 */
export async function readTable(
  context: Context,
  bytes: Uint8Array,
  { name, root = process.cwd() }: { name: string; root?: string },
): Promise<Table | null> {
  authorise(context, "runBots");
  const format = formatOf(name);
  if (format !== "csv" && format !== "xlsx") throw new AppError("source_type");
  try {
    const table = await runAside(join(root, "bots/knowledge/read-table.ts"), bytes, {
      ...{ tenantId: context.tenantId, args: [format], root, timeMs: TIME_MS, outputBytes: OUTPUT_BYTES },
      signal: AbortSignal.timeout(2 * TIME_MS),
    });
    return JSON.parse(table.toString("utf8")) as Table | null;
  } catch (error) {
    if (error instanceof AsideFailed && error.fault === "busy") throw new AppError("busy");
    if (error instanceof AsideFailed) return null;
    throw error;
  }
}
