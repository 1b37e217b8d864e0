// What a bot knows now: the served versions of its own sources and of those that its tenant's bots share. Part of the workers'
// snapshot, without the texts.
import { z } from "zod";
import { SourceKind } from "#generated/enums.ts";
import type { Tx } from "../db.ts";
import type { KnowledgeChoice } from "./switches.ts";

export interface KnownSource {
  readonly id: string;
  readonly versionId: string;
  /** Changes with each edit in place: a text of before is stale. */
  readonly revision: number;
  readonly name: string;
  readonly kind: SourceKind;
  readonly pieces: number;
  /** Estimated, of all pieces. */
  readonly tokens: number;
  /** Pieces with a vector. */
  readonly embedded: number;
}

export interface BotKnowledge extends KnowledgeChoice {
  /** In a stable order, oldest first. */
  readonly sources: readonly KnownSource[];
}

/** With the bot that alone knows it; null: all of the tenant do. */
export type ServedSource = KnownSource & { readonly botId: string | null };

const Rows = z.array(
  z.object({
    ...{ id: z.string(), versionId: z.string(), botId: z.string().nullable(), name: z.string() },
    /** One of a newer version: its pieces are found alike. */
    kind: z.enum(SourceKind).catch("file"),
    ...{ revision: z.int(), pieces: z.int(), tokens: z.int(), embedded: z.int() },
  }),
);

/** All that the tenant's bots know, in a stable order; what has no piece is left out. */
export async function readServed(tx: Tx, tenantId: string): Promise<readonly ServedSource[]> {
  const rows = await tx.$queryRaw`
    SELECT s."id"::text, s."botId"::text, s."name", s."kind"::text, v."id"::text AS "versionId", v."revision", v."pieces",
      v."tokens", v."embedded"
    FROM "Source" AS s JOIN "SourceVersion" AS v ON v."tenantId" = s."tenantId" AND v."id" = s."servedId"
    WHERE s."tenantId" = ${tenantId}::uuid AND v."pieces" > 0
    ORDER BY s."createdAt", s."id"`;
  return Rows.parse(rows);
}

export const knownBy = (served: readonly ServedSource[], botId: string): readonly KnownSource[] =>
  served.flatMap(({ botId: of, ...source }) => (of === null || of === botId ? source : []));
