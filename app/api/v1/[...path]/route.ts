import { handleApi } from "#lib/api/handle.ts";
import { requestOrigin } from "../../../auth.ts";

/** Everything of the API: a token says who asks, never a session (docs/api.md). */
const handle = async (request: Request): Promise<Response> => handleApi(request, await requestOrigin());

export { handle as DELETE, handle as GET, handle as PATCH, handle as POST, handle as PUT };
