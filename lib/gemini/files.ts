// Which files may be sent to Gemini inline: an exact list, so that Google never has to refuse a file or its type.
// Types and sizes: ai.google.dev/gemini-api/docs (image, audio, video and document understanding; the limit of
// 20 MB for a request whose files stand in it), firebase.google.com/docs/ai-logic/input-file-requirements. No office type is
// among them, and GIF is refused since Gemini 2 (discuss.ai.google.dev/t/71468); bots/files reads the former to text.

const asTheyAre = [
  ...["image/png", "image/jpeg", "image/webp", "image/heic", "image/heif"],
  ...["audio/wav", "audio/mp3", "audio/aiff", "audio/aac", "audio/ogg", "audio/flac"],
  ...["audio/m4a", "audio/mp4", "audio/webm"],
  ...[
    "video/mp4",
    "video/mpeg",
    "video/mov",
    "video/avi",
    "video/x-flv",
    "video/mpg",
    "video/webm",
    "video/wmv",
  ],
  "video/3gpp",
  "application/pdf",
  ...[
    "text/plain",
    "text/html",
    "text/css",
    "text/csv",
    "text/xml",
    "text/rtf",
    "text/javascript",
    "text/markdown",
  ],
];

/** Other names that senders use for these types. */
const aliases: Readonly<Record<string, string>> = {
  "image/jpg": "image/jpeg",
  "audio/x-wav": "audio/wav",
  "audio/wave": "audio/wav",
  "audio/mpeg": "audio/mp3",
  "audio/x-aiff": "audio/aiff",
  "audio/x-flac": "audio/flac",
  "audio/opus": "audio/ogg",
  "audio/x-m4a": "audio/m4a",
  "audio/x-aac": "audio/aac",
  "video/quicktime": "video/mov",
  "video/x-msvideo": "video/avi",
  "video/x-ms-wmv": "video/wmv",
  "application/json": "text/plain",
  "application/xml": "text/xml",
  "application/rtf": "text/rtf",
  "application/x-javascript": "text/javascript",
  "application/csv": "text/csv",
};

const types = new Map([...asTheyAre.map((type) => [type, type] as const), ...Object.entries(aliases)]);

/** Bytes of all files of a request together: 20 MB less what base64 adds (a third) and the conversation takes. */
export const FILES_BYTES_MAX = 14 * 1024 * 1024;
/** As many as an album in Telegram holds. */
export const FILES_MAX = 10;

/** The type to send for a file. @param given a MIME type as a sender wrote it @returns null: Gemini does not read such files */
export function acceptedType(given: string): string | null {
  const [type = ""] = given.toLowerCase().split(";");
  const name = type.trim();
  // Any other text type is sent as plain text, so that only types on the list reach Google.
  return types.get(name) ?? (name.startsWith("text/") ? "text/plain" : null);
}
