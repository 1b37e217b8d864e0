// Accounts: sessions, password, second factors, passkeys, invitations, reset links, an identity provider.
import { generateSync } from "otplib";
import pg from "pg";
import type { BrowserContext, Page } from "playwright/test";
import { endSession } from "./end-session.ts";
import { startIdentityProvider } from "./identity-provider.ts";
import { enter, expect, type Platform, sharePlatform, signIn, test } from "./platform.ts";
import { onOtherDevice } from "./settled.ts";

const EMAIL = "admin@example.com";
const PASSWORD = "correct-horse-battery";
const NEXT = "another-horse-battery";

/** A code of the authenticator app, `away` half minutes from now. Each works once. */
const codeOf = (secret: string, away = 0) =>
  generateSync({ secret, epoch: Math.floor(Date.now() / 1_000) + away * 30 });

async function fillSignIn(page: Page, platform: Platform, email: string, password: string): Promise<void> {
  if (!page.url().includes("/sign-in")) await page.goto(`${platform.url}/sign-in`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.keyboard.press("Enter");
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Account and settings" }).click();
  await page.getByRole("menuitem", { name: "Sign out", exact: true }).click();
  await page.waitForURL(/\/sign-in/);
}

async function query({ databaseUrl }: Platform, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(statement);
  await client.end();
}

/** Whether this device's cookie still opens a page, and what next-auth says of it. */
async function isSignedIn(context: BrowserContext, platform: Platform): Promise<boolean[]> {
  const page = await context.request.get(`${platform.url}/main/bots`, { maxRedirects: 0 });
  const session = await context.request.get(`${platform.url}/api/auth/session`);
  return [page.status() === 200, Object.keys(await session.json()).length > 0];
}

sharePlatform();
test.beforeEach(({ platform }) => query(platform, `DELETE FROM "Session"`));
// Tests of other files sign in with the password alone.
test.afterEach(({ platform }) =>
  query(
    platform,
    `DELETE FROM "Totp"; DELETE FROM "RecoveryCode"; DELETE FROM "Passkey"; UPDATE "Tenant" SET "secondFactor" = false`,
  ),
);

test("an invited person joins with a link that works once; the owner ends their sessions and resets their password", async ({
  page,
  browser,
  platform,
}) => {
  await enter(page, platform, "/main/people");
  await page.getByRole("button", { name: "Invite" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("E-mail").fill("nargiza@example.com");
  await dialog.getByRole("button", { name: "Make the invitation" }).click();
  const link = (await dialog.locator("code").textContent()) ?? "";
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText("nargiza@example.com")).toBeVisible();

  const guest = await onOtherDevice(browser);
  await guest.goto(link);
  await expect(guest.getByText("For nargiza@example.com, as: Operator.")).toBeVisible();
  await guest.getByLabel("Your name").fill("Nargiza");
  await guest.getByLabel("Password").fill("password123");
  await guest.getByRole("button", { name: "Join" }).click();
  await expect(guest.getByText("This password is easy to guess")).toBeVisible();
  await guest.getByLabel("Password").fill(NEXT);
  await guest.getByRole("button", { name: "Join" }).click();
  await guest.waitForURL(/\/main\/conversations/);
  const late = await onOtherDevice(browser);
  await late.goto(link);
  await expect(late.getByText("This invitation is no longer valid")).toBeVisible();

  await page.reload();
  await page.getByRole("link", { name: "Nargiza" }).click();
  const panel = page.getByRole("dialog", { name: "Nargiza" });
  await panel.getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(panel.getByText("Nowhere.")).toBeVisible();
  expect(await isSignedIn(guest.context(), platform)).toEqual([false, false]);
  await panel.getByRole("button", { name: "Make a link" }).click();
  const reset = (await panel.locator("code").textContent()) ?? "";
  await guest.goto(reset);
  await guest.getByLabel("New password").fill("one-more-horse-battery");
  await guest.keyboard.press("Enter");
  await guest.waitForURL(/\/main\/conversations/);
  await late.goto(reset);
  await expect(late.getByText("This link is no longer valid")).toBeVisible();

  // The last owner stays.
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Admin (you)" }).click();
  await page.getByRole("dialog").getByRole("combobox", { name: "Role" }).click();
  await page.getByRole("option", { name: "Viewer" }).click();
  await expect(page.getByText("This is the last owner.")).toBeVisible();
});

test("a copied cookie is dead after sign-out; a change of password ends the other sessions, not this one", async ({
  page,
  context,
  browser,
  platform,
}) => {
  await signIn(page, platform);
  const copy = await browser.newContext({ storageState: await context.storageState() });
  expect(await isSignedIn(copy, platform)).toEqual([true, true]);
  await signOut(page);
  expect(await isSignedIn(copy, platform)).toEqual([false, false]);

  await signIn(page, platform);
  const other = await onOtherDevice(browser);
  await signIn(other, platform);
  await page.goto(`${platform.url}/account`);
  await expect(page.getByText("This device")).toBeVisible();
  await expect(page.getByRole("button", { name: "Sign out", exact: true })).toHaveCount(1);
  await page.getByLabel("Current password").fill("not-the-password");
  await page.getByLabel("New password").fill(NEXT);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("This is not your current password.")).toBeVisible();
  // Twice, and nothing of them is left in the form.
  for (const [old, next] of [
    [PASSWORD, NEXT],
    [NEXT, PASSWORD],
  ] as const) {
    await page.getByLabel("Current password").fill(old);
    await page.getByLabel("New password").fill(next);
    await page.getByRole("button", { name: "Change password" }).click();
    await expect(page.getByText("Password changed")).toBeVisible();
    await expect(page.getByText("Password changed")).toBeHidden();
    for (const name of ["Current password", "New password"])
      await expect(page.getByLabel(name)).toHaveValue("");
  }
  expect(await isSignedIn(other.context(), platform)).toEqual([false, false]);
  expect(await isSignedIn(context, platform)).toEqual([true, true]);

  // The other device signs in with the password of now, and is ended from here by hand.
  await fillSignIn(other, platform, EMAIL, PASSWORD);
  await other.waitForURL(/\/main(\/|$)/);
  await page.reload();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page.getByText("Signed out there")).toBeVisible();
  expect(await isSignedIn(other.context(), platform)).toEqual([false, false]);
});

test("a tenant that demands a second factor leads its members to set one up; then a code or a passkey signs in", async ({
  page,
  context,
  platform,
}) => {
  await enter(page, platform, "/main/people");
  await page.getByRole("switch", { name: "Demand a second factor from everybody" }).click();
  await page.waitForURL(/\/account\?for=main/);
  await expect(page.getByText("BotFactory asks for a second factor")).toBeVisible();
  await page.goto(`${platform.url}/main/keys`);
  await page.waitForURL(/\/account\?for=main/);

  await page.getByRole("button", { name: "Set up" }).click();
  const dialog = page.getByRole("dialog", { name: "Set up an authenticator app" });
  const secret = (await dialog.locator("code").textContent()) ?? "";
  await dialog.getByLabel("Code", { exact: true }).fill("000000");
  await page.keyboard.press("Enter");
  await expect(dialog.getByText("This code is not right")).toBeVisible();
  await dialog.getByLabel("Code", { exact: true }).fill(codeOf(secret));
  await page.keyboard.press("Enter");
  const codes = page.getByRole("dialog", { name: "Recovery codes" });
  await expect(codes.getByRole("listitem")).toHaveCount(10);
  const [recovery = "", another = "", third = ""] = await codes.getByRole("listitem").allTextContents();
  await codes.getByRole("button", { name: "I have saved them" }).click();
  await page.getByRole("link", { name: "Continue" }).click();
  await page.waitForURL(/\/main(\/|$)/);

  await signOut(page);
  await fillSignIn(page, platform, EMAIL, PASSWORD);
  await page.getByLabel("Code", { exact: true }).fill(codeOf(secret, 1));
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/main(\/|$)/);
  await signOut(page);
  await fillSignIn(page, platform, EMAIL, PASSWORD);
  await page.getByLabel("Code", { exact: true }).fill(recovery);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/main(\/|$)/);

  // A session that ends over a page: the form above it asks for the code too, and the page goes on as it was.
  await page.goto(`${platform.url}/main/people#add`);
  const email = page.getByLabel("E-mail");
  await email.fill("colleague@example.com");
  const again = page.getByRole("dialog", { name: "Your session has ended" });
  await endSession(platform);
  await again.getByLabel("Password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  const code = again.getByLabel("Code", { exact: true });
  await code.fill("000000");
  await page.keyboard.press("Enter");
  await expect(again.getByText("This code is not right")).toBeVisible();
  await code.fill(third);
  await page.keyboard.press("Enter");
  await expect(again).toBeHidden();
  await expect(email).toHaveValue("colleague@example.com");
  await page.getByRole("button", { name: "Make the invitation" }).click();
  await expect(page.getByRole("heading", { name: "colleague@example.com is invited" })).toBeVisible();
  await page.goto(`${platform.url}/main`);

  // A device with a fingerprint reader.
  const devtools = await context.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await page.goto(`${platform.url}/account`);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByText("Passkey: Chrome · Linux")).toBeVisible();
  await page.goto(`${platform.url}/main/bots`);
  await signOut(page);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.waitForURL(/\/main(\/|$)/);
  await page.goto(`${platform.url}/account`);
  await page.getByRole("button", { name: "Remove: Passkey: Chrome · Linux" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("Removed")).toBeVisible();
  // An hour later the session alone is not enough.
  await query(platform, `UPDATE "Session" SET "provedAt" = now() - interval '1 hour'`);
  await page.getByRole("button", { name: "Remove: Authenticator app" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog", { name: "Is it you?" }).getByLabel("Code").fill(another);
  await page.keyboard.press("Enter");
  await expect(page.getByText("this is your last one")).toBeVisible();
});

test.describe("with an identity provider", () => {
  let provider: Awaited<ReturnType<typeof startIdentityProvider>>;
  test.beforeAll(async () => {
    provider = await startIdentityProvider();
  });
  test.afterAll(async () => provider.end());
  test.use({
    shared: false,
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names out of the pattern
    env: async ({}, use) => {
      const { issuer, clientId, clientSecret } = provider;
      await use({
        OIDC_ISSUER: issuer,
        OIDC_CLIENT_ID: clientId,
        OIDC_CLIENT_SECRET: clientSecret,
        OIDC_NAME: "Baraka ID",
      });
    },
  });

  test("a known, verified address signs in; an unverified or unknown one is told why not", async ({
    page,
    platform,
  }) => {
    const comeAs = async (identity: Record<string, unknown>) => {
      provider.identity = identity;
      await page.goto(`${platform.url}/sign-in?next=%2Fmain%2Fpeople`);
      await page.getByRole("button", { name: "Continue with Baraka ID" }).click();
    };
    await comeAs({ sub: "1", email: EMAIL, email_verified: false });
    await expect(page.getByText("The provider does not vouch for your e-mail address.")).toBeVisible();
    await comeAs({ sub: "2", email: "stranger@example.com", email_verified: true });
    await expect(page.getByText("There is no account and no invitation for this address.")).toBeVisible();
    await comeAs({ sub: "1", email: EMAIL, email_verified: true });
    await page.waitForURL(/\/main\/people/);
    const known = await page.context().cookies();
    expect(known.map(({ name }) => name)).toContain("botfactory.device");
    await signOut(page);
    // From now on the provider's subject counts.
    await comeAs({ sub: "3", email: EMAIL, email_verified: true });
    await expect(page.getByText("There is no account and no invitation for this address.")).toBeVisible();
  });
});
