// What stands for a value that a newer version has added to an enum, in the results of plain statements: while an upgrade runs, both
// versions use one database. Prisma's own queries refuse such a row: they ask for the known values, or not for the column.
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
  // No role has only what every other one has.
  Role: null,
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
