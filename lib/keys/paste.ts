// Finds keys in pasted text: lines, lists, an .env file, JSON, a chat message. Pure, so the form can count keys while
// the admin types. A live test decides whether a candidate is a key, not its shape.

/** Google's key formats so far; a long word with a digit may be a future format. */
const likely = (word: string) =>
  /^(AIza|AQ\.)[\w-]+$/.test(word) || (/^[\w.-]{24,}$/.test(word) && /\d/.test(word));
const invisible = /[\u200B-\u200D\u2060\uFEFF]/g;
const separators = /[\s,;|"'`<>()[\]{}]+/;
const assignment = /^\s*(?:export\s+)?[A-Za-z_]\w*\s*=/;

function wordsOf(line: string): string[] {
  return line.split(separators).flatMap((word) => {
    const value = word.replace(/^[A-Za-z_][\w-]*[=:]/, "").replace(/\.+$/, "");
    return value && !/[=:/]$/.test(value) ? [value] : [];
  });
}

/** @returns the secrets in the text, in order, each once. */
export function secretsIn(text: string): string[] {
  const lines = text
    .replace(invisible, "")
    .split(/[\r\n]+/)
    .filter((line) => line.trim() && !/^\s*(#|\/\/)/.test(line));
  const found = lines.flatMap((line) => {
    const words = wordsOf(line);
    const [first = ""] = words;
    const keys = words.filter(likely);
    if (keys.length > 0) return keys;
    // Looks like no key but was probably meant as one: keep it, so the live test reports what is wrong.
    const meant = assignment.test(line) || (words.length === 1 && (lines.length === 1 || first.length > 9));
    return meant ? words.slice(-1) : [];
  });
  return [...new Set(found)];
}
