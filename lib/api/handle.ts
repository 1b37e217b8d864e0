// A request of a program, from its token to its answer.
import type { z } from "zod";
import { holds } from "../api-tokens/scopes.ts";
import { type ApiCaller, callerOfToken } from "../api-tokens/use.ts";
import type { Origin } from "../context.ts";
import { AppError } from "../errors.ts";
import { log } from "../log.ts";
import { networkOf } from "../network.ts";
import { hasNul, wholeCharacters } from "../storable.ts";
import type { ApiEndpoint } from "./endpoint.ts";
import { endpoints } from "./endpoints.ts";
import { failureOf, UnfitRequest } from "./failure.ts";
import { checkRefused, countRefused, countRequest, PER_TOKEN } from "./pace.ts";
import { API_ROOT } from "./root.ts";

/** A prompt of 20,000 characters, with all other settings of a bot. */
const BODY_MAX = 256 * 1024;

const patternOf = (path: string) =>
  new RegExp(`^${path.replace(/\{(\w+)\}/g, (_, name: string) => `(?<${name}>[^/]+)`)}$`);
const routes = endpoints.map((each) => ({ endpoint: each, pattern: patternOf(each.path) }));

/** @throws AppError "not_found" or "no_method" */
function find(method: string, path: string): { endpoint: ApiEndpoint; params: Record<string, string> } {
  const here = routes.flatMap(({ endpoint, pattern }) => {
    const match = pattern.exec(path);
    return match ? [{ endpoint, params: { ...match.groups } }] : [];
  });
  // HEAD is GET without its body, which the server leaves out.
  const wanted = method === "HEAD" ? "GET" : method;
  const found = here.find(({ endpoint }) => endpoint.method === wanted);
  if (found) return found;
  throw new AppError(here.length > 0 ? "no_method" : "not_found");
}

/** @throws AppError "body_large" or "body_unreadable" */
async function bodyOf(request: Request): Promise<unknown> {
  const bytes = await request.bytes();
  if (bytes.length > BODY_MAX) throw new AppError("body_large", { max: BODY_MAX / 1024 });
  if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? ""))
    throw new AppError("body_unreadable");
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const body: unknown = JSON.parse(text);
    if (!hasNul(body)) return wholeCharacters(body);
    throw new AppError("body_unreadable");
  } catch {
    throw new AppError("body_unreadable");
  }
}

/** @throws UnfitRequest */
function fitting(part: "query" | "body", schema: z.ZodType, given: unknown): unknown {
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new UnfitRequest(part, parsed.error);
  if (hasNul(parsed.data)) throw new AppError("invalid", {}, part);
  return parsed.data;
}

/** @throws AppError of a token that is not valid, or "too_many_requests" */
async function admitCaller(request: Request, from: Origin): Promise<ApiCaller> {
  const network = networkOf(from.address);
  await checkRefused(network);
  try {
    return await callerOfToken(request.headers.get("authorization"), from);
  } catch (error) {
    if (error instanceof AppError && error.code === "token_refused") await countRefused(network);
    throw error;
  }
}

/** Only what the schema names, so that no secret gets out by a field that somebody added to a view. */
function answerOf({ answer, path }: ApiEndpoint, value: unknown): unknown {
  if (!answer) return null;
  const parsed = answer.safeParse(JSON.parse(JSON.stringify(value)));
  if (parsed.success) return parsed.data;
  log.error({ path, issues: parsed.error.issues }, "an answer does not fit its schema");
  throw new AppError("internal");
}

const common = { "cache-control": "no-store", vary: "authorization" };

/** Never throws. Nothing here allows another site's page to read the answer. */
export async function handleApi(request: Request, from: Origin): Promise<Response> {
  const headers: Record<string, string> = { ...common };
  try {
    const caller = await admitCaller(request, from);
    const { context, token } = caller;
    const { left, resetS } = await countRequest(token.id, context.tenantId);
    Object.assign(headers, {
      "ratelimit-limit": String(PER_TOKEN),
      "ratelimit-remaining": String(left),
      "ratelimit-reset": String(resetS),
    });
    const { pathname, searchParams } = new URL(request.url);
    const { endpoint, params } = find(request.method, pathname.slice(API_ROOT.length));
    const { scope } = endpoint;
    if (scope && !token.scopes.includes(scope)) throw new AppError("token_scope", { scope });
    // As the member's role is now.
    if (scope && !holds(context, scope)) throw new AppError("forbidden");
    const query = fitting("query", endpoint.query, Object.fromEntries(searchParams));
    const body = endpoint.body ? fitting("body", endpoint.body, await bodyOf(request)) : null;
    const ifMatch = request.headers.get("if-match")?.replace(/^(W\/)?"(.*)"$/, "$2") ?? null;
    const value = await endpoint.handle({ caller, context, params, query, body, ifMatch });
    const { status = 200 } = endpoint;
    if (status === 204) return new Response(null, { status, headers });
    const answer = answerOf(endpoint, value);
    if (endpoint.etag) headers.etag = `"${endpoint.etag(answer)}"`;
    return Response.json(answer, { status, headers });
  } catch (error) {
    const { status, body, retryAfterS } = failureOf(error);
    if (status === 401) headers["www-authenticate"] = 'Bearer realm="BotFactory"';
    if (retryAfterS !== null) headers["retry-after"] = String(retryAfterS);
    return Response.json(body, { status, headers });
  }
}
