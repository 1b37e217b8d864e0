// How an entry of a conversation reads in its topic.
import type { FileKind } from "#lib/conversations/message-file.ts";
import { fileKinds } from "#lib/conversations/message-file.ts";
import { refusalOf } from "#lib/conversations/refusal.ts";
import type { Rendered } from "#lib/markdown/entities.ts";
import { render } from "#lib/markdown/render.ts";
import type { StaffWords } from "#lib/staff/words.ts";
import type { UnpostedAnswer, UnpostedEntry, UnpostedMessage } from "./entries.ts";
import type { PersonTopic } from "./topics.ts";

/** A file as it is sent into the topic. */
interface PostedFile {
  kind: FileKind;
  fileId: string;
  name: string | null;
  caption: string;
}

/** A text, or a file with its words. */
export type Post = { text: Rendered } | { file: PostedFile };

const CAPTION_MAX = 1_024;

const line = (icon: string, who: string, text: string): Rendered => ({
  text: `${icon} ${who}: ${text}`,
  entities: [{ type: "bold", offset: icon.length + 1, length: who.length }],
});
const remark = (text: string): Rendered => ({
  text,
  entities: [{ type: "italic", offset: 0, length: text.length }],
});

/** The words under a file, without the "[photo]" that stands for a file without any. */
const captionOf = (text: string) => (/^\[[^\]]+\]$/.test(text) ? "" : text);

function file(
  icon: string,
  who: string,
  of: { kind: FileKind; fileId: string; name: string | null },
  text: string,
): Post {
  const words = captionOf(text);
  const caption = `${icon} ${who}${words && ": "}${words}`.slice(0, CAPTION_MAX);
  return { file: { ...of, caption } };
}

function ofAnswer({ question, text, state, files }: UnpostedAnswer, name: string, t: StaffWords): Post[] {
  const asked =
    question === null
      ? []
      : files.length > 0
        ? files.map((each, i) => file("👤", name, each, i === 0 ? question : ""))
        : [{ text: line("👤", name, question) }];
  const missing = state === "cancelled" ? t("post.stopped") : t("post.noAnswer");
  const said = text && state !== "apologised" ? render(text).text : `(${missing})`;
  return [...asked, { text: line("🤖", t("post.bot"), said) }];
}

function ofMessage(entry: UnpostedMessage, name: string, t: StaffWords): Post[] {
  const { author, of, state, text, error, fileId, fileName, changed } = entry;
  const member = entry.memberName ?? "";
  if (of === "taken") return [{ text: remark(`✋ ${t("post.took", { name: member })}`) }];
  if (of === "returned") return [{ text: remark(`↩️ ${t("post.returned", { name: member })}`) }];
  const kind = fileKinds.find((each) => each === of);
  if (state === "failed") {
    const reason =
      refusalOf(error ?? "") === "blocked"
        ? t("message.blocked")
        : t("message.refused", { reason: error ?? "" });
    const what = (text || fileName || t("post.file", { kind: of })).slice(0, 200);
    return [{ text: { text: `⚠️ ${t("message.notSent", { text: what, reason })}`, entities: [] } }];
  }
  const [icon, who] = author === "person" ? ["👤", name] : ["💬", member];
  const shown = changed ? `${who} (${t("post.changed")})` : who;
  if (kind && fileId) return [file(icon, shown, { kind, fileId, name: fileName }, text)];
  return [{ text: line(icon, shown, text || (fileName ?? "")) }];
}

export const nameOf = ({ name }: Pick<PersonTopic, "name">, t: StaffWords): string =>
  name || t("post.nameless");

export const postsOf = (entry: UnpostedEntry, name: string, t: StaffWords): Post[] =>
  entry.kind === "answer" ? ofAnswer(entry, name, t) : ofMessage(entry, name, t);

/** Both below each other. */
export function joined(above: Rendered, below: Rendered): Rendered {
  const offset = above.text.length + 2;
  return {
    text: `${above.text}\n\n${below.text}`,
    entities: [
      ...above.entities,
      ...below.entities.map((each) => ({ ...each, offset: each.offset + offset })),
    ],
  };
}
