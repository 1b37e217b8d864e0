// `npm run faults`: the fault suite, or some of its faults, with a table of figures.
import { spawn } from "node:child_process";
import { globSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";

const names = globSync(join(import.meta.dirname, "*.test.ts"))
  .map((file) => basename(file, ".test.ts"))
  .sort();
const usage = `npm run faults -- [--long] [--only TEXT] [NAME…]

Runs faults against real workers, a real Postgres and the sandbox, and prints what became of the messages.
  --long       each fault more often, as for the figures in docs/reliability.md
  --only TEXT  only tests whose name contains the text
NAME is one of: ${names.join(", ")}`;

function asked() {
  try {
    const options = {
      long: { type: "boolean" },
      only: { type: "string" },
      help: { type: "boolean" },
    } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const unknown = positionals.filter((name) => !names.includes(name));
    if (unknown.length > 0) throw new Error(`There is no fault ${unknown.join(", ")}.`);
    return { ...values, files: positionals.length > 0 ? positionals : names };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    return process.exit(2);
  }
}

const { long, only, help, files } = asked();
if (help) {
  console.log(usage);
  process.exit(0);
}
const pattern = only?.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const child = spawn(
  process.execPath,
  [
    ...["--disable-warning=ExperimentalWarning", "--test", "--test-concurrency=1"],
    `--test-reporter=${join(import.meta.dirname, "reporter.ts")}`,
    ...(pattern ? [`--test-name-pattern=${pattern}`] : []),
    ...files.map((name) => join(import.meta.dirname, `${name}.test.ts`)),
  ],
  { stdio: "inherit", env: { ...process.env, FAULTS: long ? "long" : "" } },
);
child.once("exit", (code) => process.exit(code ?? 1));
