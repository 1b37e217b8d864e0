// Next runs this in the browser before it renders anything.
import { tellConnection, untilWorthAsking } from "./app/saving/connection.ts";
import { patientFetch } from "./app/saving/patient-fetch.ts";
import { signedInAgain } from "./app/saving/session-gate.ts";
import { withUzbek } from "./app/uzbek-numbers.ts";

Intl.NumberFormat = withUzbek(Intl.NumberFormat);

window.fetch = patientFetch(window.fetch.bind(window), {
  untilThere: untilWorthAsking,
  signedInAgain,
  tell: (there) => tellConnection("page", there),
  here: () => window.location.pathname,
});
