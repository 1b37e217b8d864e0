// The file in a message of Telegram's: its id, good for the bot that received it, and what the sender's program says of it.
import { z } from "zod";

/** The first that a message has is its kind: an animation is also a document. */
export const fileKinds = [
  "photo",
  "voice",
  "audio",
  "video",
  "video_note",
  "animation",
  "sticker",
  "document",
] as const;
export type FileKind = (typeof fileKinds)[number];

export interface MessageFile {
  kind: FileKind;
  fileId: string;
  name: string | null;
  /** MIME type; null: not told. */
  type: string | null;
  /** Bytes. */
  size: number | null;
}

const File = z.looseObject({
  file_id: z.string(),
  file_name: z.string().optional(),
  mime_type: z.string().optional(),
  file_size: z.int().optional(),
});
const types: Partial<Record<FileKind, string>> = {
  photo: "image/jpeg",
  voice: "audio/ogg",
  video_note: "video/mp4",
  sticker: "image/webp",
};

/** @returns null: it has none */
export function fileInMessage(message: object): MessageFile | null {
  const given = message as Partial<Record<FileKind, unknown>>;
  const kind = fileKinds.find((each) => given[each] !== undefined);
  if (!kind) return null;
  // A photo comes in several sizes, the largest last.
  const file = File.safeParse(Array.isArray(given[kind]) ? given[kind].at(-1) : given[kind]).data;
  if (!file) return null;
  const { file_id: fileId, file_name: name = null, mime_type, file_size: size = null } = file;
  return { kind, fileId, name, type: mime_type ?? types[kind] ?? null, size };
}

/**
 * SQL: the messages with files that the answer `a` is asked with, as JSON, in order; null: none. Its updates have them, and
 * the answer itself once these are deleted (lib/retention). Ordered by all columns of the index: by the id
 * alone Postgres sorts all later updates of the lane for each answer.
 */
export const QUESTION_FILES = `coalesce(a."files"::json, (
  SELECT json_agg(u."message" ORDER BY u."id") FROM "Update" AS f, LATERAL (
    SELECT n."id", coalesce(n."payload" -> 'message', n."payload" -> 'business_message', n."payload" -> 'edited_business_message') AS "message" FROM "Update" AS n
    WHERE n."laneId" = f."laneId" AND n."state" = 'done' AND n."id" >= f."id"
    ORDER BY n."laneId", n."state", n."id" LIMIT 2 * cardinality(a."asked")) AS u
  WHERE f."id" = a."updateId" AND u."message" ?| ARRAY[${fileKinds.map((kind) => `'${kind}'`).join(", ")}]
    AND (u."message" ->> 'message_id')::bigint = ANY(a."asked")))`;

/** SQL: the same for keeping, without what a message tells besides: who wrote it, and its texts, which the answer has. */
export const QUESTION_FILES_ALONE = `(
  SELECT jsonb_agg(m - '{from,chat,sender_chat,date,text,caption,entities,caption_entities,reply_to_message,quote}'::text[])
  FROM jsonb_array_elements(${QUESTION_FILES}::jsonb) AS m)`;

/** @param messages what QUESTION_FILES selects */
export const filesInMessages = (messages: readonly object[] | null): MessageFile[] =>
  (messages ?? []).flatMap((message) => fileInMessage(message) ?? []);
