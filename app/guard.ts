// Checks before the handler of every action, in this order: schema, session, membership, permission.
import type { z } from "zod";
import type { Context, Origin } from "#lib/context.ts";
import { AppError, type ErrorCode } from "#lib/errors.ts";
import { authorise, type Permission } from "#lib/people/can.ts";
import type { Person } from "#lib/people/person.ts";
import { authorisePlatform } from "#lib/people/platform.ts";
import { enter } from "#lib/people/tenants.ts";
import { sharedKeysContext } from "#lib/shared-keys/enter.ts";
import { hasNul, wholeCharacters } from "#lib/storable.ts";

/** Who asks; null where nobody is signed in. */
export type Session = () => Promise<Person | null>;

/** Codes that a schema rule may use as its message; each has its own sentence. */
const ruleCodes: readonly ErrorCode[] = ["password_short", "email", "bot_token_shape"];

function refusal({ issues: [issue] }: z.ZodError): AppError {
  const code = ruleCodes.find((each) => each === issue?.message) ?? "invalid";
  const min = issue && "minimum" in issue ? Number(issue.minimum) : 0;
  const field = issue?.path[0];
  return new AppError(code, { min }, field === undefined ? undefined : String(field));
}

/** @throws AppError of the first rule that the input breaks, with the field's name */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(wholeCharacters(input));
  if (!parsed.success) throw refusal(parsed.error);
  if (hasNul(parsed.data)) throw new AppError("invalid");
  return parsed.data;
}

/** @throws AppError "signed_out" */
async function requireSession(session: Session): Promise<Person> {
  const person = await session();
  if (!person) throw new AppError("signed_out");
  return person;
}

/**
 * Runs the handler for a member of the tenant who has the permission, and for nobody else.
 * @throws AppError "invalid" or a rule's own code, "signed_out", "not_found" (no such tenant, or not theirs) or
 * "forbidden"
 */
export async function runInTenant<S extends z.ZodType, T>(
  { may, schema, handler }: TenantAction<S, T>,
  session: Session,
  tenant: unknown,
  input: unknown,
  from?: Origin,
): Promise<T> {
  const parsed = parseInput(schema, input);
  const person = await requireSession(session);
  const slug = String(tenant);
  const context = enter(person, slug)?.context ?? (await sharedKeysContext(person, slug, may));
  if (!context) throw new AppError("not_found");
  authorise(context, may);
  return handler({ ...context, ...(from && { from }) }, parsed);
}

export interface PersonAction<S extends z.ZodType, T> {
  schema: S;
  handler: (person: Person, input: z.output<S>) => Promise<T>;
}

/** Runs the handler for whoever is signed in, and for nobody else. @throws AppError as above, or "signed_out" */
export async function runAsPerson<S extends z.ZodType, T>(
  { schema, handler }: PersonAction<S, T>,
  session: Session,
  input: unknown,
): Promise<T> {
  const parsed = parseInput(schema, input);
  return handler(await requireSession(session), parsed);
}

/** Runs the handler for somebody of the platform. @throws AppError as above, or "not_found" for anybody else */
export async function runAsPlatform<S extends z.ZodType, T>(
  { schema, handler }: PersonAction<S, T>,
  session: Session,
  input: unknown,
): Promise<T> {
  const parsed = parseInput(schema, input);
  const person = await requireSession(session);
  authorisePlatform(person);
  return handler(person, parsed);
}

export interface TenantAction<S extends z.ZodType, T> {
  may: Permission;
  schema: S;
  handler: (context: Context, input: z.output<S>) => Promise<T>;
}
