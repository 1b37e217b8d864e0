// Parses source files: the modules that they import, the names that they export, the globals that they use.
import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { type ParseResult, parseSync, Visitor } from "oxc-parser";

interface Parsed {
  source: string;
  result: ParseResult;
}
const known = new Map<string, Parsed>();

/** @throws Error for a file that does not parse, whose imports would be missed */
function parse(file: string): Parsed {
  const parsed = known.get(file);
  if (parsed) return parsed;
  const source = readFileSync(file, "utf8");
  const result = parseSync(file, source);
  if (result.errors.length > 0) throw new Error(`${file}: ${result.errors[0]?.message}`);
  known.set(file, { source, result });
  return { source, result };
}

/** In place of a module that is only known at run time. */
export const COMPUTED = "(computed)";

/** Only a string without substitutions and escapes names its module. */
const literalOf = (expression: string): string =>
  expression.match(/^(["'`])([^"'`$\\]*)\1$/)?.[2] ?? COMPUTED;

/** Modules of static and dynamic imports and of re-exports, types included. */
export function specifiersIn(file: string): string[] {
  const { source, result } = parse(file);
  const { staticImports, staticExports, dynamicImports } = result.module;
  // `import("x").Type` is in no list of the parser's; the tree is read only where one may be, since that takes time.
  const types: string[] = [];
  if ([...source.matchAll(/\bimport\s*\(/g)].length > dynamicImports.length) {
    const visitor = new Visitor({
      TSImportType(node) {
        types.push(node.source.value);
      },
    });
    visitor.visit(result.program);
  }
  const exported = staticExports.flatMap(({ entries }) => entries.map((entry) => entry.moduleRequest?.value));
  return [
    ...types,
    ...staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...new Set(exported.filter((value) => value !== undefined)),
    ...dynamicImports.map(({ moduleRequest: { start, end } }) => literalOf(source.slice(start, end))),
  ];
}

/** Names that the file declares and exports, each once. */
export function exportedNames(file: string): string[] {
  const entries = parse(file).result.module.staticExports.flatMap((each) => each.entries);
  const own = entries.filter(({ moduleRequest }) => !moduleRequest);
  return [...new Set(own.flatMap(({ localName }) => localName.name ?? []))];
}

const ecmaScript = new Set(runInNewContext("Object.getOwnPropertyNames(globalThis)") as string[]);
const ofTheHost = Object.getOwnPropertyNames(globalThis).filter((name) => !ecmaScript.has(name));
/** What reads the outside: the host's globals, time, and ways to reach them by another name. */
const outside = new Set([...ofTheHost, "Date", "console", "globalThis", "eval", "Function", "require"]);
/** Of the host, but they only carry a signal. */
for (const name of ["AbortController", "AbortSignal", "DOMException"]) outside.delete(name);

/** Globals through which a file reads the outside: fetch, Date, process, Math.random … A local of that name counts, a type parameter does not. */
export function outsideGlobals(file: string): string[] {
  const found = new Set<string>();
  const parameters = new Set<string>();
  const keys = new Set<unknown>();
  const skipKey = ({ computed, key }: { computed: boolean; key: unknown }) => computed || keys.add(key);
  new Visitor({
    MemberExpression(node) {
      if (node.computed) return;
      keys.add(node.property);
      const { object, property } = node;
      if (object.type === "Identifier" && object.name === "Math" && property.name === "random") {
        found.add("Math.random");
      }
    },
    TSTypeParameter(node) {
      parameters.add(node.name.name);
    },
    Property: skipKey,
    PropertyDefinition: skipKey,
    MethodDefinition: skipKey,
    TSPropertySignature: skipKey,
    TSMethodSignature: skipKey,
    Identifier(node) {
      if (!keys.has(node) && outside.has(node.name)) found.add(node.name);
    },
  }).visit(parse(file).result.program);
  return [...found].filter((name) => !parameters.has(name)).sort();
}
