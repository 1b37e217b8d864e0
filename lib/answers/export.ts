// Filtered answers as the lines of a CSV file, newest first, read a page at a time while the file is sent.
import { record } from "../audit.ts";
import type { Context } from "../context.ts";
import { csvLine } from "../csv.ts";
import { localIn } from "../local-time.ts";
import { authorise, can } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import type { AnswerFilter } from "./conditions.ts";
import { type AnswerRow, listAnswers } from "./list.ts";

const AT_ONCE = 500;
/** A spreadsheet opens no more lines than a million; a file of more than this takes minutes. */
const EXPORT_MAX = 100_000;

export const answerColumns = [
  "received",
  "bot",
  "outcome",
  "model",
  "key",
  "calls",
  "failure",
  "firstTextMs",
  "totalMs",
  "cost",
  "liked",
  "disliked",
  "asker",
  "question",
  "id",
] as const;
type Column = (typeof answerColumns)[number];

/**
 * What people wrote is in it for those who may give out people's data; the record says who took such a file.
 * @param zone of the tenant
 * @param heads names of the columns in the reader's language
 */
export async function* exportAnswers(
  context: Context,
  of: { filter: AnswerFilter; zone: string; heads: Record<Column, string> },
): AsyncGenerator<string> {
  authorise(context, "viewAnswers");
  const { filter, zone, heads } = of;
  const withTexts = can(context.role, "managePersonData");
  if (withTexts)
    await tenantDb(context).$transaction(async (tx) =>
      record(tx, context, { action: "answers.export", target: context.tenantId }),
    );
  const columns = answerColumns.filter((name) => withTexts || (name !== "asker" && name !== "question"));
  yield csvLine(columns.map((name) => heads[name]));
  let after: string | null = null;
  for (let written = 0; written < EXPORT_MAX; written += AT_ONCE) {
    const page = await listAnswers(context, filter, after, AT_ONCE);
    if (page.answers.length > 0) yield page.answers.map(lineOf).join("");
    after = page.next;
    if (!after) return;
  }

  function lineOf({ bot, state, keyName, attempts, receivedAt, asker, ...answer }: AnswerRow): string {
    const row = {
      ...answer,
      ...{ received: localIn(zone, receivedAt).replace("T", " "), bot: bot.name, outcome: state },
      ...{ key: keyName, calls: attempts, asker: asker?.name ?? null },
    };
    return csvLine(columns.map((name) => row[name]));
  }
}
