// The catalogue of models that ListModels has returned, shared by all tenants. Every successful key check adds to it.
import { pool } from "../db.ts";
import type { ListedModel } from "../gemini/models.ts";

/** Upserts the models of one key's listing. */
export async function noteListing(models: readonly ListedModel[]): Promise<void> {
  if (models.length === 0) return;
  const column = <T>(pick: (model: ListedModel) => T) => models.map(pick);
  await pool.query(
    `INSERT INTO "Model" ("name", "displayName", "description", "inputLimit", "outputLimit", "generates", "thinks", "seenAt")
     SELECT DISTINCT ON (1) *, now()
     FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::int[], $6::bool[], $7::bool[])
     ORDER BY 1
     ON CONFLICT ("name") DO UPDATE SET
       "displayName" = excluded."displayName", "description" = excluded."description",
       "inputLimit" = excluded."inputLimit", "outputLimit" = excluded."outputLimit",
       "generates" = excluded."generates", "thinks" = excluded."thinks", "seenAt" = excluded."seenAt", "missingAt" = NULL`,
    [
      column(({ name }) => name),
      column(({ displayName }) => displayName),
      column(({ description }) => description),
      column(({ inputTokenLimit }) => inputTokenLimit),
      column(({ outputTokenLimit }) => outputTokenLimit),
      column(({ methods }) => methods.includes("generateContent")),
      column(({ thinks }) => thinks),
    ],
  );
}

/** Marks models that no key of any tenant lists, including never-seen models in an order. */
export async function markMissing(): Promise<void> {
  await pool.query(
    `WITH listed AS (SELECT DISTINCT unnest("models") AS name FROM "Key"),
     wanted AS (SELECT DISTINCT e->>'model' AS name FROM "ModelList", jsonb_array_elements("entries") e)
     INSERT INTO "Model" ("name", "displayName", "missingAt")
     SELECT name, name, now()
     FROM (SELECT "name" FROM "Model" WHERE "generates" UNION SELECT name FROM wanted) known
     WHERE EXISTS (SELECT FROM listed) AND name NOT IN (SELECT name FROM listed)
     ON CONFLICT ("name") DO UPDATE SET "missingAt" = coalesce("Model"."missingAt", excluded."missingAt")`,
  );
}

/** Stores the successor that Google named for this model. */
export async function noteSuccessor(model: string, successor: string): Promise<void> {
  await pool.query(
    `INSERT INTO "Model" ("name", "displayName", "successor") VALUES ($1, $1, $2)
     ON CONFLICT ("name") DO UPDATE SET "successor" = excluded."successor"
     WHERE "Model"."successor" IS DISTINCT FROM excluded."successor"`,
    [model, successor],
  );
}
