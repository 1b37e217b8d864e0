// The fields of the form.
import type { BusinessMode } from "#lib/business/choices.ts";
import type { BusinessSettings } from "#lib/business/settings.ts";

export interface DayValues {
  open: boolean;
  /** "09:00" */
  from: string;
  to: string;
}

/** A single day with hours of its own. */
export interface DateValues extends DayValues {
  /** "2027-03-21" */
  day: string;
}

export interface BusinessValues {
  mode: BusinessMode;
  times: BusinessSettings["times"];
  days: DayValues[];
  dates: DateValues[];
  /** "new" or nothing. */
  only: string[];
  hereMinutes: string;
}
