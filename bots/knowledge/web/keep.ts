// Pages that were fetched, in the place of a version's file until it is ready: the list of addresses first, then each page. So
// a worker goes on where another one was interrupted.
import { tenantDb } from "#lib/tenant-db.ts";
import { HELD, held, type ReadingClaim } from "../claims.ts";

export interface KeptPage {
  url: string;
  /** html, text or pdf; null: it could not be read. */
  format: "html" | "text" | "pdf" | null;
  /** Text, or base64 of a PDF. */
  body: string;
}

export interface KeptList {
  pages: string[];
  /** Whether the site has more pages than are read. */
  more: boolean;
}

/** @param position 0: the list; from 1 on its pages */
export async function keep(claim: ReadingClaim, position: number, kept: KeptPage | KeptList): Promise<void> {
  const bytes = Buffer.from(JSON.stringify(kept));
  await held(
    claim,
    `WITH v AS (UPDATE "SourceVersion" SET "bytes" = "bytes" + $5, "done" = $4, "total" = coalesce($7, "total")
       WHERE ${HELD} RETURNING "id", "tenantId")
     INSERT INTO "SourceFile" ("tenantId", "versionId", "position", "bytes") SELECT "tenantId", "id", $4, $6 FROM v`,
    [position, bytes.length, bytes, "pages" in kept ? kept.pages.length : null],
  );
}

/** @returns the list, and how many of its pages are there; null: it was not begun */
export async function keptSoFar({
  tenantId,
  versionId,
}: ReadingClaim): Promise<{ list: KeptList; done: number } | null> {
  const db = tenantDb({ tenantId });
  const first = await db.sourceFile.findFirst({ where: { tenantId, versionId, position: 0 } });
  if (!first) return null;
  const done = (await db.sourceFile.count({ where: { tenantId, versionId } })) - 1;
  return { list: JSON.parse(Buffer.from(first.bytes).toString()), done };
}
