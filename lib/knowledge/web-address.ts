// Addresses of pages that bots are to know. Pure; what a name resolves to is checked when it is connected to.
import { AppError } from "../errors.ts";

const LENGTH_MOST = 2_000;

/** @returns the address as it is stored @throws AppError "source_address" */
export function sourceAddress(given: string): string {
  const typed = given.trim();
  const url = URL.parse(/^https?:\/\//i.test(typed) ? typed : `https://${typed}`);
  const isSite = url?.hostname.includes(".") || url?.hostname.startsWith("[");
  if (!url || !isSite || url.username || url.password || url.href.length > LENGTH_MOST)
    throw new AppError("source_address", {}, "url");
  url.hash = "";
  return url.href;
}
