// The wrappers of server actions. A "use server" file exports nothing else: each export is a public endpoint.
import { getTranslations } from "next-intl/server";
import type { z } from "zod";
import { requestOrigin } from "./auth.ts";
import { actionFailureOf } from "./failure.ts";
import {
  type PersonAction,
  parseInput,
  runAsPerson,
  runAsPlatform,
  runInTenant,
  type TenantAction,
} from "./guard.ts";
import type { Result } from "./result.ts";
import { currentPerson } from "./session.ts";

async function settle<T>(run: () => Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await run() };
  } catch (error) {
    return actionFailureOf(error, await getTranslations("errors"));
  }
}

/** An action within a tenant: session, membership and permission are settled before `handler` runs. */
export function tenantAction<S extends z.ZodType, T>(
  action: TenantAction<S, T>,
): (tenant: string, input: z.input<S>) => Promise<Result<T>> {
  return async (tenant, input) =>
    settle(async () => runInTenant(action, currentPerson, tenant, input, await requestOrigin()));
}

/** An action of a person about themselves. */
export function personAction<S extends z.ZodType, T>(
  action: PersonAction<S, T>,
): (input: z.input<S>) => Promise<Result<T>> {
  return async (input) => settle(() => runAsPerson(action, currentPerson, input));
}

/** An action of somebody of the platform, about tenants and what all of them share. */
export function platformAction<S extends z.ZodType, T>(
  action: PersonAction<S, T>,
): (input: z.input<S>) => Promise<Result<T>> {
  return async (input) => settle(() => runAsPlatform(action, currentPerson, input));
}

/** An action that needs no session: it guards itself. */
export function openAction<S extends z.ZodType, T>(action: {
  schema: S;
  handler: (input: z.output<S>) => Promise<T>;
}): (input: z.input<S>) => Promise<Result<T>> {
  return async (input) => settle(async () => action.handler(parseInput(action.schema, input)));
}
