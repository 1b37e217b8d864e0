"use client";
import type { ListedProduct } from "#lib/knowledge/products.ts";
export function ProductTable(_: {
  tenant: string;
  bot: string;
  source: string;
  editable: boolean;
  products: ListedProduct[];
  total: number;
  pieces: number;
  from: number;
  search: string;
}) {
  return null;
}
