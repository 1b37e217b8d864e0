// Why a file of an office program cannot be read, by its first bytes. Pure.

/** Names of streams in a compound file, the container of encrypted files and of the formats before 2007. */
const inUtf16 = (name: string) => Buffer.from(name, "utf16le");
const COMPOUND = Buffer.from("d0cf11e0a1b11ae1", "hex");

/** Whether an entry of the archive has a password: bit 0 of its flags. */
const hasPassword = (bytes: Buffer) =>
  bytes.readUInt32LE(0) === 0x04034b50 && bytes.length > 8 && (bytes.readUInt16LE(6) & 1) === 1;

/** @returns null: none that can be seen yet */
export function officeFault(bytes: Buffer): "encrypted" | "broken" | "old" | null {
  if (bytes.subarray(0, COMPOUND.length).equals(COMPOUND))
    return bytes.includes(inUtf16("EncryptedPackage")) ? "encrypted" : "old";
  if (bytes.length < 4) return "broken";
  return hasPassword(bytes) ? "encrypted" : null;
}
