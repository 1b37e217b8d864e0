"use client";
// A file with a table of products, sent to be looked at and then to be imported.
import type { ColumnRole, TableColumn } from "#lib/knowledge/table.ts";

export interface TablePreview {
  columns: string[];
  guess: ColumnRole[];
  /** The first of them. */
  rows: string[][];
  total: number;
}

type Failed = { error: string };

/** Packed, a table is a tenth; one of Excel is packed already. */
async function packed(file: File): Promise<{ body: Blob; packed: boolean }> {
  if (!/\.(csv|tsv)$/i.test(file.name)) return { body: file, packed: false };
  const stream = file.stream().pipeThrough(new CompressionStream("gzip"));
  return { body: await new Response(stream).blob(), packed: true };
}

async function send<T>(
  { tenant, bot, file }: { tenant: string; bot: string; file: File },
  more: Record<string, string>,
): Promise<T | Failed> {
  const { body, packed: isPacked } = await packed(file);
  const query = new URLSearchParams({ name: file.name, ...(isPacked && { packed: "1" }), ...more });
  try {
    const response = await fetch(`/api/knowledge/${tenant}/${bot}/table?${query}`, { method: "POST", body });
    const answer = (await response.json().catch(() => null)) as T | Failed | null;
    return answer ?? { error: "" };
  } catch {
    return { error: "" };
  }
}

export interface TableFile {
  tenant: string;
  bot: string;
  file: File;
}

export const previewTable = (given: TableFile) => send<TablePreview>(given, {});

/** @param source whose products the rows take the place of */
export const importTable = (given: TableFile, source: string, columns: readonly TableColumn[]) =>
  send<{ count: number; left: number }>(given, { source, columns: JSON.stringify(columns) });
