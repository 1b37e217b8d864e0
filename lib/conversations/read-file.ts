// A file that people or operators have sent, fetched from Telegram through its bot. Its address there contains the token and
// never leaves this process.
import { z } from "zod";
import type { Context } from "../context.ts";
import { env } from "../env.ts";
import { AppError } from "../errors.ts";
import { authorise, readsTexts } from "../people/can.ts";
import { open } from "../secrets.ts";
import { tenantDb } from "../tenant-db.ts";
import { isUuid } from "../uuid.ts";
import { filesInMessages, type MessageFile, QUESTION_FILES } from "./message-file.ts";

/** Telegram gives a bot no larger one. */
const DOWNLOAD_MAX = 20 * 1024 * 1024;
const ASK_MS = 10_000;
const DOWNLOAD_MS = 60_000;

type Found = Omit<MessageFile, "kind"> & { kind: string; botId: string; token: string };

const OF_MESSAGE = `
  SELECT m."kind"::text, m."fileId", m."fileName" AS "name", m."fileType" AS "type", m."fileSize" AS "size", b."id" AS "botId", b."token"
  FROM "ChatMessage" AS m JOIN "Conversation" AS c ON c."tenantId" = m."tenantId" AND c."id" = m."conversationId"
  JOIN "Bot" AS b ON b."tenantId" = c."tenantId" AND b."id" = c."botId"
  WHERE m."tenantId" = $1 AND m."id" = $2 AND m."fileId" IS NOT NULL`;
const OF_ANSWER = `
  SELECT ${QUESTION_FILES} AS "messages", b."id" AS "botId", b."token"
  FROM "Answer" AS a JOIN "Bot" AS b ON b."tenantId" = a."tenantId" AND b."id" = a."botId"
  WHERE a."tenantId" = $1 AND a."id" = $2`;

async function find(context: Context, entry: string, position: number): Promise<Found | null> {
  const { tenantId } = context;
  const db = tenantDb(context);
  const [message] = (await db.query<Found>(OF_MESSAGE, [tenantId, entry])).rows;
  if (message) return position === 0 ? message : null;
  type Row = { messages: object[] | null; botId: string; token: string };
  const [answer] = (await db.query<Row>(OF_ANSWER, [tenantId, entry])).rows;
  const file = answer && filesInMessages(answer.messages)[position];
  return file ? { ...file, botId: answer.botId, token: answer.token } : null;
}

const GetFile = z.object({ ok: z.literal(true), result: z.object({ file_path: z.string() }) });

async function fetchFile(token: string, fileId: string, signal: AbortSignal): Promise<Response> {
  const root = env().TELEGRAM_API_ROOT;
  const away = () => {
    throw new AppError("telegram_unreachable");
  };
  const asking = {
    signal: AbortSignal.any([signal, AbortSignal.timeout(ASK_MS)]),
    redirect: "manual",
  } as const;
  const asked = await fetch(
    `${root}/bot${token}/getFile?file_id=${encodeURIComponent(fileId)}`,
    asking,
  ).catch(away);
  const told = GetFile.safeParse(await asked.json().catch(() => null)).data;
  // Too large, not this bot's, or its time has passed.
  if (!told) throw new AppError(asked.status >= 500 ? "telegram_unreachable" : "not_found");
  const limited = { ...asking, signal: AbortSignal.any([signal, AbortSignal.timeout(DOWNLOAD_MS)]) };
  const response = await fetch(`${root}/file/bot${token}/${told.result.file_path}`, limited).catch(away);
  if (!response.ok || !response.body)
    throw new AppError(response.status >= 500 ? "telegram_unreachable" : "not_found");
  return response;
}

/** Ends the stream with an error beyond the limit, whatever was announced. */
function atMost(bytes: number): TransformStream<Uint8Array, Uint8Array> {
  let left = bytes;
  return new TransformStream({
    transform(chunk, controller) {
      left -= chunk.length;
      if (left < 0) controller.error(new Error("The file is too large."));
      else controller.enqueue(chunk);
    },
  });
}

export interface ReadFile {
  kind: string;
  name: string | null;
  type: string | null;
  body: ReadableStream<Uint8Array>;
}

/**
 * @param entry id of a message or an answer @param position among the files of an answer's question
 * @throws AppError "forbidden", "not_found" (also: Telegram has it no more), or "telegram_unreachable"
 */
export async function readChatFile(
  context: Context,
  { entry, position }: { entry: string; position: number },
  signal: AbortSignal,
): Promise<ReadFile> {
  authorise(context, "viewAnswers");
  if (!readsTexts(context)) throw new AppError("forbidden");
  const found = isUuid(entry) ? await find(context, entry, position) : null;
  if (!found?.fileId || (found.size ?? 0) > DOWNLOAD_MAX) throw new AppError("not_found");
  const place = { tenantId: context.tenantId, table: "Bot", rowId: found.botId, column: "token" } as const;
  const { body } = await fetchFile(open(found.token, place), found.fileId, signal);
  if (!body) throw new AppError("not_found");
  const { kind, name, type } = found;
  return { kind, name, type, body: body.pipeThrough(atMost(DOWNLOAD_MAX)) };
}
