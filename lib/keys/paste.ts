// Finds the keys in whatever an admin pastes: lines, lists, an .env file, JSON, a message from a colleague.
// Pure, so that the form can count them while one types. What is a key is decided live, not by shape.

/** Shapes that Google has used so far; a long run of such characters with a digit may be the next one. */
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
    // It looks like none, yet was meant as one: tried all the same, so that Google says what is wrong with it.
    const meant = assignment.test(line) || (words.length === 1 && (lines.length === 1 || first.length > 9));
    return meant ? words.slice(-1) : [];
  });
  return [...new Set(found)];
}
