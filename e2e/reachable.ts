// Everything that the built dashboard answers to: pages, route handlers and server actions, with who may use them.
import { readFileSync } from "node:fs";

const build = (file: string) => JSON.parse(readFileSync(`.next/${file}`, "utf8")) as unknown;

/** Who may: anyone, whoever is signed in, whoever is of the platform, all members of the tenant, or those that have the permission. */
type Guard = "anyone" | "person" | "platform" | { permission: string | null };

export interface Address {
  /** For instance `/[tenant]/bots`. */
  route: string;
  kind: "page" | "route";
  guard: Guard;
}

/** These guard themselves, or say nothing of anybody's. */
const open = [
  ...[
    "/api/auth/[...nextauth]",
    "/api/browser/[...file]",
    "/api/health",
    "/api/passkey",
    "/api/ready",
    // By a token, never by a session (lib/api/access.test.ts); what says what the API can do.
    "/api/v1/[...path]",
    "/api/v1/openapi.json",
    "/api/reference",
    "/icon.svg",
  ],
  ...["/setup", "/sign-in"],
  ...["/invite/[code]", "/reset/[code]"],
];

/** What a page or a route demands: `requireMember(tenant, "permission")` or `memberOf(tenant, "permission")`; null: membership. */
function permissionOf(entry: string, kind: Address["kind"]): string | null {
  const source = readFileSync(`app${entry}.${kind === "page" ? "tsx" : "ts"}`, "utf8");
  const demand =
    kind === "page" ? /\brequireMember\([^;]*?,\s*"(\w+)"\s*\)/ : /\bmemberOf\([^;]*?,\s*"(\w+)"\s*\)/;
  return demand.exec(source)?.[1] ?? null;
}

export function addresses(): Address[] {
  const manifest = build("app-path-routes-manifest.json") as Record<string, string>;
  // `/_not-found` and `/_global-error` are Next's own, without any data.
  const ours = Object.entries(manifest).filter(([, route]) => !route.startsWith("/_"));
  return ours.map(([entry, route]) => {
    const kind = entry.endsWith("/route") ? "route" : "page";
    if (open.includes(route)) return { route, kind, guard: "anyone" };
    if (/^\/platform(\/|$)/.test(route)) return { route, kind, guard: "platform" };
    if (!route.includes("[tenant]")) return { route, kind, guard: "person" };
    return { route, kind, guard: { permission: permissionOf(entry, kind) } };
  });
}

export interface Action {
  id: string;
  /** File and export. */
  name: string;
  /** Pages that it may be sent to. */
  routes: string[];
  guard: Guard;
}

interface ActionManifest {
  node: Record<string, { workers: Record<string, unknown>; filename: string; exportedName: string }>;
}

/** By the wrapper that the source uses. @throws Error for a wrapper that this test does not know */
function guardOf(filename: string, exportedName: string): Guard {
  const source = readFileSync(filename, "utf8");
  const start = source.indexOf(`export const ${exportedName} = `);
  const declared = source.slice(start, source.indexOf("\n});", start));
  const [, wrapper] = /= (\w+)\(/.exec(declared) ?? [];
  if (wrapper === "openAction") return "anyone";
  if (wrapper === "personAction") return "person";
  if (wrapper === "platformAction") return "platform";
  const permission = wrapper === "tenantAction" && /^ {2}may: "(\w+)",$/m.exec(declared)?.[1];
  if (!permission) throw new Error(`${filename}: who may call ${exportedName}?`);
  return { permission };
}

export function actions(): Action[] {
  const { node } = build("server/server-reference-manifest.json") as ActionManifest;
  const routes = build("app-path-routes-manifest.json") as Record<string, string>;
  return Object.entries(node).map(([id, { workers, filename, exportedName }]) => ({
    id,
    name: `${filename} ${exportedName}`,
    routes: Object.keys(workers).flatMap((worker) => routes[worker.replace(/^app/, "")] ?? []),
    guard: guardOf(filename, exportedName),
  }));
}
