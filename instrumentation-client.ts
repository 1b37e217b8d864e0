// Next runs this in the browser before it renders anything.
import { tellConnection } from "./app/saving/connection.ts";
import { patientFetch } from "./app/saving/patient-fetch.ts";
import { signedInAgain } from "./app/saving/session-gate.ts";
import { withUzbek } from "./app/uzbek-numbers.ts";

Intl.NumberFormat = withUzbek(Intl.NumberFormat);

const AGAIN_MS = 2_000;

/** Resolves after a moment, or as soon as the browser is back on line. */
const untilThere = () =>
  new Promise<void>((done) => {
    setTimeout(done, AGAIN_MS);
    window.addEventListener("online", () => done(), { once: true });
  });

window.fetch = patientFetch(window.fetch.bind(window), {
  untilThere,
  signedInAgain,
  tell: (there) => tellConnection("page", there),
  here: () => window.location.pathname,
});
