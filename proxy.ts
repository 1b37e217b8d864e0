// Runs before every page: sets the content security policy with its nonce, and redirects to sign-in as a convenience.
// It authorises nothing: each page, action and route handler checks for itself.
import { type NextRequest, NextResponse } from "next/server";

const development = process.env.NODE_ENV === "development";
/** The component gallery (development only), which shows both themes in frames. */
const gallery = /^\/gallery(\/|$)/;
const open = /^\/(sign-in|setup|invite|reset)(\/|$)/;
/** Of these only the content security policy is set. */
const asset = /^\/(api|_next)\//;
const isOpen = (path: string) => open.test(path) || (development && gallery.test(path));

function policy(nonce: string, path: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    // Toasts and dragged rows set inline styles.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${development ? " ws:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${development && gallery.test(path) ? "'self'" : "'none'"}`,
  ].join("; ");
}

export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  const path = pathname + search;
  const signedIn = request.cookies
    .getAll()
    .some(({ name }) => /^(__Secure-)?next-auth\.session-token(\.\d+)?$/.test(name));
  if (!signedIn && !isOpen(pathname) && !asset.test(pathname) && request.method === "GET") {
    const target = request.nextUrl.clone();
    target.pathname = "/sign-in";
    target.search = pathname === "/" ? "" : `?next=${encodeURIComponent(path)}`;
    return NextResponse.redirect(target);
  }
  const nonce = Buffer.from(crypto.randomUUID()).toString("base64");
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("x-path", path);
  headers.set("content-security-policy", policy(nonce, pathname));
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy(nonce, pathname));
  return response;
}

// Files of the build are no documents; next.config.mjs has their policy. What else is under /_next or /api may be the page
// "not found".
export const config = { matcher: "/((?!_next/static/|icon.svg|favicon.ico).*)" };
