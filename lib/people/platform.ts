// Whoever administrates the platform as a whole; a column of their account says so.
import { AppError } from "../errors.ts";
import type { Person } from "./person.ts";

/** First statement of every function of lib/platform. @throws AppError "not_found", as if there were nothing */
export function authorisePlatform({ platformAdmin }: Pick<Person, "platformAdmin">): void {
  if (!platformAdmin) throw new AppError("not_found");
}
