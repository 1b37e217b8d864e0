// Where to go after sign-in: a path on this site, never another site (open redirect).

/** Any origin will do: it is compared with itself only. */
const own = "http://here.invalid";

/** @returns the path with its query, "/" where `next` would lead elsewhere */
export function nextPath(next: unknown): string {
  if (typeof next !== "string" || !next.startsWith("/")) return "/";
  const url = URL.canParse(next, own) ? new URL(next, own) : null;
  if (url?.origin !== own) return "/";
  const path = url.pathname + url.search + url.hash;
  // "/.//evil.example" stays on our origin, but its normal form "//evil.example" would not.
  return new URL(path, own).origin === own ? path : "/";
}
