// Passwords: hashing, and which ones are refused. Length and a list of common ones, no rules of composition.
import { hash, verify } from "@node-rs/argon2";
import { dictionary } from "@zxcvbn-ts/language-common";
import { AppError } from "../errors.ts";
import { type HashTurn, hashInTurn } from "./hash-queue.ts";
import { PASSWORD_MIN } from "./password-length.ts";

/** Two keyboards may send the same letters as different code points. */
const normal = (password: string): string => password.normalize("NFC");

/** @throws AppError "busy" */
export const hashPassword = (password: string, turn: HashTurn): Promise<string> =>
  hashInTurn(turn, () => hash(normal(password)));

let decoy: Promise<string> | undefined;

/**
 * @param stored null where there is no account or no password: takes as long, and is false.
 * @throws AppError "busy"
 */
export async function isPassword(stored: string | null, password: string, turn: HashTurn): Promise<boolean> {
  decoy ??= hash("nobody has this password");
  const other = stored ?? (await decoy);
  const right = await hashInTurn(turn, () => verify(other, normal(password)).catch(() => false));
  return right && stored !== null;
}

let list: ReadonlySet<string> | undefined;
/** The passwords that leaked most often, lower case. */
const common = (): ReadonlySet<string> => {
  list ??= new Set(dictionary["passwords-common"]);
  return list;
};

/** "aaaaaaaaaa", "abababababab", "0123456789". */
function isPattern(text: string): boolean {
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0);
  const step = (codes[1] ?? 0) - (codes[0] ?? 0);
  const steady = codes.every((code, i) => i === 0 || code - (codes[i - 1] ?? 0) === step);
  return new Set(codes).size < 4 || steady;
}

/** Without the digits and signs that people add at the ends: "Password2026!" is "password". */
const coreOf = (text: string): string => text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "");

/**
 * @param about words that say nothing secret about this account: e-mail, name
 * @throws AppError "password_short" or "password_common"
 */
export function checkPassword(password: string, about: readonly string[], field = "password"): void {
  const text = normal(password).toLowerCase();
  if ([...text].length < PASSWORD_MIN) throw new AppError("password_short", { min: PASSWORD_MIN }, field);
  const own = ["botfactory", ...about.flatMap((word) => [word, ...word.split(/[@.\s]+/)])];
  const isOwn = own.some((word) => word.length > 2 && [text, coreOf(text)].includes(word.toLowerCase()));
  if (isOwn || isPattern(text) || common().has(text) || common().has(coreOf(text)))
    throw new AppError("password_common", {}, field);
}
