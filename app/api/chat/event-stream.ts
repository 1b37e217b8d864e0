// Server-sent events. The stream ends also where nobody ever reads it: of a browser that has gone before the first word, Next
// neither reads nor cancels it (pipe-readable.js there).

const encoder = new TextEncoder();
const lineOf = (said: object) => encoder.encode(`data: ${JSON.stringify(said)}\n\n`);

interface Options<E> {
  /** What is sent of an event. */
  said(event: E): Promise<object>;
  /** Sent at least this often. */
  beat: { everyMs: number; said: object };
  /** The reader has gone. */
  gone: AbortSignal;
  /** Called at the end, whoever ends it; more than once is fine. */
  onEnd(): void;
}

/** @param follow makes the events; its signal aborts when the reader has gone */
export function eventStream<E>(
  follow: (signal: AbortSignal) => AsyncGenerator<E, void>,
  { said, beat: { everyMs, said: pulse }, gone, onEnd }: Options<E>,
): ReadableStream<Uint8Array> {
  const closed = new AbortController();
  const events = follow(closed.signal);
  let beat: NodeJS.Timeout | undefined;
  function end(): void {
    clearInterval(beat);
    gone.removeEventListener("abort", leave);
    onEnd();
  }
  function leave(): void {
    closed.abort();
    end();
    // What it has to tidy up may fail with the database.
    events.return().catch(() => undefined);
  }
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      beat = setInterval(() => controller.enqueue(lineOf(pulse)), everyMs);
    },
    async pull(controller) {
      try {
        const { value, done } = await events.next();
        if (value) controller.enqueue(lineOf(await said(value)));
        if (!done) return;
        end();
        controller.close();
      } catch (error) {
        end();
        controller.error(error);
      }
    },
    cancel: leave,
  });
  gone.addEventListener("abort", leave);
  if (gone.aborted) leave();
  return stream;
}
