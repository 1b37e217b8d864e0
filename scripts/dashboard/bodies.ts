// Bodies of requests: each is bounded, all together are bounded, and Next gets only those that have arrived wholly. A
// body that is sent slowly occupies nothing but its own bytes.
import { IncomingMessage } from "node:http";
import { API_ROOT } from "#lib/api/root.ts";
import { type Body, BodyPool } from "./body-pool.ts";

const KB = 1024;
/** The longest form of an action is a list of 500 keys. */
const ACTION_BYTES = 512 * KB;
/** Next-auth's routes take an e-mail address, a password and a token. */
const AUTH_BYTES = 16 * KB;
/** A bot with all its settings, in characters of several bytes. */
const API_BYTES = 256 * KB;
/** What a chunk costs beside its bytes, so that a body of single bytes is not cheap. */
const CHUNK_BYTES = 256;
/** Bytes of all bodies under way, and of those of one owner: of devices that signed in before, and of strangers. */
const UNDER_WAY = { each: 8 * KB * KB, all: 32 * KB * KB };

/** Parts of files that bots are to know (lib/knowledge/upload.ts) are no larger than an action. */
function limitOf(url: string): number {
  if (url.startsWith(`${API_ROOT}/`)) return API_BYTES;
  return url.startsWith("/api/") && !url.startsWith("/api/knowledge/") ? AUTH_BYTES : ACTION_BYTES;
}

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

  /** Ends it for the sake of others. */
  giveUp(): void {
    this.#end("no_room");
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

const pools = { familiar: new BodyPool(UNDER_WAY), strangers: new BodyPool(UNDER_WAY) };

/**
 * Its bytes count until it is closed.
 * @param device of a valid cookie, or null for a stranger, who is counted by address
 * @param end called when it must go
 */
export function openBody(device: string | null, line: string, end: () => void): Body {
  return device ? pools.familiar.open(device, end) : pools.strangers.open(line, end);
}

/** Resolves when the whole body is here, or cannot come. */
export async function receiveBody(request: BoundedMessage, body: Body): Promise<BodyOutcome> {
  const limit = limitOf(request.url ?? "");
  if (Number(request.headers["content-length"] ?? 0) > limit) return "too_large";
  return request.receive(limit, (bytes) => body.add(bytes + CHUNK_BYTES));
}
