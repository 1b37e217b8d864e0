import { csvStream } from "#lib/csv.ts";

/** @param name of the file, without its ending */
export const csvResponse = (lines: AsyncIterable<string>, name: string): Response =>
  new Response(csvStream(lines), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${name.replace(/[^\w.-]/g, "-")}.csv"`,
      "cache-control": "no-store",
    },
  });
