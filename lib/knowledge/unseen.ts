// Takes out of a text what nobody sees of it: a document may hide an order to the model in it (Unicode's tags, "ASCII smuggling";
// variation selectors; zero-width letters, arXiv:2504.11168), and a soft hyphen parts a word for the search. Pure.

/** Soft hyphen, zero width, signs of direction, invisible operators, fillers that count as letters, tags. */
const UNSEEN =
  /\u034f|\u17b4|\u17b5|\u180b|\u180c|\u180d|\u180f|[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb]|[\u{1bca0}-\u{1bca3}]|[\u{1d173}-\u{1d17a}]|[\u{e0000}-\u{e0fff}]/gu;
/** Selects how an emoji looks; behind anything else, or one behind another, it only hides bits. */
const SELECTORS =
  /[\ufe00-\ufe0d]|(?<![\p{Extended_Pictographic}#*0-9])[\ufe0e\ufe0f]|(?<=[\ufe0e\ufe0f])[\ufe0e\ufe0f]/gu;
/** Joins letters and emoji; several in a row are no joint. */
const JOINERS = /[\u200c\u200d]{2,}/g;

/** Most texts have nothing of these. */
const SUSPECT =
  /[^\t\n\r -~\u00a0-\u00ac\u00ae-\u033f\u0400-\u052f\u2010-\u201f\u2026\u2039\u203a\u20ac\u2116\u2212]/;

export const withoutUnseen = (text: string): string =>
  SUSPECT.test(text) ? text.replace(UNSEEN, "").replace(SELECTORS, "").replace(JOINERS, "") : text;
