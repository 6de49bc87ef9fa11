// The pages of oauth-callback, met in Chromium as merchants meet them: on the ways through the stand-in stores of the
// local stack, found by what it prints for people. Ends with an error if a page is not as promised.

import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";

import { faultsOf } from "./promises.js";
import { startStack } from "./stack.js";

const OURS = "https://connect.merchant.test/";
const [, , binaries, results, browserPath] = process.argv;
const screenshots = `${results}/screenshots`;
const count = { passed: 0, failed: 0 };

/** Arrives at a page of ours by `act`, and holds it to what is promised of all and of this one. Gives its address. */
async function meet(page, name, expected, act) {
  const { faults, address } = await arrive(page, expected, act).catch((error) => ({ faults: [error.message] }));
  count[faults.length === 0 ? "passed" : "failed"] += 1;
  console.log(`${faults.length === 0 ? "✓" : "✗"} ${name}`);
  faults.forEach((fault) => console.log(`    ${fault}`));
  return address;
}

async function arrive(page, expected, act) {
  const heard = [];
  const hear = (message) => heard.push({ text: message.text(), url: message.location().url });
  const fail = (error) => heard.push({ text: error.message, url: "" });
  const loaded = [];
  const devtools = await page.context().newCDPSession(page);
  devtools.on("Network.requestWillBeSent", (sent) => loaded.push(sent));
  await devtools.send("Network.enable");
  page.on("console", hear).on("pageerror", fail);
  const isOurs = (answer) =>
    answer.url().startsWith(OURS) && answer.request().isNavigationRequest() && answer.status() !== 302;
  try {
    const [answer] = await Promise.all([page.waitForResponse(isOurs), act()]);
    await page.waitForLoadState("networkidle");
    const looked = faultsOf(page, { answer, heard, loaded, expected, screenshots });
    return { faults: await looked.catch((error) => [error.message]), address: answer.url() };
  } finally {
    page.off("console", hear).off("pageerror", fail);
    await devtools.detach();
  }
}

async function shopify(page, shop) {
  const open = () => page.goto(shop.install);
  const install = () => page.getByRole("button", { name: "Install" }).click();
  const lessIsAsked = (input) => { input.value = "read_products"; };
  const refused = { title: "Your store was not connected", next: "Open the app again" };
  const apps = `https://${shop.host}/admin/apps`;
  const missing = { title: "A permission is missing", next: "Open the app again", link: apps };
  const less = { ...missing, shot: "permission", status: 403 };
  const connected = { status: 200, title: "Your store is connected", link: `https://${shop.host}/admin` };

  const part = { ...refused, shot: "incomplete", status: 400 };
  await meet(page, "Shopify: an address that was not copied as a whole", part, () =>
    page.goto(`${OURS}oauth/shopify/callback?code=1`));
  await open();
  await meet(page, "Shopify: the merchant grants less than is asked for", less, async () => {
    await page.locator("input[name=scope]").evaluate(lessIsAsked);
    await install();
  });
  await open();
  const address = await meet(page, "Shopify: the app is installed", { ...connected, shot: "shopify" }, install);
  const again = { ...refused, shot: "again", status: 403 };
  await meet(page, "Shopify: the same way back a second time", again, () => page.goto(address));
  await meet(page, "Shopify: the merchant begins again, as that page says", connected, open);
}

async function woocommerce(page, shop, invitation) {
  const open = () => page.goto(invitation);
  const approve = page.getByRole("link", { name: "Approve" });
  const deny = page.getByRole("link", { name: "Deny" });
  const not = "Your store was not connected";
  const yet = "Your store is not connected yet";
  const early = { shot: "early", status: 202, title: yet, next: "load this page again" };
  const declined = { shot: "declined", status: 200, title: not, next: "choose “Approve”" };
  const title = "Your store is connected";
  const connected = { shot: "woocommerce", status: 200, title, link: `${shop.url}/wp-admin/` };
  const part = { shot: "invitation", status: 403, title: not, next: "ask for a new invitation" };

  await open();
  await page.getByLabel("Username").fill(shop.name);
  await page.getByLabel("Password").fill(shop.password);
  await page.getByRole("button", { name: "Log In" }).click();
  await meet(page, "WooCommerce: back before the keys have come", early, async () => {
    const back = new URL(await deny.getAttribute("href"));
    back.searchParams.set("success", "1");
    await page.goto(back.href);
  });
  await open();
  await meet(page, "WooCommerce: the administrator says no", declined, () => deny.click());
  await open();
  await meet(page, "WooCommerce: the administrator says yes", connected, () => approve.click());
  await meet(page, "WooCommerce: an invitation that was not copied as a whole", part, () =>
    page.goto(invitation.slice(0, -3)));
}

async function inBrowser(stack, journey) {
  const browser = await chromium.launch({
    executablePath: browserPath,
    // Root cannot have the sandbox; whoever else runs this has it.
    chromiumSandbox: process.getuid() !== 0,
    proxy: { server: stack.proxy },
    args: [`--ignore-certificate-errors-spki-list=${stack.trusted}`],
  });
  try {
    console.log(`Chromium ${browser.version()}`);
    for (const one of journey) {
      const context = await browser.newContext({ locale: "en-GB" });
      context.setDefaultTimeout(15_000);
      await one(await context.newPage());
      await context.close();
    }
  } finally {
    await browser.close();
  }
}

mkdirSync(screenshots, { recursive: true });
const stack = await startStack(binaries, results);
try {
  await inBrowser(stack, [
    (page) => shopify(page, stack.shopify),
    (page) => woocommerce(page, stack.woocommerce, stack.invitation()),
  ]);
} finally {
  await stack.stop();
}
console.log(`Screenshots: ${screenshots}\n${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed > 0 || count.passed === 0 ? 1 : 0;
