// What a source is, for the server and the browser.
import type { SourceLine } from "#lib/knowledge/sources.ts";

/** Its newest version is not in use yet. */
export const isUnderWay = ({ newest }: SourceLine): boolean =>
  newest !== null && ["uploading", "waiting", "reading"].includes(newest.state);

/** Written in the browser: nothing is read. */
export const isWritten = ({ kind }: Pick<SourceLine, "kind">): boolean =>
  kind === "answers" || kind === "products";
