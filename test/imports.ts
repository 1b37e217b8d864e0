// Reads the imports of source files and finds cycles in them.
import { dirname, join, normalize } from "node:path";
import { specifiersIn } from "./syntax.ts";

export interface Import {
  file: string;
  /** Path from the project root for project files, the package name for others. */
  target: string;
}

/** Static and dynamic imports of a file and its re-exports, types included. */
export function importsOf(file: string): Import[] {
  return specifiersIn(file).map((specifier) => {
    if (specifier.startsWith(".")) return { file, target: join(dirname(file), specifier) };
    const target = specifier.replace(/^#generated\//, "prisma/generated/").replace(/^#/, "");
    // "#lib/../bots/main.ts" reaches bots.
    return { file, target: specifier.startsWith("#") ? normalize(target) : target };
  });
}

/** Tests, fixtures, and helpers used only by tests. */
export const isTest = (file: string): boolean =>
  /\.(test|spec)\.tsx?$|\/fixtures\//.test(file) || /^(test|faults)\//.test(file);

/** Maps imports to folders `depth` levels below `house`; a file directly in `house` counts as its own folder. */
export function roomsOf(imports: readonly Import[], house: string, depth: number): Import[] {
  const levels = house.split("/").length + depth;
  const room = (path: string) => path.split("/").slice(0, levels).join("/");
  return imports
    .filter(({ file, target }) => [file, target].every((path) => path.startsWith(`${house}/`)))
    .map(({ file, target }) => ({ file: room(file), target: room(target) }))
    .filter(({ file, target }) => file !== target);
}

/** Tarjan's strongly connected components with two or more members, sorted so that failures are reproducible. */
export function circlesOf(imports: readonly Import[]): string[][] {
  const next = Map.groupBy(imports, ({ file }) => file);
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  function visit(file: string): number {
    const own = order.size;
    order.set(file, own);
    let lowest = own;
    stack.push(file);
    for (const { target } of next.get(file) ?? []) {
      if (!next.has(target)) continue;
      if (!order.has(target)) lowest = Math.min(lowest, visit(target));
      else if (stack.includes(target)) lowest = Math.min(lowest, order.get(target) ?? own);
    }
    low.set(file, lowest);
    if (lowest === own) {
      const circle = stack.splice(stack.indexOf(file));
      if (circle.length > 1) circles.push(circle.sort());
    }
    return lowest;
  }
  for (const file of next.keys()) if (!order.has(file)) visit(file);
  return circles;
}
