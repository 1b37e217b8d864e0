// A JSON Schema as a person reads it: names and types, with what is said of them. Pure.
import type { JsonSchema } from "./openapi.ts";

const indent = "  ";
const named = (value: unknown): string => JSON.stringify(value);

function objectText(schema: JsonSchema, depth: number): string {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  const { additionalProperties: rest } = schema;
  if (properties.length === 0)
    return rest && typeof rest === "object" ? `{ [name]: ${textOf(rest as JsonSchema, depth)} }` : "{}";
  const required = (schema.required ?? []) as string[];
  const pad = indent.repeat(depth + 1);
  const lines = properties.map(([name, each]) => {
    const said = typeof each.description === "string" ? `${pad}// ${each.description}\n` : "";
    return `${said}${pad}${name}${required.includes(name) ? "" : "?"}: ${textOf(each, depth + 1)}`;
  });
  return `{\n${lines.join("\n")}\n${indent.repeat(depth)}}`;
}

function bounds({ minimum, maximum, maxLength, maxItems }: JsonSchema): string {
  const low = typeof minimum === "number" && minimum > -1e9 ? `from ${minimum}` : "";
  const high = typeof maximum === "number" && maximum < 1e9 ? `to ${maximum}` : "";
  const most = maxLength ?? maxItems;
  const all = [low, high, most === undefined ? "" : `at most ${most}`].filter(Boolean).join(" ");
  return all && ` (${all})`;
}

/** @param depth of what is around it */
export function textOf(schema: JsonSchema, depth = 0): string {
  const { type, format, items } = schema;
  if (Array.isArray(schema.enum)) return schema.enum.map(named).join(" | ");
  if ("const" in schema) return named(schema.const);
  const of = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(of)) return of.map((each: JsonSchema) => textOf(each, depth)).join(" | ");
  if (Array.isArray(schema.allOf))
    return schema.allOf.map((each: JsonSchema) => textOf(each, depth)).join(" & ");
  if (type === "array") return `[${textOf((items ?? {}) as JsonSchema, depth)}]${bounds(schema)}`;
  if (type === "object") return objectText(schema, depth);
  if (typeof format === "string") return format;
  return `${typeof type === "string" ? type : "any"}${bounds(schema)}`;
}
