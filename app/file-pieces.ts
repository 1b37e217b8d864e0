// A file in pieces, each a request of its own: a lost one is sent again, and no request is large.
import { PIECE_BYTES } from "#lib/conversations/file-limits.ts";

interface FilePiece {
  position: number;
  /** Whether it is the last one. */
  last: boolean;
  base64: string;
}

async function base64Of(piece: Blob): Promise<string> {
  const bytes = new Uint8Array(await piece.arrayBuffer());
  let text = "";
  // Not all at once: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8_192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(text);
}

export async function* piecesIn(file: File): AsyncGenerator<FilePiece> {
  for (let position = 0; position * PIECE_BYTES < file.size; position++) {
    const piece = file.slice(position * PIECE_BYTES, (position + 1) * PIECE_BYTES);
    yield { position, last: (position + 1) * PIECE_BYTES >= file.size, base64: await base64Of(piece) };
  }
}
