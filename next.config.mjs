import createNextIntlPlugin from "next-intl/plugin";

const headers = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
];

/** For what is no page; proxy.ts sets that of pages, with a nonce. */
const bare = {
  key: "Content-Security-Policy",
  value:
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
};

/** @type {import("next").NextConfig} */
const config = {
  // A second server in one work tree needs its own build folder.
  distDir: process.env.NEXT_DIST_DIR || ".next",
  // page.dev.tsx exists in development only (the component gallery).
  pageExtensions: process.env.NODE_ENV === "development" ? ["dev.tsx", "tsx", "ts"] : ["tsx", "ts"],
  poweredByHeader: false,
  reactStrictMode: true,
  // Would log the arguments of server actions, including keys and tokens.
  logging: { serverFunctions: false },
  devIndicators: false,
  // `npm run check` already runs the compiler.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: [
    "pg",
    "pino",
    "pino-pretty",
    "@prisma/client",
    "@prisma/adapter-pg",
    "@node-rs/argon2",
  ],
  turbopack: { resolveAlias: { "use-intl/format-message": "./app/format-message.ts" } },
  allowedDevOrigins: ["127.0.0.1"],
  headers: async () => [
    { source: "/:path*", headers },
    { source: "/(_next/static/.*|icon.svg|favicon.ico)", headers: [bare] },
  ],
  // The dashboard's server (scripts/dashboard) refuses larger bodies before Next reads them.
  // `authInterrupts`: pages may answer 403 (app/session.ts).
  experimental: {
    authInterrupts: true,
    // TypeScript 7 has no interface for programs; Next asks for one unless it may start the compiler.
    useTypeScriptCli: true,
    serverActions: { bodySizeLimit: "512kb" },
    proxyClientMaxBodySize: "512kb",
  },
};

export default createNextIntlPlugin("./app/i18n.ts")(config);
