import { readChatFile } from "#lib/conversations/read-file.ts";
import { AppError } from "#lib/errors.ts";
import { enter } from "#lib/people/tenants.ts";
import { currentPerson } from "../../../session.ts";

/** What a browser may show in the page; it shows nothing else, whatever the sender's program called it. */
const shown = new Set([
  ...["image/jpeg", "image/png", "image/webp", "image/gif"],
  ...["audio/ogg", "audio/mpeg", "audio/mp4", "audio/x-m4a", "video/mp4", "video/webm"],
]);
const statuses: Partial<Record<string, number>> = {
  forbidden: 403,
  not_found: 404,
  factor_demanded: 403,
  telegram_unreachable: 502,
};

const quoted = (name: string) =>
  encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);

/** A file of a conversation: `?tenant=SLUG`, and `&at=N` for one of several. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const person = await currentPerson();
  if (!person) return new Response(null, { status: 401 });
  const { searchParams } = new URL(request.url);
  const position = Number(searchParams.get("at") ?? 0);
  if (!Number.isInteger(position) || position < 0) return new Response(null, { status: 404 });
  try {
    const member = enter(person, searchParams.get("tenant") ?? "");
    if (!member) return new Response(null, { status: 404 });
    const { id: entry } = await params;
    const file = await readChatFile(member.context, { entry, position }, request.signal);
    const { kind, name, type, body } = file;
    const isShown = type !== null && shown.has(type);
    return new Response(body, {
      headers: {
        "content-type": isShown ? type : "application/octet-stream",
        "content-disposition": `${isShown ? "inline" : "attachment"}; filename*=UTF-8''${quoted(name ?? kind)}`,
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
        // Only in this browser, and for as long as a conversation is looked at.
        "cache-control": "private, max-age=300",
      },
    });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return new Response(null, { status: statuses[error.code] ?? 404 });
  }
}
