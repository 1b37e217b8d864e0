// Parameters of a method call: JSON values, or strings from a form or query.
import type { FormBody, Upload } from "../forms.ts";
import { badRequest } from "./types.ts";

export class Params {
  readonly fields: Record<string, unknown>;
  readonly #files: Map<string, Upload>;

  constructor({ fields, files }: FormBody) {
    this.fields = fields;
    this.#files = files;
  }

  has(name: string): boolean {
    return this.fields[name] !== undefined && this.fields[name] !== null;
  }

  /** Empty if missing. */
  text(name: string): string {
    const value = this.fields[name];
    return typeof value === "string" ? value : value === undefined || value === null ? "" : String(value);
  }

  /** NaN if not a number. */
  number(name: string, otherwise = Number.NaN): number {
    const value = this.text(name);
    return value === "" ? otherwise : Number(value);
  }

  flag(name: string): boolean {
    return /^(true|1|yes)$/i.test(this.text(name));
  }

  /** A structured value; in a form it is a JSON string. @throws TelegramError 400. */
  json<T>(name: string): T | undefined {
    const value = this.fields[name];
    if (value === undefined || value === null || value === "") return undefined;
    if (typeof value !== "string") return value as T;
    try {
      return JSON.parse(value) as T;
    } catch {
      throw badRequest(`can't parse ${name.replaceAll("_", " ")} JSON object`);
    }
  }

  /** The upload of this field, also through `attach://name`. */
  file(name: string): Upload | undefined {
    const attached = /^attach:\/\/(.+)$/.exec(this.text(name))?.[1];
    return this.#files.get(attached ?? name);
  }
}
