import { AppError } from "../errors.ts";

const shape = /^[a-z0-9][\w.-]{0,99}$/i;

/** Normalises a model's name that a person typed. @throws AppError "model_unknown" if it cannot be one */
export function modelName(typed: string): string {
  const name = typed.trim().replace(/^models\//, "");
  if (!shape.test(name)) throw new AppError("model_unknown", { model: typed.slice(0, 100) }, "model");
  return name;
}
