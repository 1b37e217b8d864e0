// A source of knowledge that is read already, so that its page is looked at.
import pg from "pg";
import type { Platform } from "./platform.ts";

/** Of the first bot, with one product. */
export async function addPriceList({ databaseUrl }: Platform): Promise<void> {
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  await database.query(
    `WITH source AS (
       INSERT INTO "Source" ("id", "tenantId", "botId", "kind", "name", "servedId")
       SELECT gen_random_uuid(), "tenantId", "id", 'products', 'Narxlar', gen_random_uuid() FROM "Bot" LIMIT 1 RETURNING *),
     version AS (
       INSERT INTO "SourceVersion" ("id", "tenantId", "sourceId", "state", "pieces", "tokens", "readyAt")
       SELECT "servedId", "tenantId", "id", 'ready', 1, 9, now() FROM source)
     INSERT INTO "Piece" ("id", "tenantId", "versionId", "position", "heading", "text", "tokens", "price", "stock", "words")
     SELECT gen_random_uuid(), "tenantId", "servedId", 0, 'Choynak, 1 litr', 'Narxi: 85 000', 9, 85000, 12, 'choynak'::tsvector FROM source`,
  );
  await database.end();
}
