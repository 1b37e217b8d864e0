// A mail server of the test process's own.
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

interface ReceivedMail {
  from: string;
  to: string[];
  /** Headers as they came, and the decoded body; lines end in \n. */
  text: string;
}

export interface MailServer {
  url: string;
  mails: ReceivedMail[];
  /** How many of the next mails it refuses for a moment, as a busy server does. */
  busyFor: number;
  close(): Promise<void>;
}

const escaped = (text: string): string =>
  text
    .replace(/=\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** Of a mail of one part. */
function decoded(raw: Buffer): string {
  const text = raw.toString("latin1").replaceAll("\r\n", "\n");
  const at = text.indexOf("\n\n");
  const [head, body] = [text.slice(0, at), text.slice(at)];
  const [, encoding] = /^Content-Transfer-Encoding: (.+)$/im.exec(head) ?? [];
  const bytes =
    encoding === "base64"
      ? Buffer.from(body, "base64")
      : Buffer.from(encoding === "quoted-printable" ? escaped(body) : body, "latin1");
  return `${head}\n\n${bytes.toString("utf8")}`;
}

/** Takes mail from anybody to anybody, without a password. */
export async function startMailServer(): Promise<MailServer> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    async onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      if (taken.busyFor > 0) {
        taken.busyFor--;
        return done(Object.assign(new Error("Try again later"), { responseCode: 451 }));
      }
      const from = envelope.mailFrom ? envelope.mailFrom.address : "";
      const to = envelope.rcptTo.map(({ address }) => address);
      taken.mails.push({ from, to, text: decoded(Buffer.concat(chunks)) });
      done();
    },
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.server.address() as AddressInfo;
  const taken: MailServer = {
    url: `smtp://127.0.0.1:${port}`,
    mails: [],
    busyFor: 0,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
  return taken;
}
