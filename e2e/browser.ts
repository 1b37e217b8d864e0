// The browser of the browser tests: one that the machine has, else one that is installed for them.
import { type SpawnSyncOptions, spawnSync } from "node:child_process";
import { accessSync, constants, globSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";

/** What the search depends on; tests give their own. */
export interface Machine {
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  isRoot: boolean;
  /** Whether somebody wants to see its window. Otherwise one without a window will do, which costs less. */
  isSeen: boolean;
  /** Where installers put Chrome and Chromium on this platform, whatever PATH says. */
  usual: string[];
  /** Where Playwright's installer puts its own. */
  playwrights: string;
  /** Playwright's command line. */
  installer: [command: string, ...args: string[]];
}

const commands = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const shellCommands = ["chromium-headless-shell", "chrome-headless-shell"];
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

/** Beside Playwright's own, in a folder of the same revision; the names in it differ between platforms. */
function shellsBeside(playwrights: string): string[] {
  const folder = dirname(dirname(playwrights)).replace(/chromium-(?=\d+$)/, "chromium_headless_shell-");
  return globSync("*/{chrome-headless-shell,headless_shell}{,.exe}", { cwd: folder }).map((name) =>
    join(folder, name),
  );
}

export function thisMachine(isSeen = false): Machine {
  const { env, platform } = process;
  return {
    env,
    platform,
    isRoot: process.getuid?.() === 0,
    isSeen,
    usual: usualPlaces(platform, env),
    playwrights: chromium.executablePath(),
    installer: [process.execPath, cli],
  };
}

/** What it says its version is; null if it does not start: a package may be a stub, a download may lack libraries. */
function versionOf(path: string, { platform }: Machine): string | null {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    return null;
  }
  // On Windows Chrome prints no version, it opens a window.
  if (platform === "win32") return "";
  const { status, stdout } = spawnSync(path, ["--version"], { timeout: 20_000, encoding: "utf8" });
  return status === 0 ? (/\d+(\.\d+)+/.exec(stdout)?.[0] ?? "") : null;
}

function onPath(command: string, { env, platform }: Machine): string[] {
  const folders = (env.PATH ?? "").split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, platform === "win32" ? `${command}.exe` : command));
}

/**
 * One without a window is taken only where it is of the same version, or the only one: a test means what people's browser does.
 *
 * @returns the path of a browser that runs, or null. @throws Error where CHROMIUM names something that does not.
 */
export function findBrowser(machine: Machine): string | null {
  const { CHROMIUM } = machine.env;
  const runs = (path: string) => versionOf(path, machine) !== null;
  if (CHROMIUM) {
    if (runs(CHROMIUM)) return CHROMIUM;
    throw new Error(
      `CHROMIUM is ${CHROMIUM}, which does not start: set it to the path of a Chromium or Chrome.`,
    );
  }
  const installed = [...commands.flatMap((command) => onPath(command, machine)), ...machine.usual];
  const whole = [...installed, machine.playwrights].find(runs) ?? null;
  if (machine.isSeen) return whole;
  const shells = [
    ...shellCommands.flatMap((command) => onPath(command, machine)),
    ...shellsBeside(machine.playwrights),
  ];
  const version = whole && versionOf(whole, machine);
  return shells.find((path) => runs(path) && (!whole || versionOf(path, machine) === version)) ?? whole;
}

/** Ways to get a browser, the least intrusive first. Each may fail; what counts is whether one is found after it. */
function install(machine: Machine, found: () => string | null): string | null {
  const { env, isRoot, isSeen, installer } = machine;
  const [playwright, ...cliArgs] = installer;
  const run = (command: string, args: string[], more: Record<string, string> = {}): boolean => {
    const options: SpawnSyncOptions = { stdio: "ignore", timeout: DOWNLOAD_MS, env: { ...env, ...more } };
    return spawnSync(command, args, options).status === 0;
  };
  const limits = { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: String(CONNECT_MS) };
  const downloaded = run(
    playwright,
    [...cliArgs, "install", isSeen ? "--no-shell" : "--only-shell", "chromium"],
    limits,
  );
  const ready = found();
  if (ready || !isRoot) return ready;
  if (downloaded) {
    // It lacks libraries of the system.
    run(playwright, [...cliArgs, "install-deps", "chromium"]);
  } else {
    run("apt-get", ["update", "-qq"]);
    const get = (name: string) =>
      run("apt-get", ["install", "-y", "-qq", name], { DEBIAN_FRONTEND: "noninteractive" });
    // Not every system that has Debian's tools has the smaller one.
    if (isSeen || !get("chromium-headless-shell") || !found()) get("chromium");
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
