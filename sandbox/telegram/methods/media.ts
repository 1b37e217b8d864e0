// Methods that send and fetch files.
import type { Upload } from "../../forms.ts";
import { badRequest, type Message, type StoredFile } from "../types.ts";
import type { Call, Method } from "./method.ts";
import { captionOf, send } from "./send.ts";

const maxDownload = 20 * 1024 * 1024;
const maxUpload = 50 * 1024 * 1024;
const maxPhoto = 10 * 1024 * 1024;

/** Message content for a stored file. Picture sizes and audio durations are made up. */
export function mediaContent(
  kind: string,
  file: StoredFile,
  fileName?: string,
  duration = 3,
): Partial<Message> {
  const common = { file_id: file.id, file_unique_id: file.uniqueId, file_size: file.data.length };
  switch (kind) {
    case "photo":
      return {
        photo: [
          { ...common, width: 90, height: 67 },
          { ...common, width: 1280, height: 960 },
        ],
      };
    case "voice":
    case "audio":
      return { [kind]: { ...common, duration, mime_type: file.mimeType } };
    case "video":
      return { video: { ...common, duration, width: 640, height: 360, mime_type: file.mimeType } };
    case "animation": {
      const about = { ...common, file_name: fileName ?? "file", mime_type: file.mimeType };
      // Like Telegram, for programs that do not know animations.
      return { animation: { ...about, duration, width: 640, height: 360 }, document: about };
    }
    case "video_note":
      // It has no type.
      return { video_note: { ...common, duration, length: 240 } };
    default:
      return { [kind]: { ...common, file_name: fileName ?? "file", mime_type: file.mimeType } };
  }
}

function sendFileOf(kind: string, folder: string, wanted: string): Method {
  return (call) =>
    send(call, () => {
      const { file, fileName } = fileOf(call, kind, folder, wanted);
      const { text, entities } = captionOf(call);
      return {
        ...mediaContent(kind, file, fileName, call.params.number("duration", 3)),
        ...(text && { caption: text }),
        ...(entities.length > 0 && { caption_entities: entities }),
      };
    });
}

function fileOf({ telegram, params }: Call, kind: string, folder: string, wanted: string) {
  const upload: Upload | undefined = params.file(kind);
  if (upload) {
    if (upload.data.length === 0) throw badRequest("file must be non-empty");
    const most = kind === "photo" ? maxPhoto : maxUpload;
    if (upload.data.length > most) throw badRequest("file is too big");
    return { file: telegram.keepFile(folder, upload), fileName: upload.fileName };
  }
  const id = params.text(kind);
  if (!id) throw badRequest(`there is no ${wanted} in the request`);
  if (/^https?:/.test(id)) throw badRequest("failed to get HTTP URL content");
  const file = telegram.files.get(id);
  if (!file) throw badRequest("wrong remote file identifier specified: Wrong string length");
  return { file, fileName: undefined };
}

function getFile({ telegram, params }: Call) {
  const file = telegram.files.get(params.text("file_id"));
  if (!file) throw badRequest("invalid file_id");
  if (file.data.length > maxDownload) throw badRequest("file is too big");
  return {
    file_id: file.id,
    file_unique_id: file.uniqueId,
    file_size: file.data.length,
    file_path: file.path,
  };
}

export const mediaMethods: Record<string, Method> = {
  sendPhoto: sendFileOf("photo", "photos", "photo"),
  sendVoice: sendFileOf("voice", "voice", "voice"),
  sendDocument: sendFileOf("document", "documents", "document"),
  sendAudio: sendFileOf("audio", "music", "audio"),
  sendVideo: sendFileOf("video", "videos", "video"),
  sendAnimation: sendFileOf("animation", "animations", "animation"),
  sendVideoNote: sendFileOf("video_note", "video_notes", "video note"),
  sendSticker: sendFileOf("sticker", "stickers", "sticker"),
  getFile,
};
