// Run in a process of its own (lib/aside), since encoding holds up whoever does it: sound as Gemini sends it on stdin, 16 bits
// at the rate in the first argument, one channel; a voice message on stdout.
import { buffer } from "node:stream/consumers";
import OpusScript from "opusscript";
import { oggOf } from "./ogg.ts";

const FRAME_MS = 20;
/** Of speech; Telegram's own programs use about the same. */
const BITS_A_SECOND = 32_000;

type Rate = ConstructorParameters<typeof OpusScript>[0];
const hz = Number(process.argv[2]) as Rate;
const pcm = await buffer(process.stdin);
const samples = (hz * FRAME_MS) / 1_000;
const encoder = new OpusScript(hz, 1, OpusScript.Application.VOIP);
encoder.setBitrate(BITS_A_SECOND);
const packets: Uint8Array[] = [];
for (let at = 0; at < pcm.length; at += 2 * samples) {
  const frame = Buffer.alloc(2 * samples);
  pcm.copy(frame, 0, at);
  packets.push(Uint8Array.from(encoder.encode(frame, samples)));
}
process.stdout.write(oggOf(packets, { hz, frameMs: FRAME_MS }));
