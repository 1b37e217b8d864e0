import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { after } from "node:test";
import { createTenant } from "#test/builders.ts";
import { startMailServer } from "#test/mail-server.ts";
import { db } from "../db.ts";
import { createAccount } from "./fixtures/people.ts";
import { acceptAsNew, invite } from "./invitations.ts";
import { resetPassword, sendResetLink } from "./reset-links.ts";

const server = await startMailServer();
process.env.SMTP_URL = server.url;
after(() => server.close());

const linkIn = (page: string) =>
  new RegExp(`/${page}/([\\w-]{43})`).exec(server.mails.at(-1)?.text ?? "")?.[1] ?? "";

test("with SMTP_URL a link goes to its address and to nobody else, and using it proves the address", async () => {
  const tenant = await createTenant();
  const email = `${randomUUID()}@example.com`;
  assert.deepEqual(await invite(tenant, { email, role: "viewer" }), { mailed: true, local: true });
  const mail = server.mails.at(-1);
  assert.deepEqual(mail?.to, [email]);
  assert.match(mail?.text ?? "", new RegExp(`^To: ${email}$`, "m"));
  await acceptAsNew(linkIn("invite"), { name: "Nargiza", password: "correct horse" });
  assert.ok((await db.user.findUniqueOrThrow({ where: { email } })).emailProvedAt);
});

test("an e-mailed reset link may be made for a member of several tenants, since only they see it", async () => {
  const [tenant, other] = [await createTenant(), await createTenant()];
  const { id, email } = await createAccount({ ...tenant, role: "viewer" }, { ...other, role: "viewer" });
  assert.deepEqual(await sendResetLink(tenant, id), { mailed: true, local: true });
  assert.equal(await resetPassword(linkIn("reset"), "correct horse"), email);
});
