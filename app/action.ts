// The wrappers of server actions. A "use server" file exports nothing else: each export is a public endpoint.
import { getTranslations } from "next-intl/server";
import type { z } from "zod";
import { isDatabaseAway } from "#lib/database-away.ts";
import { AppError } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import type { Person } from "#lib/people/members.ts";
import { parseInput, requireSession, runInTenant, type TenantAction } from "./guard.ts";
import type { Failure, Result } from "./result.ts";
import { currentPerson } from "./session.ts";

/** All values that the sentences of `errors` use; each AppError carries those of its own code. */
type SentenceValues = Record<"username" | "given" | "label" | "model" | "minutes" | "min", string> & {
  minutes: number;
};

async function failureOf(thrown: unknown): Promise<Failure> {
  const error =
    thrown instanceof AppError ? thrown : new AppError(isDatabaseAway(thrown) ? "database_away" : "internal");
  if (error.code === "internal") log.error({ err: thrown }, "action failed");
  const { code, values, field } = error;
  const t = await getTranslations("errors");
  return { ok: false, code, error: t(code, values as SentenceValues), values, ...(field ? { field } : {}) };
}

async function settle<T>(run: () => Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await run() };
  } catch (error) {
    return failureOf(error);
  }
}

/** An action within a tenant: session, membership and permission are settled before `handler` runs. */
export function tenantAction<S extends z.ZodType, T>(
  action: TenantAction<S, T>,
): (tenant: string, input: z.input<S>) => Promise<Result<T>> {
  return async (tenant, input) => settle(() => runInTenant(action, currentPerson, tenant, input));
}

/** An action of a person about themselves. */
export function personAction<S extends z.ZodType, T>(action: {
  schema: S;
  handler: (person: Person, input: z.output<S>) => Promise<T>;
}): (input: z.input<S>) => Promise<Result<T>> {
  return async (input) =>
    settle(async () => {
      const parsed = parseInput(action.schema, input);
      return action.handler(await requireSession(currentPerson), parsed);
    });
}

/** An action that needs no session: it guards itself. */
export function openAction<S extends z.ZodType, T>(action: {
  schema: S;
  handler: (input: z.output<S>) => Promise<T>;
}): (input: z.input<S>) => Promise<Result<T>> {
  return async (input) => settle(async () => action.handler(parseInput(action.schema, input)));
}
