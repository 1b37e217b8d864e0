// Ids of answers: UUIDs that begin with the time (RFC 9562, version 7). Random ones touch other pages of each index with each
// message, and the first change of a page after a checkpoint puts all of it into the WAL.
import { randomBytes } from "node:crypto";

/** @param at epoch milliseconds */
export function answerId(at: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(at, 0, 6);
  bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  return bytes.toString("hex").replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}
