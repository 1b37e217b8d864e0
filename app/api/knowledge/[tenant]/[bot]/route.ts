import { randomUUID } from "node:crypto";
import { getTranslations } from "next-intl/server";
import { addFilePart, cancelUpload } from "#lib/knowledge/upload.ts";
import { actionFailureOf } from "../../../../failure.ts";
import { memberOf } from "../../../member.ts";

/**
 * A file that a bot is to know, or a part of it: `?name=FILE&size=BYTES&upload=UUID&position=N`, `&source=ID` to replace one,
 * `&shared=1` for all bots. Without `size` the body is the whole file. The body is bounded before Next has it. `?upload=UUID&cancel=1`
 * takes back what has arrived.
 */
export async function POST(
  request: Request,
  { params }: { params: Promise<{ tenant: string; bot: string }> },
): Promise<Response> {
  const { tenant, bot } = await params;
  const member = await memberOf(tenant, "runBots");
  if (member instanceof Response) return member;
  const given = new URL(request.url).searchParams;
  const bytes = new Uint8Array(await request.arrayBuffer());
  try {
    if (given.get("cancel") === "1") {
      await cancelUpload(member.context, given.get("upload") ?? "");
      return new Response(null, { status: 204 });
    }
    const { id, whole } = await addFilePart(member.context, {
      upload: given.get("upload") ?? randomUUID(),
      botId: given.get("shared") === "1" ? null : bot,
      sourceId: given.get("source"),
      name: given.get("name") ?? "",
      mimeType: request.headers.get("content-type"),
      size: Number(given.get("size") ?? bytes.length),
      position: Number(given.get("position") ?? 0),
      bytes,
    });
    return Response.json({ id, whole });
  } catch (error) {
    const { code, error: sentence } = actionFailureOf(error, await getTranslations("errors"));
    return Response.json({ code, error: sentence }, { status: code === "internal" ? 500 : 400 });
  }
}
