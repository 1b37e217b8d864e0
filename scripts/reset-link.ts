// `npm run reset-link -- EMAIL`: a link with which this person sets a new password.
import { parseArgs } from "node:util";
import { linksAreLocal } from "#lib/people/links.ts";
import { forgetFactors, resetLinkFor } from "#lib/people/reset-links.ts";
import { command, printUsage } from "./start/command.ts";

const usage = `Usage: npm run reset-link -- EMAIL [--forget-factors]
  Prints a link with which this person sets a new password. It works once, for an hour.
  --forget-factors  also removes their authenticator app, passkeys and recovery codes, for a lost phone`;

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      options: {
        "forget-factors": { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
      allowPositionals: true,
    });
    if (values.help) printUsage(usage);
    const [email, ...more] = positionals;
    if (!email || more.length > 0) throw new Error("Name one e-mail address.");
    return { email, forget: values["forget-factors"] };
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    return process.exit(2);
  }
}

const { email, forget } = readArguments();

await command(async () => {
  const link = await resetLinkFor(email);
  if (!link) throw new Error(`There is no account with the e-mail address ${email}.`);
  if (forget) await forgetFactors(email);
  console.log(link);
  if (linksAreLocal())
    console.error(
      "PUBLIC_URL is not set, so the link opens on this machine only. Elsewhere put the server's address in the place of localhost.",
    );
  return 0;
});
