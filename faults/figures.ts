// A row of the table in docs/reliability.md: a test reports it as a diagnostic, and the reporter reads it.

export interface FaultFigures {
  fault: string;
  sent: number;
  lost: number;
  disordered: number;
  repeated: number;
  /** From the fault's end to an answer. */
  medianMs: number;
  p95Ms: number;
  maxMs: number;
}

const MARK = "figures ";

/** For a test's diagnostics. */
export const written = (figures: FaultFigures): string => MARK + JSON.stringify(figures);

/** @returns null for any other diagnostic */
export const read = (diagnostic: string): FaultFigures | null =>
  diagnostic.startsWith(MARK) ? (JSON.parse(diagnostic.slice(MARK.length)) as FaultFigures) : null;
