"use client";
// A list in pages with a search, both in the page's address.
import { usePathname, useRouter } from "next/navigation";

export function usePagedSearch(search: string) {
  const router = useRouter();
  const path = usePathname();
  const address = (query: Record<string, string>) => {
    const text = new URLSearchParams(query).toString();
    return text ? `${path}?${text}` : path;
  };
  return {
    /** The page that begins with this one, of what is searched for now. */
    to: (start: number) =>
      address({ ...(search && { q: search }), ...(start > 0 && { from: String(start) }) }),
    find: (text: string) => router.replace(address(text ? { q: text } : {}), { scroll: false }),
  };
}
