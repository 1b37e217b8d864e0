// What an endpoint of the API is. The table of them (endpoints.ts) is what requests are routed by, what the OpenAPI document
// says, and what the reference page shows.
import { z } from "zod";
import type { ApiScope } from "../api-tokens/scopes.ts";
import type { ApiCaller } from "../api-tokens/use.ts";
import type { Context } from "../context.ts";

type ApiMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** A request whose parts fit their schemas. */
export interface ApiCall<Q, B> {
  caller: ApiCaller;
  context: Context;
  /** Of the path; they may be no ids. */
  params: Readonly<Record<string, string>>;
  query: Q;
  body: B;
  /** The header If-Match, without its quotes; null: none. */
  ifMatch: string | null;
}

interface Described {
  method: ApiMethod;
  /** Below /api/v1; `{name}` is a part of its own. */
  path: string;
  /** Null: every token may. */
  scope: ApiScope | null;
  /** Under which heading it is shown. */
  tag: string;
  summary: string;
  description?: string;
  /** Of an answer that is right. */
  status?: 200 | 201 | 204;
  /** Failures beside those of every endpoint, and what they mean here. */
  fails?: Readonly<Record<number, string>>;
}

export interface ApiEndpoint extends Described {
  query: z.ZodObject;
  body: z.ZodType | null;
  /** Null: it has no body. */
  answer: z.ZodType | null;
  /** The version of what the answer shows, for its header ETag. */
  etag?: (answer: unknown) => string;
  handle: (call: ApiCall<unknown, unknown>) => Promise<unknown>;
}

const nothing = z.strictObject({});

/** Ties a handler to its schemas. What a handler returns and the answer's schema does not name is left out. */
export function endpoint<Q extends z.ZodObject = typeof nothing, B extends z.ZodType = z.ZodNull>(
  described: Described & {
    query?: Q;
    body?: B;
    answer?: z.ZodType;
    etag?: (answer: unknown) => string;
    handle: (call: ApiCall<z.output<Q>, z.output<B>>) => Promise<unknown>;
  },
): ApiEndpoint {
  const { query, body, answer, handle, ...rest } = described;
  return {
    ...rest,
    query: query ?? nothing,
    body: body ?? null,
    answer: answer ?? null,
    handle: handle as ApiEndpoint["handle"],
  };
}

/** A moment, as ISO 8601 in UTC. */
export const Moment = z.iso.datetime();
/** Of a parameter that may be missing. */
export const instant = (text: string | undefined): Date | null =>
  text === undefined ? null : new Date(text);
export const Id = z.uuid();
export const BotName = z.object({ id: Id, name: z.string(), username: z.string() });
/** The cursor of a page. */
export const Cursor = z.string().max(100).describe("`next` of the page before");
export const NextCursor = z.string().nullable().describe("Cursor of the next page; null on the last one");
