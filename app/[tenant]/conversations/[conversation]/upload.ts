// Sends an operator's file in pieces.
import { piecesIn } from "../../../file-pieces.ts";
import type { Result } from "../../../result.ts";
import { uploadFilePiece } from "../actions.ts";

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
  for await (const { position, base64 } of piecesIn(file))
    yield () => uploadFilePiece(tenant, { messageId, position, base64 });
}
