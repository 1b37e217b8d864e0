// The text of a workbook: each sheet with its name, the cells of a row separated by tabs.

import readWorkbook from "read-excel-file/node";
import { cellText } from "#lib/files/sheets.ts";

export async function textOfXlsx(bytes: Buffer): Promise<string> {
  const sheets = await readWorkbook(bytes);
  return sheets
    .map(({ sheet, data }) => {
      const rows = data.map((row) => row.map(cellText).join("\t").trimEnd()).filter((row) => row !== "");
      return rows.length > 0 ? `# ${sheet}\n${rows.join("\n")}` : "";
    })
    .filter((text) => text !== "")
    .join("\n\n");
}
