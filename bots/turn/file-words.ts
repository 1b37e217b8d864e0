// What a person is told of a file or a message that cannot be read: one sentence each, never silence.
import type { Say } from "#lib/messages/translate.ts";
import { FileFault, FileTooLarge } from "./file.ts";

/** Longer names would fill the message. */
const NAME_MAX = 60;
const short = (name: string) =>
  (name.length > NAME_MAX ? `${name.slice(0, NAME_MAX - 1)}…` : name).toWellFormed();

/** @param name of a file of a kind that nobody here reads, if it has one; null: it is no file */
export const unreadKind = (say: Say, name: string | null): string =>
  !name ? say("unsupported") : say("files.kind", { name: short(name) });

/** @returns null: the error is not about the person's file */
export function refusalOfFile(say: Say, error: unknown): string | null {
  if (error instanceof FileTooLarge) return error.each ? say("files.over20") : say("tooLarge");
  if (!(error instanceof FileFault)) return null;
  if (error.fault === "busy") return say("filesBusy");
  return say(`files.${error.fault}`, { name: short(error.file.name ?? say("files.nameless")) });
}
