// One way to save and one to refresh; anything else brings back forms that stay pending for ever.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import test from "node:test";

const sources = globSync("app/**/*.{ts,tsx}")
  .filter((file) => !file.endsWith(".test.ts"))
  .map((file) => ({ file, source: readFileSync(file, "utf8") }));
const filesWith = (pattern: RegExp, but: readonly string[] = []) =>
  sources.flatMap(({ file, source }) => (pattern.test(source) && !but.includes(file) ? [file] : []));

test("only one file refreshes the page", () => {
  assert.deepEqual(filesWith(/\brouter\.refresh\(/), ["app/saving/refresh.tsx"]);
});

test("only one file changes the address without the server, and it keeps the query", () => {
  assert.deepEqual(filesWith(/\.(replaceState|pushState)\(/), ["app/components/use-fragment.ts"]);
});

/** Names of the server actions that a file imports, types left out. */
function actionsIn(source: string): string[] {
  const [, names = ""] = /import \{([^}]*)\} from "[^"]*\/actions\.ts"/.exec(source) ?? [];
  return names
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name && !name.startsWith("type "));
}

test("every file that imports a server action calls it through useSave, useChanges, useProof or useQuestion", () => {
  const callers = sources.filter(({ source }) => actionsIn(source).length > 0);
  assert.ok(callers.length >= 10, "the rule looks at something");
  // These hand it on to token-form.tsx and to the form of a conversation, which save.
  const handOn = [
    "app/[tenant]/bots/(list)/add-bot.tsx",
    "app/[tenant]/bots/[bot]/replace-token.tsx",
    "app/[tenant]/conversations/[conversation]/upload.ts",
    "app/[tenant]/start/bot-step.tsx",
  ];
  const round = callers.filter(
    ({ source }) => !/\buse(Save|Changes|Proof|Question)(<[^>]*>+)?\(/.test(source),
  );
  assert.deepEqual(round.map(({ file }) => file).sort(), handOn);
});

test("no request runs in a transition: one without an answer would hold up every navigation", () => {
  assert.deepEqual(filesWith(/\b(useOptimistic|useTransition|useActionState)\b|startTransition\(async/), []);
});
