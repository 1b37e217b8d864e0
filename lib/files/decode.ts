// From the bytes of a text file to its characters. Pure.

/** UTF-8, UTF-16 where its mark stands in front, else the encoding of Windows for Cyrillic: what Excel and Notepad write. */
export function decodedText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    // As a stream, since the end may cut a character.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder("windows-1251").decode(bytes);
  }
}

/** A file that only says that it is text: nobody's text has so many of these. */
export const isBinary = (text: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about.
  (text.slice(0, 4_000).match(/[\0-\x08\x0e-\x1f\ufffd]/g)?.length ?? 0) > 20;
