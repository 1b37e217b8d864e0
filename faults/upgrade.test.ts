// Workers of two versions side by side, while the migrations between them run and afterwards, and in the other order.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { asOwner } from "#test/database.ts";
import { type Running, startProcess } from "#test/processes.ts";
import { keys, makeWorld, models, TOKEN } from "../bots/fixtures/world.ts";
import { migrate } from "../scripts/database/migrate.ts";
import { isLong } from "./form.ts";
import { assertPromise, Questions } from "./questions.ts";

/** The older version is the commit before the newest migration; in the long form before these too. */
const [newest = ""] = readdirSync(join(import.meta.dirname, "../prisma/migrations"))
  .filter((name) => /^\d/.test(name))
  .sort()
  .reverse();
const migrations = isLong ? ["20261125222426_dead_letters", "20261125234500_fewer_writes", newest] : [newest];
const root = join(import.meta.dirname, "..");
const git = (...args: string[]) => {
  const { status, stdout } = spawnSync("git", args, { cwd: root, encoding: "utf8" });
  return status === 0 ? stdout.trim() : "";
};

/** null: the history does not go back so far, as in a shallow clone. */
function commitBefore(migration: string): string | null {
  const added = git("log", "--diff-filter=A", "--format=%H", "--", `prisma/migrations/${migration}`);
  const commit = added.split("\n").at(-1);
  return commit ? git("rev-parse", "--verify", "--quiet", `${commit}^`) || null : null;
}

/** Whether it runs with the packages of this version. */
function hasPackagesOf(commit: string): boolean {
  const packages = (json: string) =>
    Object.entries((JSON.parse(json) as { dependencies: Record<string, string> }).dependencies);
  const ours = new Map(packages(readFileSync(join(root, "package.json"), "utf8")));
  return packages(git("show", `${commit}:package.json`)).every(
    ([name, version]) => ours.get(name) === version,
  );
}

/** The version's files, with its packages: this one's, or in the long form installed anew. */
function checkOut(commit: string): string {
  const folder = mkdtempSync(join(tmpdir(), "botfactory-older-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const tar = execFileSync("git", ["archive", commit], { cwd: root, maxBuffer: 2 ** 28 });
  execFileSync("tar", ["-x", "-C", folder], { input: tar });
  if (hasPackagesOf(commit)) symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  else execFileSync("npm", ["ci", "--ignore-scripts"], { cwd: folder, stdio: "ignore" });
  execFileSync(process.execPath, ["scripts/generate.ts"], { cwd: folder });
  return folder;
}

/** Why it cannot be tried; false: it can. */
function reasonToSkip(commit: string | null): string | false {
  if (!commit) return "the history of git does not reach so far";
  return isLong || hasPackagesOf(commit)
    ? false
    : "the older version has other packages: only in the long form";
}

const world = makeWorld({
  // The older version does it.
  fill: async () => undefined,
});
const ready = /"msg":"worker ready"/;
const settings = { LOG_LEVEL: "info", WORKER_PORT: "0" };

/** An empty database, which the older version migrates and imports the keys and the bot into. */
async function fillWith(folder: string): Promise<void> {
  await asOwner(`DROP SCHEMA "public" CASCADE`);
  await asOwner(`CREATE SCHEMA "public" AUTHORIZATION pg_database_owner`);
  await asOwner(`GRANT USAGE ON SCHEMA "public" TO PUBLIC`);
  const env = {
    ...process.env,
    ...{ DATA_DIR: join(folder, ".data"), TELEGRAM_BOT_TOKEN: TOKEN },
    ...{ GEMINI_API_KEY: keys.one, GEMINI_API_KEY_2: keys.two },
  };
  execFileSync(process.execPath, ["scripts/models-list.ts"], { cwd: folder, env });
}

let group = 0;
const some = () => Array.from({ length: isLong ? 10 : 4 }, () => --group);

for (const migration of migrations) {
  const commit = commitBefore(migration);
  const skip = reasonToSkip(commit);
  test(`the version before ${migration} and this one, side by side in both orders`, { skip }, async (t) => {
    const folder = checkOut(commit ?? "");
    await fillWith(folder);
    await world.gemini("models", { [models.first]: { firstTokenMs: 500, tokenMs: 30 } });
    const questions = new Questions(world);
    const older = () => startProcess(["bots/main.ts"], settings, ready, folder);
    const running: Running[] = [await older()];
    t.after(() => Promise.all(running.map((each) => each.end("SIGKILL"))));

    await questions.askGroups(...some());
    await migrate(process.env.DATABASE_URL ?? "", process.env.ENCRYPTION_KEY ?? null);
    await questions.askGroups(...some());
    await world.startWorker();
    await questions.askGroups(...some());
    await sleep(isLong ? 20_000 : 3_000);
    await running[0]?.end("SIGTERM");
    await questions.askGroups(...some());
    // Back to the older version.
    running.push(await older());
    await questions.askGroups(...some());
    await sleep(isLong ? 20_000 : 3_000);
    await world.endWorkers("SIGTERM");
    await questions.askGroups(...some());
    await questions.settled();
    await world.startWorker();
    await questions.askGroups(...some());
    await assertPromise(t, `two versions (${migration})`, await questions.verdict(0));
    await world.endWorkers("SIGTERM");
  });
}
