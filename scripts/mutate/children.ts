// Loaded into every Node process of a mutation run (NODE_OPTIONS). In the dry run StrykerJS reads mutant coverage only from the
// test file's process; this adds the coverage of its child processes.
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Instrumented {
  __stryker__?: { mutantCoverage?: { static: Record<string, number>; perTest: object } };
}

const covered = () => (globalThis as Instrumented).__stryker__?.mutantCoverage?.static ?? {};

/** Called often, since tests may SIGKILL a process; writes through a rename, since a kill may interrupt the write. */
function keep(folder: string): void {
  const file = join(folder, String(process.pid));
  writeFileSync(`${file}.part`, JSON.stringify(covered()));
  renameSync(`${file}.part`, `${file}.json`);
}

function collect(folder: string): void {
  const all = covered();
  for (const name of readdirSync(folder).filter((name) => name.endsWith(".json")))
    for (const [id, hits] of Object.entries<number>(JSON.parse(readFileSync(join(folder, name), "utf8"))))
      all[id] = (all[id] ?? 0) + hits;
  Object.assign(globalThis, { __stryker__: { mutantCoverage: { static: all, perTest: {} } } });
  rmSync(folder, { recursive: true, force: true });
}

if (process.env.STRYKER_DRY_RUN === "true") {
  const given = process.env.MUTATE_CHILDREN;
  const folder = given ?? mkdtempSync(join(tmpdir(), "mutate-"));
  process.env.MUTATE_CHILDREN = folder;
  if (given) setInterval(keep, 200, folder).unref();
  // Runs before StrykerJS' own exit handler reads the coverage.
  process.prependListener("exit", () => (given ? keep(folder) : collect(folder)));
}
