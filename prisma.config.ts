import { defineConfig } from "prisma/config";

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  // The CLI is only used where its engine can be had; scripts/migrate.ts needs no download.
  datasource: { url: process.env.DATABASE_URL ?? "postgresql://localhost/botfactory" },
});
