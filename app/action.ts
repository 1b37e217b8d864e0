// The wrappers of server actions. A "use server" file exports nothing else: each export is a public endpoint.
import { getTranslations } from "next-intl/server";
import type { z } from "zod";
import type { Role } from "#generated/enums.ts";
import { type Context, requireRole } from "#lib/context.ts";
import { isDatabaseAway } from "#lib/database-away.ts";
import { AppError, type ErrorCode } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import type { Person } from "#lib/people/members.ts";
import { enter } from "#lib/people/tenants.ts";
import { currentPerson } from "./session.ts";

export interface Failure {
  ok: false;
  code: ErrorCode;
  /** The sentence for it, in the person's language. */
  error: string;
  values: Record<string, string | number>;
  /** Name of the form field that it belongs to. */
  field?: string;
}
export type Result<T> = { ok: true; value: T } | Failure;

/** Every value that some sentence of `errors` needs: AppError's contract is that its code finds its own. */
type SentenceValues = Record<"username" | "given" | "label" | "model" | "minutes" | "min", string> & {
  minutes: number;
};

async function failure(thrown: unknown): Promise<Failure> {
  const error =
    thrown instanceof AppError ? thrown : new AppError(isDatabaseAway(thrown) ? "database_away" : "internal");
  if (error.code === "internal") log.error({ err: thrown }, "action failed");
  const { code, values, field } = error;
  const t = await getTranslations("errors");
  return { ok: false, code, error: t(code, values as SentenceValues), values, ...(field ? { field } : {}) };
}

/**
 * What a schema refused. A rule's message may be a code ("password_short"): then that sentence is shown.
 */
function refused(error: z.ZodError): AppError {
  const { message, path, ...rest } = error.issues[0]!;
  const known: ErrorCode[] = ["password_short", "email", "bot_token_shape"];
  const code = known.find((each) => each === message) ?? "invalid";
  const min = "minimum" in rest ? Number(rest.minimum) : 0;
  return new AppError(code, { min }, path.length ? String(path[0]) : undefined);
}

async function answer<S extends z.ZodType, T>(
  schema: S,
  input: unknown,
  run: (input: z.output<S>) => Promise<T>,
): Promise<Result<T>> {
  try {
    const parsed = schema.safeParse(input);
    if (!parsed.success) throw refused(parsed.error);
    return { ok: true, value: await run(parsed.data) };
  } catch (error) {
    return failure(error);
  }
}

async function signedIn(): Promise<Person> {
  const person = await currentPerson();
  if (!person) throw new AppError("signed_out");
  return person;
}

/** An action within a tenant: session, membership and role are settled before `handler` runs. */
export function tenantAction<S extends z.ZodType, T>(action: {
  role: Role;
  schema: S;
  handler: (context: Context, input: z.output<S>) => Promise<T>;
}): (tenant: string, input: z.input<S>) => Promise<Result<T>> {
  return async (tenant, input) =>
    answer(action.schema, input, async (parsed) => {
      const entry = enter(await signedIn(), String(tenant));
      if (!entry) throw new AppError("not_found");
      requireRole(entry.context, action.role);
      return action.handler(entry.context, parsed);
    });
}

/** An action of a person about themselves. */
export function personAction<S extends z.ZodType, T>(action: {
  schema: S;
  handler: (person: Person, input: z.output<S>) => Promise<T>;
}): (input: z.input<S>) => Promise<Result<T>> {
  return async (input) =>
    answer(action.schema, input, async (parsed) => action.handler(await signedIn(), parsed));
}

/** An action that needs no session: it guards itself. */
export function openAction<S extends z.ZodType, T>(action: {
  schema: S;
  handler: (input: z.output<S>) => Promise<T>;
}): (input: z.input<S>) => Promise<Result<T>> {
  return async (input) => answer(action.schema, input, action.handler);
}
