// The table of endpoints as an OpenAPI 3.1 document.
import { z } from "zod";
import { apiScopes } from "../api-tokens/scopes.ts";
import type { ApiEndpoint } from "./endpoint.ts";
import { endpoints } from "./endpoints.ts";
import { ApiError } from "./failure.ts";
import { API_ROOT } from "./root.ts";

export type JsonSchema = Readonly<Record<string, unknown>>;

export function schemaOf(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _, ...plain } = z.toJSONSchema(schema, { io, target: "draft-2020-12" });
  return plain;
}

/** What may happen at every endpoint; 404 where there is an id in the path, 422 where something is sent. */
export function failuresOf({ path, body, query, fails }: ApiEndpoint): Record<number, string> {
  const sends = body !== null || Object.keys(query.shape).length > 0;
  const none: Readonly<Record<number, string>> = {};
  return {
    401: "There is no token, or it is not valid",
    403: "The token lacks the scope, its member's role does not allow it, or a second factor is demanded",
    ...(path.includes("{") ? { ...none, 404: "There is none of this id in the workspace" } : none),
    ...fails,
    ...(body ? { ...none, 413: "The request is too large" } : none),
    ...(sends ? { ...none, 422: "What was sent does not fit" } : none),
    429: "Too many requests; the header Retry-After has the seconds to wait",
  };
}

const idIn = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
const error = { "application/json": { schema: { $ref: "#/components/schemas/Error" } } };
const described = (text: string) => ({ description: text });

function operationOf(endpoint: ApiEndpoint) {
  const {
    method,
    path,
    scope,
    tag,
    summary,
    description,
    status = 200,
    query,
    body,
    answer,
    etag,
  } = endpoint;
  const parameters = [
    ...idIn(path).map((name) => ({
      name,
      in: "path",
      required: true,
      schema: { type: "string", format: "uuid" },
    })),
    ...Object.entries(query.shape).map(([name, schema]) => ({
      ...{ name, in: "query", required: false },
      schema: schemaOf(schema as z.ZodType, "input"),
    })),
    ...(method === "PATCH" && etag
      ? [{ name: "If-Match", in: "header", required: false, schema: { type: "string" } }]
      : []),
  ];
  const right = {
    ...described(status === 204 ? "Done" : "What was asked for"),
    ...(etag && { headers: { ETag: { schema: { type: "string" } } } }),
    ...(answer && { content: { "application/json": { schema: schemaOf(answer, "output") } } }),
  };
  const wrong = Object.entries(failuresOf(endpoint)).map(([code, text]) => [
    code,
    {
      ...described(text),
      ...(code === "429" && { headers: { "Retry-After": { schema: { type: "integer" } } } }),
      content: error,
    },
  ]);
  return {
    operationId: `${method.toLowerCase()}${path.replace(/[^a-z]+(\w?)/gi, (_, next: string) => next.toUpperCase())}`,
    ...{ tags: [tag], summary },
    description: [description, scope ? `Scope: ${scope}.` : "Any token."].filter(Boolean).join(" "),
    security: [{ token: scope ? [scope] : [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: { required: true, content: { "application/json": { schema: schemaOf(body, "input") } } },
    }),
    responses: { [status]: right, ...Object.fromEntries(wrong) },
  };
}

/** @param url of the platform */
export function openApiDocument(url: string) {
  const paths = Map.groupBy(endpoints, ({ path }) => path);
  return {
    openapi: "3.1.0",
    info: {
      title: "BotFactory",
      version: "1",
      description: `Scopes: ${apiScopes.join(", ")}. Every error has the same form, with a code for programs and a sentence for people.`,
    },
    servers: [{ url: `${url.replace(/\/$/, "")}${API_ROOT}` }],
    tags: [...new Set(endpoints.map(({ tag }) => tag))].map((name) => ({ name })),
    paths: Object.fromEntries(
      [...paths].map(([path, of]) => [
        path,
        Object.fromEntries(of.map((each) => [each.method.toLowerCase(), operationOf(each)])),
      ]),
    ),
    components: {
      schemas: { Error: schemaOf(ApiError, "output") },
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "bf_…" } },
    },
  };
}
