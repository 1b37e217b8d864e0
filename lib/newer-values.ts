// What stands for a value that a newer version has added to an enum. While an upgrade runs, both versions use one database, and Prisma
// refuses a whole result for one value that it does not know: a page, or a tenant's configuration.
// @ts-expect-error It has no types; the generated client imports it alike.
import { QueryCompiler } from "@prisma/client/runtime/query_compiler_fast_bg.postgresql.mjs";
import pg from "pg";
import * as generated from "#generated/enums.ts";

const enums = { ...generated };

type EnumName = keyof typeof enums;

/** What claims least. Null: nothing does, so whoever lists such rows asks for the known values. */
export const standIns: { readonly [E in EnumName]: keyof (typeof enums)[E] | null } = {
  ErrorClass: "unknown",
  AttemptClass: "unknown",
  CheckClass: "unknown",
  // Its id is none of a key.
  Scope: "key",
  CountWindow: null,
  LimitWindow: null,
  Metric: null,
  KeyOrder: "priority",
  Role: "viewer",
  GroupPolicy: "mention",
  IntakeChoice: "automatic",
  BotState: "starting",
  UpdateState: "done",
  DeathCause: "failed",
  AllowanceScope: null,
  AllowanceWindow: null,
  ChatAuthor: "operator",
  ChatMessageKind: "text",
  ChatMessageState: "noted",
  DraftState: "expired",
  Author: "bot",
  AnswerState: "cancelled",
  BroadcastState: "paused",
  AlertKind: null,
  AlertChannel: null,
  AlertEvent: "opened",
  AlertNoteState: "waiting",
  SourceKind: "file",
  ReadingState: "reading",
  OpenState: "open",
};

const isEnum = (name: string): name is EnumName => Object.hasOwn(enums, name);

function known(name: EnumName, value: string): string {
  return Object.hasOwn(enums[name], value) ? value : (standIns[name] ?? value);
}

/** For a value that a statement made text or JSON of. */
export const knownValue = <E extends EnumName>(name: E, value: keyof (typeof enums)[E] & string) =>
  known(name, value) as keyof (typeof enums)[E] & string;

const ENUMS = `SELECT oid, typname::text AS "name" FROM pg_type WHERE typtype = 'e'`;

/** Of one database: its enums have numbers of their own. What a statement makes text or JSON of is not seen here. */
export function knownValues() {
  let names: ReadonlyMap<number, EnumName> | null = null;
  return {
    /** For a new connection, before its first use. */
    async learn(client: pg.ClientBase): Promise<void> {
      if (names) return;
      const { rows } = await client.query<{ oid: number; name: string }>(ENUMS);
      names = new Map(rows.flatMap(({ oid, name }) => (isEnum(name) ? [[oid, name] as const] : [])));
    },
    /** For a pool of pg. */
    types: {
      getTypeParser(oid: number, format?: "text" | "binary") {
        const name = names?.get(oid);
        return name ? (value: string) => known(name, value) : pg.types.getTypeParser(oid, format);
      },
    } as pg.CustomTypesConfig,
    /** For Prisma's adapter, whose statements written by hand bypass its plans. */
    async parse(oid: number, value: unknown): Promise<unknown> {
      const name = names?.get(oid);
      return name && typeof value === "string" ? known(name, value) : value;
    },
  };
}

/** Of Prisma's plan of a query. */
interface PlanNode {
  type?: string;
  args?: unknown;
  enums?: Record<string, Record<string, string>>;
}

/** Values that the enum lacks are those that stand for them. */
function tolerant(name: EnumName, values: Record<string, string>): Record<string, string> {
  const standIn = standIns[name];
  if (standIn === null) return values;
  const lacking = new Proxy({}, { get: (_, value) => (typeof value === "string" ? standIn : undefined) });
  return Object.assign(Object.create(lacking), values);
}

/** Every place of the plan that turns rows into objects, by their enums. */
function tolerate(plan: unknown): void {
  if (typeof plan !== "object" || plan === null) return;
  const { type, args } = plan as PlanNode;
  if (type === "dataMap") {
    const { enums: own } = args as PlanNode;
    for (const [name, values] of Object.entries(own ?? {}))
      if (own && isEnum(name)) own[name] = tolerant(name, values);
  }
  for (const each of Object.values(plan)) tolerate(each);
}

type Compile = (this: object, request: string) => unknown;
const compiler = QueryCompiler.prototype as Record<"compile" | "compileBatch", Compile>;
// Prisma has no setting for it: its adapter is given text, and its rows are refused after that. A plan is made once for all queries of a
// form.
for (const name of ["compile", "compileBatch"] as const) {
  const compile = compiler[name];
  compiler[name] = function (request) {
    const plan = compile.call(this, request);
    tolerate(plan);
    return plan;
  };
}
