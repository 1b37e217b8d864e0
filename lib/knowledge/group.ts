// Which open questions are the same: those with the same words, whatever their order, script and endings. Pure.
import { queryOf } from "./query.ts";

const GROUP_MAX = 200;

/** Letters that people mix up between the scripts. */
const alike = (stem: string) => stem.replaceAll("ye", "e").replaceAll("q", "k");

export function groupOf(question: string): string {
  // The likeliest stem of each word is the first lexeme of its plain term.
  const stems = queryOf(question).flatMap(({ weight, query }) =>
    weight === 1 ? (/'((?:[^']|'')+)'/.exec(query)?.[1] ?? []) : [],
  );
  const group = [...new Set(stems.map(alike))].sort().join(" ");
  return (group || question.trim().toLowerCase().replace(/\s+/g, " ")).slice(0, GROUP_MAX);
}
