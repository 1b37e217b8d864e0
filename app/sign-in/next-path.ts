// Where to go after sign-in: a path on this site, never another site (open redirect).

/** Any origin will do: it is compared with itself only. */
const own = "http://here.invalid";

function ownUrl(path: string): URL | null {
  const url = URL.canParse(path, own) ? new URL(path, own) : null;
  return url?.origin === own ? url : null;
}

/** @returns the path with its query, "/" if `next` would lead elsewhere */
export function nextPath(next: unknown): string {
  if (typeof next !== "string" || !next.startsWith("/")) return "/";
  const url = ownUrl(next);
  if (!url) return "/";
  const path = url.pathname + url.search + url.hash;
  // "/.//evil.example" stays on our origin, but its normal form "//evil.example" does not.
  return ownUrl(path) ? path : "/";
}
