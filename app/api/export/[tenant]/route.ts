import { AppError } from "#lib/errors.ts";
import { gzipStream } from "#lib/export/gzip.ts";
import { exportWorkspace } from "#lib/export/workspace.ts";
import { requireFresh } from "#lib/people/proof.ts";
import { memberOf } from "../../member.ts";

/** The whole workspace as a file, for an owner who has just proved to be that person. It is read while it is sent. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ tenant: string }> },
): Promise<Response> {
  const member = await memberOf((await params).tenant, "exportTenant");
  if (member instanceof Response) return member;
  try {
    requireFresh(member.person);
  } catch (error) {
    if (error instanceof AppError) return new Response(null, { status: 403 });
    throw error;
  }
  const name = `${member.tenant.slug}-${new Date().toISOString().slice(0, 10)}.ndjson.gz`;
  return new Response(gzipStream(exportWorkspace(member.context)), {
    headers: {
      "content-type": "application/gzip",
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
    },
  });
}
