// Starts the sandbox of `npm run demo`: a simulated Telegram and Gemini.
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createInterface } from "node:readline";
import {
  DEMO_DIR,
  forgetDemo,
  ignoreEnvFile,
  noteDemo,
  refusePlatformFolder,
  sandboxStateIn,
} from "./beside-demo.ts";
import { requireFreePort } from "./ports.ts";

export interface DemoSandbox {
  /** Prints the sandbox's address and how to sign in, and tells the sandbox where the dashboard is. */
  introduce(dashboard: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the sandbox and points the environment at it; variables that are already set win.
 * @throws Error with one sentence, for instance if DATA_DIR is not the demo's
 */
export async function prepareDemo(): Promise<DemoSandbox> {
  ignoreEnvFile();
  const port = Number(process.env.SANDBOX_PORT || 3002);
  await requireFreePort("SANDBOX_PORT", port);
  // Beside the database, which outlives the sandbox too.
  const folder = process.env.DATA_DIR || DEMO_DIR;
  refusePlatformFolder(folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const args = ["sandbox/main.ts", "--demo", "--port", String(port), "--state", sandboxStateIn(folder)];
  const child = spawn(process.execPath, args, {
    // The channel closes when this process dies, which ends the sandbox.
    stdio: ["ignore", "pipe", "inherit", "ipc"],
    detached: true,
  });
  const { stdout } = child;
  if (!stdout) throw new Error("The sandbox has no output.");
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: stdout }).on("line", (line) => {
      const url = /^sandbox (\S+)/.exec(line)?.[1];
      if (url) resolve(url);
    });
    child.once("exit", (code) =>
      reject(new Error(`The sandbox exited with code ${code} before it was ready.`)),
    );
  });
  const settings = {
    DATA_DIR: folder,
    SANDBOX_URL: url,
    TELEGRAM_API_ROOT: url,
    GEMINI_BASE_URL: url,
    ADMIN_EMAIL: "demo@example.com",
    ADMIN_PASSWORD: "demo-demo-demo",
  };
  for (const [name, value] of Object.entries(settings)) process.env[name] ||= value;
  noteDemo(folder, settings);
  return {
    async introduce(dashboard) {
      await fetch(`${url}/control/dashboard`, { method: "PUT", body: JSON.stringify({ url: dashboard }) });
      console.log(`Chat with the demo bots and break their keys and models: ${url}`);
      console.log(`Sign in as ${process.env.ADMIN_EMAIL}, password ${process.env.ADMIN_PASSWORD}`);
    },
    async stop() {
      forgetDemo(folder);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((done) => child.once("exit", done));
      child.kill("SIGTERM");
      await ended;
    },
  };
}
