// Which stems mean the same by the glossary. Pure.
import { cut } from "./fold.ts";
import { glossary } from "./glossary.ts";
import { stemsOf } from "./words.ts";

function readGlossary(): Map<string, Set<string>> {
  const meanings = new Map<string, Set<string>>();
  for (const line of glossary) {
    const all = new Set(cut(line).words.flatMap(stemsOf));
    for (const stem of all) meanings.set(stem, new Set([...(meanings.get(stem) ?? []), ...all]));
  }
  return meanings;
}

let meanings: ReadonlyMap<string, ReadonlySet<string>> | undefined;

/** Other stems with one of the meanings of these. */
export function alikeOf(stems: readonly string[]): string[] {
  meanings ??= readGlossary();
  const found = new Set(stems.flatMap((stem) => [...(meanings?.get(stem) ?? [])]));
  return [...found].filter((stem) => !stems.includes(stem));
}
