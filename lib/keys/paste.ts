// Finds keys in pasted text: lines, lists, an .env file, JSON, an address, a chat message. Pure, so the form can count
// keys while the admin types. A live test decides whether a candidate is a key, not its shape, except where the shape
// proves the contrary: a secret of another service must not be sent to Google.

/** A secret that is none of Gemini's, by its maker; `cut`: the beginning of a key. */
export type ForeignKind = "cut" | "telegram" | "google" | (typeof others)[number][0];

export interface PastedKeys {
  /** Candidates, in the order of the text, each once. */
  secrets: string[];
  /** What certainly is no key for Gemini. Not to be sent anywhere. */
  foreign: { kind: ForeignKind; last4: string }[];
}

/** The beginnings that services give their secrets, by their own documents on secret scanning. */
const others = [
  ["anthropic", /^sk-ant-/],
  ["openrouter", /^sk-or-/],
  ["openai", /^sk-[\w-]{16,}$/],
  ["groq", /^gsk_/],
  ["xai", /^xai-/],
  ["huggingface", /^hf_[A-Za-z0-9]{20,}$/],
  ["github", /^(gh[pousr]_|github_pat_)/],
  ["aws", /^A(KI|SI)A[A-Z0-9]{16}$/],
] as const;
/** Google's, but not for this: OAuth tokens and client secrets, a service account's signed token. */
const googles = /^(ya29\.|1\/\/0|GOCSPX-|eyJ[\w-]+\.)/;
/** A bot's token, whole or cut: no key has a colon. */
const telegram = /\b\d{5,12}:[\w-]{20,}/g;

/** Lengths of Google's two formats; a longer AQ. key is not cut. */
const OLD_LENGTH = 39;
const NEW_LENGTH = 53;

/** Google's formats so far; a long word with a digit may be a future format. */
const likely = (word: string) =>
  /^(AIza|AQ\.)[\w-]+$/.test(word) || (/^[\w.-]{24,}$/.test(word) && /\d/.test(word));
const invisible = /[\u200B-\u200D\u2060\uFEFF]/g;
const separators = /[\s,;|"'`<>()[\]{}?&#]+/;
/** A variable whose value is meant as a key, whatever it looks like. */
const assignment = /^\s*(?:export\s+)?\w*(?:key|gemini|token|secret)\w*\s*=/i;

const isCut = (word: string) => /^AIza[\w-]*$/.test(word) && word.length < OLD_LENGTH;

function foreignKind(word: string): ForeignKind | null {
  if (isCut(word)) return "cut";
  if (googles.test(word)) return "google";
  return others.find(([, shape]) => shape.test(word))?.[0] ?? null;
}

function wordsOf(line: string): string[] {
  return line.split(separators).flatMap((word) => {
    const value = word.replace(/^[A-Za-z_][\w-]*[=:]/, "").replace(/\.+$/, "");
    return value && !/[=:/]$/.test(value) ? [value] : [];
  });
}

/** Puts a key together that a chat or a narrow window broke over two lines: joined it has exactly its length. */
function unwrap(lines: string[]): string[] {
  const whole: string[] = [];
  for (const line of lines) {
    const head = wordsOf(whole.at(-1) ?? "").at(-1) ?? "";
    const tail = line.trim();
    const length = head.startsWith("AIza") ? OLD_LENGTH : head.startsWith("AQ.") ? NEW_LENGTH : 0;
    const breaks = head.length < length && /^[\w-]+$/.test(tail) && head.length + tail.length === length;
    if (breaks && whole.at(-1)?.trimEnd().endsWith(head)) whole.push(`${whole.pop()?.trimEnd()}${tail}`);
    else whole.push(line);
  }
  return whole;
}

/** @returns the keys in the text, and the secrets in it that are none. */
export function keysIn(text: string): PastedKeys {
  const foreign = new Map<string, ForeignKind>();
  const plain = text.replace(invisible, "").replace(telegram, (token) => {
    foreign.set(token, "telegram");
    return " ";
  });
  const lines = unwrap(plain.split(/[\r\n]+/).filter((line) => line.trim() && !/^\s*(#|\/\/)/.test(line)));
  const secrets = lines.flatMap((line) => {
    const words = wordsOf(line).filter((word) => {
      const kind = foreignKind(word);
      if (kind) foreign.set(word, kind);
      return !kind;
    });
    const keys = words.filter(likely);
    if (keys.length > 0) return keys;
    // Looks like no key but was probably meant as one: keep it, so the live test reports what is wrong.
    const [first = ""] = words;
    const lone = words.length === 1 && !line.includes("=");
    const meant = assignment.test(line) || (lone && (lines.length === 1 || first.length > 9));
    return meant ? words.slice(-1) : [];
  });
  return {
    secrets: [...new Set(secrets)],
    foreign: [...foreign].map(([word, kind]) => ({ kind, last4: word.slice(-4) })),
  };
}
