// What the simulated model makes of what a request carries from earlier talk. It knows nothing but the request: what is not
// in it, it does not know, as a real model.
import { type GenerateRequest, lastText, systemText } from "./request.ts";

const textsOf = ({ contents }: GenerateRequest): string[] =>
  contents.flatMap(({ parts = [] }) => parts.flatMap(({ text }) => text ?? []));

/** Between the tags; null: they are not there. */
function between(text: string, tag: string): string | null {
  const [, inner] = new RegExp(`<${tag}>\\n?([\\s\\S]*?)\\n?</${tag}>`).exec(text) ?? [];
  return inner ?? null;
}

/** Words with which people agree on something, in our languages. */
const AGREED =
  /(agree|promis|decid|remember|my name|i am called|kelish|vaʼda|vada|qaror|eslab|ismim|договор|обеща|решил|запомни|меня зовут|келиш|ваъда|қарор|исмим)/i;
const worth = (line: string) => (AGREED.test(line) ? 2 : /\d/.test(line) ? 1 : 0);

/** Notes of a talk: the lines that name something, those of agreements first to stay. */
function notesFrom(before: string, talk: string, words: number): string {
  const lines = (text: string) =>
    text
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
  // The bot's lines of a simulated talk repeat the person's.
  const said = lines(talk).flatMap((line) => /^Person: (.+)/.exec(line)?.[1] ?? []);
  const all = [...new Set([...lines(before), ...said.filter((line) => worth(line) > 0)])];
  const kept = new Set<string>();
  let left = words;
  for (const line of [...all.keys()].sort((a, b) => worth(all[b] ?? "") - worth(all[a] ?? "") || b - a)) {
    const text = all[line] ?? "";
    left -= text.split(/\s+/).length;
    if (left >= 0) kept.add(text);
  }
  return all.filter((line) => kept.has(line)).join("\n") || "-";
}

/** A line of the request that has the word, the person's present one left out. */
function lineWith(request: GenerateRequest, word: string): string {
  const lines = textsOf(request).slice(0, -1).join("\n").split("\n");
  return lines.findLast((line) => line.toLowerCase().includes(word.toLowerCase())) ?? "I do not know.";
}

/**
 * The answer, if the request asks to sum up (`<notes>` and `<talk>`), or the person asks by `[[recall:word]]` what was said
 * with that word. @returns null: it asks something else
 */
export function fromMemory(request: GenerateRequest): string | null {
  const asked = lastText(request);
  const talk = between(asked, "talk");
  if (talk !== null && /<talk>/.test(systemText(request))) {
    const most = Number(/at most (\d+) words/.exec(systemText(request))?.[1] ?? 300);
    return notesFrom(between(asked, "notes") ?? "", talk, most);
  }
  const word = /\[\[recall:([^\]]+)\]\]/.exec(asked)?.[1];
  return word ? lineWith(request, word.trim()) : null;
}

const REMEMBER =
  /^\s*(?:please )?(?:remember(?: that)?|eslab qol(?:ing)?|запомни(?:те)?|эслаб қол(?:инг)?)[:,]?\s+(.+)/is;
const FORGET = /^\s*(?:forget|unut(?:ing)?|забудь(?:те)?|унут(?:инг)?)\s+(\d+)/i;

/** The lines by which the instruction lets a model remember and forget, where the person asks for it; else empty. */
export function marksFor(request: GenerateRequest): string {
  if (!systemText(request).includes("<remember>")) return "";
  const asked = lastText(request);
  const [, fact] = REMEMBER.exec(asked) ?? [];
  const [, number] = FORGET.exec(asked) ?? [];
  if (fact) return `\n<remember>${fact.trim().split("\n")[0]}</remember>`;
  return number ? `\n<forget>${number}</forget>` : "";
}
