// The record as a table that spreadsheets open: a line for each entry, in words.
import { recordAlone } from "../audit.ts";
import type { Context } from "../context.ts";
import { csvLine } from "../csv.ts";
import { localIn } from "../local-time.ts";
import type { Locale } from "../messages/locales.ts";
import { authorise } from "../people/can.ts";
import { listRecord, type RecordFilter, type RecordView } from "./list.ts";
import { recordWordsOf } from "./words.ts";

/** Rows that are read at a time. */
const PAGE = 500;

const facts = (value: RecordView["before"]): string => (value === null ? "" : JSON.stringify(value));

/**
 * All entries that the filter lets through, the latest first, some lines at a time. That it was asked for is an entry too.
 * @param zone of the tenant, for the times
 */
export async function* recordAsCsv(
  context: Context,
  filter: RecordFilter,
  { locale, zone }: { locale: Locale; zone: string },
): AsyncGenerator<string> {
  authorise(context, "readRecord");
  await recordAlone(context, { action: "record.export", target: context.tenantId, after: { zone } });
  const words = recordWordsOf(locale);
  yield csvLine(words.head);
  for (let after: string | null | undefined = filter.after; ; ) {
    const { rows, next }: Awaited<ReturnType<typeof listRecord>> = await listRecord(
      context,
      { ...filter, after: after ?? null },
      PAGE,
    );
    const lines = rows.map((row) =>
      csvLine([
        ...[localIn(zone, row.at).replace("T", " "), row.actor ?? words.nobody],
        ...[row.platform ? words.yes : "", words.actionOf(row.action), row.subject?.name ?? ""],
        ...[facts(row.before), facts(row.after ?? row.detail), row.address, row.agent, row.action],
      ]),
    );
    if (lines.length > 0) yield lines.join("");
    if (next === null) return;
    after = next;
  }
}
