// Starts the sandbox of `npm run demo`: a simulated Telegram and Gemini.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { requireFreePort } from "./ports.ts";

export interface DemoSandbox {
  /** Prints the sandbox's address and how to sign in. */
  introduce(): void;
  stop(): Promise<void>;
}

/** Starts the sandbox and points the environment at it; variables that are already set win. */
export async function prepareDemo(): Promise<DemoSandbox> {
  const port = Number(process.env.SANDBOX_PORT || 3002);
  await requireFreePort("SANDBOX_PORT", port);
  const child = spawn(process.execPath, ["sandbox/main.ts", "--demo", "--port", String(port)], {
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
    DATA_DIR: ".data/demo",
    TELEGRAM_API_ROOT: url,
    GEMINI_BASE_URL: url,
    ADMIN_EMAIL: "demo@example.com",
    ADMIN_PASSWORD: "demo-demo-demo",
  };
  for (const [name, value] of Object.entries(settings)) process.env[name] ||= value;
  return {
    introduce() {
      console.log(`Chat with the demo bots and break their keys and models: ${url}`);
      console.log(`Sign in as ${process.env.ADMIN_EMAIL}, password ${process.env.ADMIN_PASSWORD}`);
    },
    async stop() {
      child.kill("SIGTERM");
    },
  };
}
