/** Telegram's limit of a photo, and enough for a document. */
export const FILE_MAX = 10_000_000;
/** In base64 it fits into the body of an action. */
export const PIECE_BYTES = 300_000;
/** Telegram's limit of the words under a file. */
export const CAPTION_MAX = 1_024;
