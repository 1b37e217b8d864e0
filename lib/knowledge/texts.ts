// The texts of what a bot knows, whole.
import { tenantDb } from "../tenant-db.ts";

export interface KnownText {
  heading: string;
  text: string;
  /** Where it stands: a page's number, an address; null: nowhere in particular. */
  place: string | null;
}

/** Of several versions, each in the order of its source. A version that is gone has none. */
export async function readTexts(
  { tenantId }: { tenantId: string },
  versionIds: readonly string[],
): Promise<Map<string, KnownText[]>> {
  const { rows } = await tenantDb({ tenantId }).query<KnownText & { versionId: string }>(
    `SELECT "versionId", "heading", "text", "place" FROM "Piece"
     WHERE "tenantId" = $1 AND "versionId" = ANY($2::uuid[]) ORDER BY "versionId", "position"`,
    [tenantId, versionIds],
  );
  return Map.groupBy(rows, ({ versionId }) => versionId);
}
