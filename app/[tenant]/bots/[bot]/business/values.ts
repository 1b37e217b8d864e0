// The fields of the form.
import type { BusinessMode } from "#lib/business/choices.ts";
import type { BusinessSettings } from "#lib/business/settings.ts";

export interface DayValues {
  open: boolean;
  /** "09:00" */
  from: string;
  to: string;
}

export interface BusinessValues {
  mode: BusinessMode;
  times: BusinessSettings["times"];
  days: DayValues[];
  /** "new" or nothing. */
  only: string[];
  hereMinutes: string;
}
