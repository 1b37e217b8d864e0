// Sends a file in pieces, each a request of its own: a lost one is sent again, and no request is large.
import { PIECE_BYTES } from "#lib/conversations/file-limits.ts";
import type { Result } from "../../../result.ts";
import { uploadFilePiece } from "../actions.ts";

async function base64Of(piece: Blob): Promise<string> {
  const bytes = new Uint8Array(await piece.arrayBuffer());
  let text = "";
  // Not all at once: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8_192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(text);
}

/** Telegram shows these as photos; anything else is a document. */
const PHOTOS = ["image/jpeg", "image/png", "image/webp"];

export const kindOfFile = ({ type }: File): "photo" | "document" =>
  PHOTOS.includes(type) ? "photo" : "document";

/** The requests that send the file, one after the other. */
export async function* piecesOf(
  tenant: string,
  messageId: string,
  file: File,
): AsyncGenerator<() => Promise<Result<unknown>>> {
  for (let position = 0; position * PIECE_BYTES < file.size; position++) {
    const piece = file.slice(position * PIECE_BYTES, (position + 1) * PIECE_BYTES);
    const base64 = await base64Of(piece);
    yield () => uploadFilePiece(tenant, { messageId, position, base64 });
  }
}
