// What a check of `npm run doctor` found.

export interface Finding {
  /** What was looked at: a variable, a folder, a service. */
  subject: string;
  /** `note`: it works, but somebody should know. */
  verdict: "fine" | "note" | "wrong";
  says: string;
  /** What to do about it; only where it is not fine. */
  todo?: string;
}

export const fine = (subject: string, says: string): Finding => ({ subject, verdict: "fine", says });
export const note = (subject: string, says: string, todo: string): Finding => ({
  ...{ subject, verdict: "note", says, todo },
});
export const wrong = (subject: string, says: string, todo: string): Finding => ({
  ...{ subject, verdict: "wrong", says, todo },
});

const marks = { fine: "✔", note: "!", wrong: "✘" };

export function inLines({ subject, verdict, says, todo }: Finding): string {
  const line = `${marks[verdict]} ${subject}: ${says}`;
  return todo === undefined ? line : `${line}\n    → ${todo}`;
}
