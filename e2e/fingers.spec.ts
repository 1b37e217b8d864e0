// On a phone with a finger: whatever can be tapped on any page is hit in 44 × 44 px.
import { pageAddresses } from "./addresses.ts";
import { smallTargets } from "./fingers.ts";
import { expect, getIn, test } from "./platform.ts";
import { addPriceList } from "./price-list.ts";

const shop = {
  token: "44044:AAfingertestbot-AAfingertestbot-AAf",
  username: "fingers_bot",
  name: "Fingers",
  keys: ["AQ.fingers-one", "AQ.fingers-two"],
};
test.use({ shop, viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

test("a finger hits every link, button and field of every page in 44 px", async ({
  page,
  platform,
  sandbox,
}) => {
  test.slow();
  const faults: string[] = [];
  const touch = async (name: string) => {
    faults.push(...(await smallTargets(page)).map((fault) => `${name}: ${fault}`));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) faults.push(`${name}: ${wide} px wider than the screen`);
  };
  // The longest words of the three languages.
  await page.context().addCookies([{ name: "locale", value: "uz", url: platform.url }]);
  await page.goto(`${platform.url}/sign-in`);
  await touch("sign-in");
  await getIn(page, platform);
  await sandbox.control("POST", "/telegram/messages", {
    ...{ bot: shop.username, chat: { id: 4_400 }, text: "Narxi qancha?" },
  });
  await sandbox.control("GET", `/telegram/wait?bot=${shop.username}&chat=4400&count=1&timeout=120000`);
  // An answer is stored once Telegram has it.
  await page.goto(`${platform.url}/main/answers`);
  await expect(page.getByText("Narxi qancha?").first()).toBeVisible();
  await addPriceList(platform);
  for (const { name, address } of await pageAddresses(platform)) {
    await page.goto(address, { waitUntil: "networkidle" });
    await touch(name);
  }
  await page.goto(`${platform.url}/main/conversations`);
  await page.locator("main header [aria-haspopup=menu]").tap();
  await expect(page.getByRole("menuitem").first()).toBeVisible();
  await touch("a menu");
  await page.keyboard.press("Escape");
  await page.locator("main li a").first().tap();
  await page.locator("main [role=status] + button").tap();
  await expect(page.getByRole("log")).toBeVisible();
  await expect(page.locator("main textarea").first()).toBeVisible();
  await touch("a conversation that is taken over");
  expect(faults.join("\n")).toBe("");
});
