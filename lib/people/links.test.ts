import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createServer, type Socket } from "node:net";
import test, { after, before } from "node:test";
import { createTenant } from "#test/builders.ts";
import { db } from "../db.ts";
import { createAccount } from "./fixtures/people.ts";
import { acceptAsNew, invite } from "./invitations.ts";
import { resetPassword, sendResetLink } from "./reset-links.ts";

/** A mail server: it takes whatever it is given. */
const mails: string[] = [];
const server = createServer((socket: Socket) => {
  let [mail, inData] = ["", false];
  socket.write("220 mail\r\n");
  socket.on("data", (chunk) => {
    for (const line of String(chunk).split("\r\n").slice(0, -1)) {
      if (inData && line !== ".") mail += `${line}\n`;
      else if (inData) {
        mails.push(mail);
        [mail, inData] = ["", false];
        socket.write("250 taken\r\n");
      } else if (line === "DATA") {
        inData = true;
        socket.write("354 go on\r\n");
      } else if (line === "QUIT") socket.end("221 bye\r\n");
      else socket.write("250 fine\r\n");
    }
  });
});
before(async () => {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  assert.ok(address && typeof address === "object");
  process.env.SMTP_URL = `smtp://127.0.0.1:${address.port}`;
});
after(() => server.close());

/** Quoted-printable cuts lines. */
const linkIn = (mail: string, page: string) =>
  new RegExp(`/${page}/([\\w-]{43})`).exec(mail.replace(/=\n/g, "").replaceAll("=3D", "="))?.[1] ?? "";

test("with SMTP_URL a link goes to its address and to nobody else, and using it proves the address", async () => {
  const tenant = await createTenant();
  const email = `${randomUUID()}@example.com`;
  assert.deepEqual(await invite(tenant, { email, role: "viewer" }), { mailed: true });
  const mail = mails.at(-1) ?? "";
  assert.match(mail, new RegExp(`^To: ${email}$`, "m"));
  await acceptAsNew(linkIn(mail, "invite"), { name: "Nargiza", password: "correct horse" });
  assert.ok((await db.user.findUniqueOrThrow({ where: { email } })).emailProvedAt);
});

test("an e-mailed reset link may be made for a member of several tenants, since only they see it", async () => {
  const [tenant, other] = [await createTenant(), await createTenant()];
  const { id, email } = await createAccount({ ...tenant, role: "viewer" }, { ...other, role: "viewer" });
  assert.deepEqual(await sendResetLink(tenant, id), { mailed: true });
  assert.equal(await resetPassword(linkIn(mails.at(-1) ?? "", "reset"), "correct horse"), email);
});
