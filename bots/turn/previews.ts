// Which links of an answer Telegram may fetch for a preview. Its servers do so as soon as the message is sent, before anybody has looked
// at the link: a document that has taken the model over could send the talk to a stranger in one (shown with bots in Telegram by
// PromptArmor, February 2026; EchoLeak, CVE-2025-32711, did the same by pictures). So only a link that stands, as it is, in what
// the model was given.
import type { GeminiRequest } from "#lib/gemini/request.ts";
import type { Rendered } from "#lib/markdown/entities.ts";

/** What Telegram takes for a link, and some more: a scheme, or a name with dots and letters at its end. */
const LINK =
  /(?:[a-z][a-z\d+.-]{1,20}:\/\/|www\.)[^\s<>"]+|(?<![\p{L}\p{N}@.-])[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){0,8}\.\p{L}{2,24}(?![\p{L}\p{N}])(?:[:/?#][^\s<>"]*)?|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}[:/?#][^\s<>"]*/giu;

/** Without what may be written or not, and what ends the sentence. */
const bareLink = (link: string): string =>
  link
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, "")
    .replace(/^www\./, "")
    .replace(/[\s.,;:!?)\]}'"»”*_/]+$/, "");

/** Telegram's own, which tell nobody else. */
const OWN = /^(?:t\.me|telegram\.me|telegram\.org)(?:[/?]|$)/;

function linksOf({ text, entities }: Rendered): string[] {
  const labelled = entities.flatMap(({ url }) => url ?? []);
  return [...labelled, ...(text.match(LINK) ?? [])].map(bareLink);
}

/** @returns whether all links of a message stand in the request */
export function previewsOf(request: GeminiRequest): (message: Rendered) => boolean {
  let given: string | undefined;
  return (message) => {
    const links = linksOf(message).filter((link) => !OWN.test(link));
    if (links.length === 0) return true;
    // Not the model's own earlier words: a link that it made up would be previewed when it says it again.
    const read = request.history.flatMap(({ role, parts }) => (role === "user" ? parts : []));
    given ??= [request.system ?? "", ...read]
      .map((part) => (typeof part === "string" ? part : "text" in part ? part.text : ""))
      .join("\n")
      .toLowerCase();
    return links.every((link) => stands(link, given ?? ""));
  };
}

/** Not as the beginning of a longer one, nor as the end of another name. */
function stands(link: string, given: string): boolean {
  for (let at = given.indexOf(link); at >= 0; at = given.indexOf(link, at + 1)) {
    const before = given[at - 1] ?? " ";
    if (/[\p{L}\p{N}@-]/u.test(before)) continue;
    if (!/[\p{L}\p{N}-]/u.test(given[at + link.length] ?? " ")) return true;
  }
  return false;
}
