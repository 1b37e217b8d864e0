// Opus packets in an Ogg file, which Telegram shows as a voice message: RFC 3533 (pages) and RFC 7845 (Opus in them).

/** Opus counts in samples of 48 kHz, whatever it encodes. */
const CLOCK_HZ = 48_000;
/** Samples that a player drops at the beginning: what libopus looks ahead (6.5 ms). */
const PRE_SKIP = 312;
const PACKETS_A_PAGE = 40;

const table = Uint32Array.from({ length: 256 }, (_, i) => {
  let sum = i << 24;
  for (let bit = 0; bit < 8; bit++) sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
  return sum;
});

function checksum(page: Uint8Array): number {
  let sum = 0;
  for (const byte of page) sum = (sum << 8) ^ (table[((sum >>> 24) ^ byte) & 255] ?? 0);
  return sum >>> 0;
}

/** A packet's length in pieces of 255 bytes, the last one shorter. */
const lacing = ({ length }: Uint8Array): number[] => [
  ...Array.from({ length: Math.floor(length / 255) }, () => 255),
  length % 255,
];

const FIRST = 2;
const LAST = 4;

function page(
  packets: readonly Uint8Array[],
  at: { number: number; granule: number; flags: number },
): Buffer {
  const segments = packets.flatMap(lacing);
  const header = Buffer.alloc(27 + segments.length);
  header.write("OggS", 0);
  header.writeUInt8(at.flags, 5);
  header.writeBigUInt64LE(BigInt(at.granule), 6);
  header.writeUInt32LE(1, 14);
  header.writeUInt32LE(at.number, 18);
  header.writeUInt8(segments.length, 26);
  header.set(segments, 27);
  const whole = Buffer.concat([header, ...packets]);
  whole.writeUInt32LE(checksum(whole), 22);
  return whole;
}

function head(channels: number, inputHz: number): Buffer {
  const packet = Buffer.alloc(19);
  packet.write("OpusHead", 0);
  packet.writeUInt8(1, 8);
  packet.writeUInt8(channels, 9);
  packet.writeUInt16LE(PRE_SKIP, 10);
  packet.writeUInt32LE(inputHz, 12);
  return packet;
}

function tags(): Buffer {
  const vendor = Buffer.from("botfactory");
  const length = Buffer.alloc(4);
  length.writeUInt32LE(vendor.length);
  return Buffer.concat([Buffer.from("OpusTags"), length, vendor, Buffer.alloc(4)]);
}

/** @param packets of `frameMs` each, none longer than 1,275 bytes */
export function oggOf(
  packets: readonly Uint8Array[],
  { hz, frameMs }: { hz: number; frameMs: number },
): Buffer {
  const pages = [
    page([head(1, hz)], { number: 0, granule: 0, flags: FIRST }),
    page([tags()], { number: 1, granule: 0, flags: 0 }),
  ];
  const samples = (CLOCK_HZ * frameMs) / 1_000;
  for (let at = 0; at < packets.length; at += PACKETS_A_PAGE) {
    const end = Math.min(at + PACKETS_A_PAGE, packets.length);
    const flags = end === packets.length ? LAST : 0;
    pages.push(page(packets.slice(at, end), { number: pages.length, granule: end * samples, flags }));
  }
  return Buffer.concat(pages);
}
