// Bodies of requests: each is bounded, all together are bounded, and Next gets only those that have arrived wholly. A
// body that is sent slowly occupies nothing but its own bytes.
import { IncomingMessage } from "node:http";
import { Slots } from "#lib/slots.ts";

const KB = 1024;
/** The longest form of an action is a list of 500 keys. */
const ACTION_BYTES = 512 * KB;
/** Next-auth's routes take an e-mail address, a password and a token. */
const AUTH_BYTES = 16 * KB;
/** What a chunk costs beside its bytes, so that a body of single bytes is not cheap. */
const CHUNK_BYTES = 256;
/** Bytes of all bodies under way, and of those of one address. */
const UNDER_WAY = { each: 8 * KB * KB, all: 64 * KB * KB };

const limitOf = (url: string): number => (url.startsWith("/api/") ? AUTH_BYTES : ACTION_BYTES);

/** A request that keeps its body until it is read, up to a limit. */
export class BoundedMessage extends IncomingMessage {
  #left = 0;
  #received = false;
  #onEnd: (outcome: BodyOutcome) => void = () => undefined;
  #onChunk: (bytes: number) => boolean = () => true;

  override push(chunk: Buffer | null, encoding?: BufferEncoding): boolean {
    if (chunk === null) {
      this.#received = true;
      super.push(null);
      this.#onEnd("received");
      return false;
    }
    this.#left -= chunk.length;
    if (this.#left < 0) this.#end("too_large");
    else if (!this.#onChunk(chunk.length)) this.#end("no_room");
    else super.push(chunk, encoding);
    // Always asks for more: the limit bounds what is kept.
    return true;
  }

  #end(outcome: BodyOutcome): void {
    this.#left = 0;
    this.#onEnd(outcome);
    this.#onEnd = () => undefined;
  }

  /** To be called before the first byte arrives, in the server's listener. */
  receive(limit: number, onChunk: (bytes: number) => boolean): Promise<BodyOutcome> {
    this.#left = limit;
    this.#onChunk = onChunk;
    return new Promise((done) => {
      this.#onEnd = done;
      if (this.#received) done("received");
      this.once("close", () => done("gone"));
    });
  }
}

export type BodyOutcome = "received" | "too_large" | "no_room" | "gone";

const underWay = new Slots(UNDER_WAY);

/** Resolves when the whole body is here, or cannot come. Its bytes count until the response ends. */
export async function receiveBody(
  request: BoundedMessage,
  owner: string,
  ended: Promise<void>,
): Promise<BodyOutcome> {
  const limit = limitOf(request.url ?? "");
  if (Number(request.headers["content-length"] ?? 0) > limit) return "too_large";
  let taken = 0;
  void ended.then(() => underWay.giveBack(owner, taken));
  return request.receive(limit, (bytes) => {
    const cost = bytes + CHUNK_BYTES;
    if (!underWay.take(owner, cost)) return false;
    taken += cost;
    return true;
  });
}
