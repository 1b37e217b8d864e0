import createNextIntlPlugin from "next-intl/plugin";

const headers = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
];

/** @type {import("next").NextConfig} */
const config = {
  // A second server in one work tree needs a folder of its own.
  distDir: process.env.NEXT_DIST_DIR || ".next",
  // Pages named page.dev.tsx are there in development only: the gallery of components.
  pageExtensions: process.env.NODE_ENV === "development" ? ["dev.tsx", "tsx", "ts"] : ["tsx", "ts"],
  poweredByHeader: false,
  reactStrictMode: true,
  // It would print what actions are called with: keys and tokens among them.
  logging: { serverFunctions: false },
  devIndicators: false,
  // `npm run check` runs the compiler over everything; the build need not repeat it.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: [
    "pg",
    "pino",
    "pino-pretty",
    "@prisma/client",
    "@prisma/adapter-pg",
    "@node-rs/argon2",
  ],
  allowedDevOrigins: ["127.0.0.1"],
  // The content security policy carries a nonce per request and comes from proxy.ts.
  headers: async () => [{ source: "/:path*", headers }],
};

export default createNextIntlPlugin("./app/i18n.ts")(config);
