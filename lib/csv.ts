// Lines of a CSV file (RFC 4180), as a spreadsheet opens it. Pure.

/** What makes a spreadsheet tell UTF-8; at the beginning of the file. */
const BYTE_ORDER_MARK = "\uFEFF";

/** Text that a spreadsheet would take for a formula, or that the next program would, after it has trimmed it. */
const FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/;

/** A number is a number, and text never a formula: an apostrophe before it makes spreadsheets show it as it is. */
function fieldOf(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export const csvLine = (fields: readonly (string | number | null)[]): string =>
  `${fields.map(fieldOf).join(",")}\r\n`;

/** The file, whose lines are made while it is read: each time for as many as whoever reads has room for. */
export function csvStream(lines: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const iterator = lines[Symbol.asyncIterator]();
  let begun = false;
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (!begun) controller.enqueue(encoder.encode(BYTE_ORDER_MARK));
      begun = true;
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}
