// `node bench/tree.ts [FOLDER]`: counts the source tree, for docs/figures.md. FOLDER may contain another commit:
// mkdir F && git archive COMMIT | tar x -C F
import { globSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { parseSync, Visitor } from "oxc-parser";
import { circlesOf, importsOf, isTest, roomsOf } from "../test/imports.ts";
import { quantile, table } from "./figures.ts";

const { positionals } = parseArgs({ allowPositionals: true });
process.chdir(positionals[0] ?? ".");

const houses = ["app", "bench", "bots", "e2e", "faults", "lib", "sandbox", "scripts", "test"];
const files = globSync([`{${houses}}/**/*.{ts,tsx}`, "*.ts"]);
const product = files.filter((file) => !isTest(file));

const source = (file: string) => readFileSync(file, "utf8");
const lines = (file: string) => source(file).split("\n").length - 1;

/** Number of non-null assertions (`value!`) in the file. */
function assertionsIn(file: string): number {
  let count = 0;
  new Visitor({
    TSNonNullExpression() {
      count++;
    },
  }).visit(parseSync(file, source(file)).program);
  return count;
}
const assertions = (list: readonly string[]) => list.reduce((sum, file) => sum + assertionsIn(file), 0);

const imports = product.flatMap(importsOf);
const rooms = houses.flatMap((house) => circlesOf(roomsOf(imports, house, 1)));
const sizes = product.map((file) => ({ file, lines: lines(file) })).sort((a, b) => b.lines - a.lines);
const counts = sizes.map((each) => each.lines);
const longest = sizes[0];

console.log(
  table(
    ["", ""],
    [
      [
        "files at the top of lib/ (without tests)",
        product.filter((file) => /^lib\/[^/]+$/.test(file)).length,
      ],
      ["import cycles between files", circlesOf(imports).length],
      ["import cycles between folders of one part", rooms.length],
      ["non-null assertions `!`, without tests", assertions(product)],
      ["non-null assertions `!`, tests included", assertions(files)],
      ["files, without tests", product.length],
      ["median lines per file", quantile(counts, 0.5)],
      ["95th percentile", quantile(counts, 0.95)],
      ["longest file", `${longest?.lines} (\`${longest?.file}\`)`],
    ],
  ),
);
