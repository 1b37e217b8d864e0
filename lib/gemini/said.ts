// What a stored reason is: Google's own words, or what happened on the way there. Pure.

/** Codes of Node's network, TLS and HTTP layers; Google's finish reasons look different ("SAFETY"). */
const onTheWay =
  /^(E[A-Z]{2,}[A-Z0-9_]*|(UND_ERR|ERR|HPE|CERT)_\w+|UNABLE_TO_\w+|\w*SELF_SIGNED\w*|CONNECTION_FAILED)$/;
const silence = /^silent for (\d+) s$/;

export type Said =
  | { by: "google"; text: string }
  /** The connection failed. */
  | { by: "network"; code: string }
  /** Nothing came for so long. */
  | { by: "nobody"; seconds: number };

/** @param reason as `understand` wrote it */
export function saidOf(reason: string): Said {
  const [, seconds] = silence.exec(reason) ?? [];
  if (seconds) return { by: "nobody", seconds: Number(seconds) };
  return onTheWay.test(reason) ? { by: "network", code: reason } : { by: "google", text: reason };
}
