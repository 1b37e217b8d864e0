// `npm run licences`: the licence of every package of the lockfile; fails on one that is not allowed.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { isAllowed, type Lock, licencesOf } from "./supply/licences.ts";

const usage = `Usage: npm run licences -- [--json]
  Lists the licence of every package of package-lock.json, whatever platform it is for. Exits with 1 if one is not
  in the list of allowed licences (scripts/supply/licences.ts).`;

function readArguments() {
  try {
    const options = { json: { type: "boolean", default: false }, help: { type: "boolean" } } as const;
    return parseArgs({ options }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    return process.exit(2);
  }
}

const { json, help } = readArguments();
if (help) {
  console.log(usage);
  process.exit(0);
}
const all = licencesOf(JSON.parse(readFileSync("package-lock.json", "utf8")) as Lock);
// One write: a pipe that is not read takes only some hundred small ones.
console.log(
  json
    ? JSON.stringify(all)
    : all.map(({ name, version, licence }) => `${name} ${version}: ${licence}`).join("\n"),
);
const refused = all.filter(({ licence }) => !isAllowed(licence));
for (const { name, version, licence } of refused)
  console.error(`${name} ${version} has the licence ${licence}, which is not allowed.`);
// Not process.exit(): it would cut off what a slow reader has not taken yet.
process.exitCode = refused.length ? 1 : 0;
