import { getLocale } from "next-intl/server";
import { getBot } from "#lib/bots/list.ts";
import { ownPageChat } from "#lib/page-chat/ask.ts";
import { followPage } from "#lib/page-chat/follow.ts";
import { type Saying, sayingOf } from "#lib/page-chat/saying.ts";
import { memberOf } from "../../../member.ts";
import { openChats } from "../../open-chats.ts";

/** The page takes a longer silence for a lost connection. */
const BEAT_MS = 5_000;
const BEAT = `data: ${JSON.stringify({ kind: "beat" } satisfies Saying)}\n\n`;

/** What a bot says to this member in the page, as server-sent events; `?ask`: a question follows once it is ready. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ tenant: string; bot: string }> },
): Promise<Response> {
  const { tenant, bot } = await params;
  const member = await memberOf(tenant, "runBots");
  if (member instanceof Response) return member;
  const { context, person } = member;
  if (!(await getBot(context, bot))) return new Response(null, { status: 404 });
  const giveBack = openChats(person.id, context.tenantId);
  if (!giveBack) return new Response(null, { status: 429, headers: { "retry-after": "5" } });
  const closed = new AbortController();
  request.signal.addEventListener("abort", () => closed.abort());
  const locale = await getLocale();
  const waits = new URL(request.url).searchParams.has("ask");
  const events = followPage(context, ownPageChat(context, bot), { waits, signal: closed.signal });
  const encoder = new TextEncoder();
  let beat: NodeJS.Timeout | undefined;
  function end(): void {
    clearInterval(beat);
    giveBack?.();
  }
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      beat = setInterval(() => controller.enqueue(encoder.encode(BEAT)), BEAT_MS);
    },
    async pull(controller) {
      try {
        const { value, done } = await events.next();
        if (value)
          controller.enqueue(
            encoder.encode(`data: ${JSON.stringify(await sayingOf(context, value, locale))}\n\n`),
          );
        if (!done) return;
        end();
        controller.close();
      } catch (error) {
        end();
        controller.error(error);
      }
    },
    async cancel() {
      closed.abort();
      end();
      await events.return();
    },
  });
  return new Response(stream, {
    headers: {
      "content-type": "text/event-stream",
      // Compressed, it would arrive all at once.
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
}
