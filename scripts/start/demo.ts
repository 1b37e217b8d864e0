// `npm run demo`: a simulated Telegram and Gemini, and made-up tenants whose bots answer at once.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { importBot } from "#lib/bots/import.ts";
import type { Context } from "#lib/context.ts";
import { db } from "#lib/db.ts";
import { importKeys } from "#lib/gemini-keys/add.ts";
import { editKey } from "#lib/gemini-keys/edit.ts";
import { requireFreePort } from "./ports.ts";

export interface Sandbox {
  /** Makes what sandbox/demo.json names, where it is not there yet. */
  seed(): Promise<void>;
  /** Says where everything is and how to sign in. */
  introduce(): void;
  stop(): Promise<void>;
}

interface Demo {
  tenants: { slug: string; name: string }[];
  bots: { tenant: string; token: string; prompt: string }[];
  keys: { tenant: string; key: string; project: string; label: string }[];
}

const readDemo = (): Demo => JSON.parse(readFileSync("sandbox/demo.json", "utf8")) as Demo;

async function seedTenant({ slug, name }: Demo["tenants"][number], demo: Demo): Promise<void> {
  const { id } = await db.tenant.upsert({
    where: { slug },
    create: { id: randomUUID(), slug, name },
    update: {},
  });
  const context: Context = { tenantId: id, role: "owner", actorId: null };
  for (const admin of await db.user.findMany({ where: { platformAdmin: true } })) {
    const member = { tenantId: id, userId: admin.id };
    await db.member.upsert({
      where: { tenantId_userId: member },
      create: { ...member, role: "owner" },
      update: {},
    });
  }
  for (const { key, label, project } of demo.keys.filter(({ tenant }) => tenant === slug)) {
    const [added] = await importKeys(context, [key]);
    if (added) await editKey(context, added, { label, project: { label: project } });
  }
  for (const { token, prompt } of demo.bots.filter(({ tenant }) => tenant === slug)) {
    await importBot(context, token, prompt);
  }
}

/** Starts the sandbox and points the environment at it; what is set already wins. */
export async function prepareDemo(): Promise<Sandbox> {
  const port = Number(process.env.SANDBOX_PORT || 3002);
  await requireFreePort("SANDBOX_PORT", port);
  const child = spawn(process.execPath, ["sandbox/main.ts", "--demo", "--port", String(port)], {
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const match = /^sandbox (\S+)/.exec(line);
      if (match) resolve(match[1]!);
    });
    child.once("exit", (code) => reject(new Error(`The sandbox ended (${code}) before it served.`)));
  });
  const settings = {
    DATA_DIR: ".data/demo",
    TELEGRAM_API_ROOT: url,
    GEMINI_BASE_URL: url,
    ADMIN_EMAIL: "demo@example.com",
    ADMIN_PASSWORD: "demo-demo",
  };
  for (const [name, value] of Object.entries(settings)) process.env[name] ||= value;
  return {
    async seed() {
      const demo = readDemo();
      for (const tenant of demo.tenants) await seedTenant(tenant, demo);
    },
    introduce() {
      console.log(`Chat with the demo bots and break their keys and models: ${url}`);
      console.log(`Sign in as ${process.env.ADMIN_EMAIL}, password ${process.env.ADMIN_PASSWORD}`);
    },
    async stop() {
      child.kill("SIGTERM");
    },
  };
}
