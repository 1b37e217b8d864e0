// The browser of the browser tests: one that the machine has, else one that is installed for them.
import { type SpawnSyncOptions, spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";

/** What the search depends on; tests give their own. */
export interface Machine {
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  isRoot: boolean;
  /** Where installers put Chrome and Chromium on this platform, whatever PATH says. */
  usual: string[];
  /** Where Playwright's installer puts its own. */
  playwrights: string;
  /** Playwright's command line. */
  installer: [command: string, ...args: string[]];
}

const commands = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const cli = fileURLToPath(import.meta.resolve("playwright/package.json").replace("package.json", "cli.js"));
/** Enough for 170 MB on a slow connection. */
const DOWNLOAD_MS = 300_000;
/** Limit for a network that blocks the download. */
const CONNECT_MS = 10_000;

function usualPlaces(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string[] {
  if (platform === "darwin") {
    const apps = ["/Applications", join(homedir(), "Applications")];
    return apps.flatMap((folder) =>
      ["Google Chrome", "Chromium"].map((name) => join(folder, `${name}.app/Contents/MacOS/${name}`)),
    );
  }
  if (platform === "win32") {
    const roots = [env.ProgramFiles, env["ProgramFiles(x86)"], env.LOCALAPPDATA].filter((root) => root);
    return roots.flatMap((root = "") =>
      ["Google/Chrome", "Chromium"].map((name) => join(root, name, "Application/chrome.exe")),
    );
  }
  return ["/usr/bin/chromium", "/usr/bin/google-chrome", "/snap/bin/chromium", "/opt/google/chrome/chrome"];
}

function thisMachine(): Machine {
  const { env, platform } = process;
  return {
    env,
    platform,
    isRoot: process.getuid?.() === 0,
    usual: usualPlaces(platform, env),
    playwrights: chromium.executablePath(),
    installer: [process.execPath, cli],
  };
}

/** Whether it starts: a package may be a stub, a download may lack libraries. */
function runs(path: string, { platform }: Machine): boolean {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    return false;
  }
  // On Windows Chrome prints no version, it opens a window.
  return platform === "win32" || spawnSync(path, ["--version"], { timeout: 20_000 }).status === 0;
}

function onPath(command: string, { env, platform }: Machine): string[] {
  const folders = (env.PATH ?? "").split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, platform === "win32" ? `${command}.exe` : command));
}

/** @returns the path of a browser that runs, or null. @throws Error where CHROMIUM names something that does not. */
export function findBrowser(machine: Machine): string | null {
  const { CHROMIUM } = machine.env;
  if (CHROMIUM) {
    if (runs(CHROMIUM, machine)) return CHROMIUM;
    throw new Error(
      `CHROMIUM is ${CHROMIUM}, which does not start: set it to the path of a Chromium or Chrome.`,
    );
  }
  const installed = [...commands.flatMap((command) => onPath(command, machine)), ...machine.usual];
  return [...installed, machine.playwrights].find((path) => runs(path, machine)) ?? null;
}

/** Ways to get a browser, the least intrusive first. Each may fail; what counts is whether one is found after it. */
function install(machine: Machine, found: () => string | null): string | null {
  const { env, isRoot, installer } = machine;
  const [playwright, ...cliArgs] = installer;
  const run = (command: string, args: string[], more: Record<string, string> = {}): boolean => {
    const options: SpawnSyncOptions = { stdio: "ignore", timeout: DOWNLOAD_MS, env: { ...env, ...more } };
    return spawnSync(command, args, options).status === 0;
  };
  const limits = { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: String(CONNECT_MS) };
  const downloaded = run(playwright, [...cliArgs, "install", "--no-shell", "chromium"], limits);
  const ready = found();
  if (ready || !isRoot) return ready;
  if (downloaded) {
    // It lacks libraries of the system.
    run(playwright, [...cliArgs, "install-deps", "chromium"]);
  } else {
    run("apt-get", ["update", "-qq"]);
    run("apt-get", ["install", "-y", "-qq", "chromium"], { DEBIAN_FRONTEND: "noninteractive" });
  }
  return found();
}

/** The path of a browser: found, or installed. @throws Error with one sentence that says what to do. */
export function getBrowser(machine = thisMachine()): string {
  const found = findBrowser(machine);
  if (found) return found;
  console.log("Installing Chromium for the browser tests (only where the machine has none)…");
  const installed = install(machine, () => findBrowser(machine));
  if (installed) return installed;
  throw new Error(
    "The browser tests found no Chromium and could not install one: install Chrome or Chromium, or set CHROMIUM to its path.",
  );
}
