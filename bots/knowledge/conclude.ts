// From the marks of an answer to what is shown and stored of its knowledge. Pure.
import { plainInMarkdown } from "#lib/bots/words.ts";
import type { Walk } from "#lib/fallback/index.ts";
import { type KnowledgeMarks, readKnowledgeMarks } from "#lib/knowledge/marks.ts";
import { type KnowledgeTrace, usedIn } from "#lib/knowledge/trace.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import type { Say } from "#lib/messages/translate.ts";
import type { Known, KnownPlace } from "./know.ts";

/** Sources that are named under an answer. */
const NAMED_MAX = 5;
const PAGE = /^\d{1,6}$/;
const ADDRESS = /^https?:\/\/[^\s()<>[\]]+$/;

function nameOf({ name, place }: KnownPlace, say: Say): string {
  const plain = plainInMarkdown(name);
  if (!place) return plain;
  if (ADDRESS.test(place)) return `[${plain}](${place})`;
  return `${plain}, ${PAGE.test(place) ? say("knowledgePage", { page: place }) : plainInMarkdown(place)}`;
}

/** "📄 Narxlar.xlsx, 3-bet; Yetkazib berish"; null: the answer used none. */
function namesOf(numbered: readonly KnownPlace[], { used }: KnowledgeMarks, say: Say): string | null {
  const names = used.flatMap((number) => {
    const source = numbered[number - 1];
    return source ? nameOf(source, say) : [];
  });
  const each = [...new Set(names)].slice(0, NAMED_MAX);
  return each.length > 0 ? `📄 ${each.join("; ")}` : null;
}

export interface KnowledgeEnd {
  /** Without the marks; instead of no answer, that there is none. */
  text: string;
  /** Sentences in Markdown below the answer. */
  told: string[];
  trace: KnowledgeTrace | null;
  /** Whether the text only says that there is no answer. */
  isUnanswered: boolean;
}

export function concludeKnown(
  { trace, numbered }: Known,
  { only, named }: BotConfig["knowledge"],
  say: Say,
  { outcome, text: whole }: Pick<Walk, "outcome" | "text">,
): KnowledgeEnd {
  if (!trace) return { text: whole, told: [], trace, isUnanswered: false };
  const { text, marks } = readKnowledgeMarks(whole);
  if (outcome !== "answered") return { text, told: [], trace, isUnanswered: false };
  // Who has used some of it has answered some of the question.
  const isUnanswered = marks.unknown && (text === "" || (only && marks.used.length === 0));
  const names = named && !isUnanswered ? namesOf(numbered, marks, say) : null;
  return {
    text: isUnanswered ? say("unknownAnswer") : text,
    told: names === null ? [] : [names],
    trace: usedIn(trace, marks.used, marks.unknown),
    isUnanswered,
  };
}
