// Checks whether the stored tokens and keys can be decrypted with the ENCRYPTION_KEY of this machine.
import type pg from "pg";
import { env } from "#lib/env.ts";
import { keyIds, open, type SealedTable, type SecretLocation } from "#lib/secrets.ts";
import { storedColumns } from "../secrets/stored-columns.ts";
import { type Finding, fine, wrong } from "./finding.ts";

/** Rows of a column that are tried; a wrong key shows in the first. */
const MOST = 5_000;

interface Row {
  rowId: string;
  tenantId: string;
  sealed: string;
}

async function rowsOf(client: pg.Client, table: string, column: string, own: SealedTable): Promise<Row[]> {
  const { rows } = await client.query<Row>(
    `SELECT "${own.rowId}" AS "rowId", ${own.tenantId ? `"${own.tenantId}"` : "''"} AS "tenantId", "${column}" AS "sealed"
     FROM "${table}" WHERE "${column}" IS NOT NULL LIMIT ${MOST}`,
  );
  return rows;
}

function opens({ sealed }: Row, place: SecretLocation): boolean {
  try {
    open(sealed, place);
    return true;
  } catch {
    return false;
  }
}

const ownKeys = (): string => (env().ENCRYPTION_KEY ? keyIds().join(", ") : "none");

export async function checkSealed(client: pg.Client): Promise<Finding[]> {
  const subject = "Stored keys";
  let all = 0;
  const closed = new Set<string>();
  let closedCount = 0;
  for (const { table, column, own } of await storedColumns(client)) {
    for (const row of await rowsOf(client, table, column, own)) {
      const { tenantId, rowId, sealed } = row;
      all++;
      if (opens(row, { tenantId, table, rowId, column } as SecretLocation)) continue;
      closedCount++;
      closed.add(sealed.split(".")[1] ?? "?");
    }
  }
  if (closedCount === 0) return [fine(subject, all === 0 ? "none yet" : `all ${all} can be decrypted`)];
  const says = `${closedCount} of ${all} tokens and keys cannot be decrypted: sealed with key ${[...closed].join(", ")}, and this machine has ${ownKeys()}`;
  const todo = "Set ENCRYPTION_KEY to the key that sealed them, or restore secrets.json from your backup.";
  return [wrong(subject, says, todo)];
}
