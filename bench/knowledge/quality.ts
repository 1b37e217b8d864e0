// `node bench/knowledge/quality.ts [--held] [--missed] [--others] [--vectors]`: of the questions of the quality set, the share whose right piece is
// among the first five. --held: those that nothing was tuned by; --missed: names the others; --others: also plain Postgres;
// --vectors: also with those of the sandbox, of every question, and of those whose words find too little, as bots do.
import { parseArgs } from "node:util";
import { closeDb } from "#lib/db.ts";
import { addPieces, type SetPiece } from "#lib/knowledge/fixtures/pieces.ts";
import {
  documents,
  foreign,
  pages,
  productPieces,
  questions,
  type SetQuestion,
} from "#lib/knowledge/fixtures/quality-set.ts";
import { findPieces } from "#lib/knowledge/search.ts";
import { createTenant } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";
import { machine, table } from "../figures.ts";
import { otherSearches } from "./others.ts";
import { embedAll } from "./twin.ts";

const { values } = parseArgs({
  options: {
    held: { type: "boolean", default: false },
    missed: { type: "boolean", default: false },
    others: { type: "boolean", default: false },
    vectors: { type: "boolean", default: false },
  },
});
const FIRST = 5;
const all: readonly SetPiece[] = [...documents, ...productPieces];
const tenant = await createTenant();
const versionIds = [
  await addPieces(tenant, documents),
  await addPieces(tenant, productPieces, { kind: "products", name: "Narxlar" }),
];
await asOwner(`VACUUM ANALYZE "Piece"`);

const vectorOf = values.vectors ? await embedAll(tenant, versionIds) : null;

interface Way {
  name: string;
  /** The first pieces, best first. */
  find: (ask: string) => Promise<readonly { heading: string; text: string }[]>;
}
const key = ({ heading = "", text }: { heading?: string; text: string }) => `${heading}\n${text}`;
const byKey = new Map(all.map((piece) => [key(piece), piece]));

const ways: Way[] = [
  {
    name: "words",
    find: async (question) => (await findPieces(tenant, { versionIds, question, most: FIRST })).pieces,
  },
  ...(vectorOf
    ? [
        {
          name: "words and vectors",
          find: async (question: string) =>
            (
              await findPieces(tenant, {
                versionIds,
                question,
                vector: await vectorOf(question),
                most: FIRST,
              })
            ).pieces,
        },
        {
          name: "vectors where words are not enough",
          find: async (question: string) => {
            const found = await findPieces(tenant, { versionIds, question, most: FIRST });
            if (found.enough) return found.pieces;
            const vector = await vectorOf(question);
            return (await findPieces(tenant, { versionIds, question, vector, most: FIRST })).pieces;
          },
        },
      ]
    : []),
  ...(values.others ? await otherSearches() : []),
];

const strict = new Set<SetQuestion["kind"]>(["filter"]);
/** A filter must hold for all that is found. */
function isFound({ kind, isRight }: SetQuestion, found: readonly SetPiece[]): boolean {
  const right = found.map(isRight);
  return strict.has(kind) ? right.length > 0 && !right.includes(false) : right.includes(true);
}

const asked = questions.filter(({ held }) => held === values.held);
const kinds = [...new Set(asked.map(({ kind }) => kind))];
const hits = new Map<string, Map<string, boolean>>();
for (const way of ways) {
  const found = new Map<string, boolean>();
  for (const question of asked) {
    const first = (await way.find(question.ask))
      .slice(0, FIRST)
      .map((piece) => byKey.get(key(piece)) ?? piece);
    const hit = isFound(question, first);
    found.set(question.ask, hit);
    if (values.missed && !hit && way === ways[0]) {
      console.log(`missed (${question.kind}): ${question.ask}`);
      for (const { heading, text } of first)
        console.log(`    ${heading} | ${text.slice(0, 60).replaceAll("\n", " ")}`);
    }
  }
  hits.set(way.name, found);
}

const share = (of: readonly SetQuestion[], way: Way) => {
  const right = of.filter(({ ask }) => hits.get(way.name)?.get(ask)).length;
  return `${((right / of.length) * 100).toFixed(1)} %`;
};
const isExact = ({ kind }: SetQuestion) => kind === "exact" || kind === "article";
const groups: [string, readonly SetQuestion[]][] = [
  ["**exact words**", asked.filter(isExact)],
  ["**the rest**", asked.filter((question) => !isExact(question))],
  ...kinds.map((kind): [string, readonly SetQuestion[]] => [
    kind,
    asked.filter((each) => each.kind === kind),
  ]),
];
console.log(`${machine()}; ${pages} pages in ${documents.length} pieces, ${productPieces.length} products`);
console.log(
  table(
    ["questions", "of", ...ways.map(({ name }) => name)],
    groups.map(([name, of]) => [name, of.length, ...ways.map((way) => share(of, way))]),
  ),
);

let [known, unknown] = [0, 0];
for (const { ask } of asked) if ((await findPieces(tenant, { versionIds, question: ask })).enough) known++;
for (const ask of foreign) {
  const found = await findPieces(tenant, { versionIds, question: ask });
  if (!found.enough) unknown++;
  else if (values.missed)
    console.log(`not foreign: ${ask}: ${found.pieces[0]?.heading} ${found.pieces[0]?.share}`);
}
console.log(
  `enough: ${known} of ${asked.length} questions; not enough: ${unknown} of ${foreign.length} foreign ones`,
);
await vectorOf?.end();
await closeDb();
