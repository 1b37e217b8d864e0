// What the routes of files have in common: who may, and the file's head.
import { csvStream } from "#lib/csv.ts";
import { AppError } from "#lib/errors.ts";
import { type Entry, enter } from "#lib/people/tenants.ts";
import { currentPerson } from "../../session.ts";

function entryOf(...given: Parameters<typeof enter>): Entry | null {
  try {
    return enter(...given);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** @returns the member, or the refusal; the route demands its permission */
export async function memberOf(tenant: string): Promise<Entry | Response> {
  const person = await currentPerson();
  if (!person) return new Response(null, { status: 401 });
  return entryOf(person, tenant) ?? new Response(null, { status: 404 });
}

export const csvResponse = (lines: AsyncIterable<string>, name: string): Response =>
  new Response(csvStream(lines), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${name.replace(/[^\w.-]/g, "-")}.csv"`,
      "cache-control": "no-store",
    },
  });
