import { getLocale } from "next-intl/server";
import { getBot } from "#lib/bots/list.ts";
import { ownPageChat } from "#lib/page-chat/ask.ts";
import { followPage } from "#lib/page-chat/follow.ts";
import { type Saying, sayingOf } from "#lib/page-chat/saying.ts";
import { memberOf } from "../../../member.ts";
import { eventStream } from "../../event-stream.ts";
import { openChats } from "../../open-chats.ts";

/** The page takes a longer silence for a lost connection. */
const beat = { everyMs: 5_000, said: { kind: "beat" } satisfies Saying };

const headers = {
  "content-type": "text/event-stream",
  // Compressed, it would arrive all at once.
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
};

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
  // Next answers it with this handler, and reads no body of it.
  if (request.method === "HEAD") return new Response(null, { headers });
  const locale = await getLocale();
  const giveBack = openChats(person.id, context.tenantId);
  if (!giveBack) return new Response(null, { status: 429, headers: { "retry-after": "5" } });
  const waits = new URL(request.url).searchParams.has("ask");
  const stream = eventStream((signal) => followPage(context, ownPageChat(context, bot), { waits, signal }), {
    ...{ beat, gone: request.signal, onEnd: giveBack },
    said: (event) => sayingOf(context, event, locale),
  });
  return new Response(stream, { headers });
}
