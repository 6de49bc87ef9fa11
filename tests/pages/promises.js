// What is promised of every page, and how a browser shows that it is kept.

import { createHash } from "node:crypto";
import axe from "axe-core";

/** CSS pixels: the narrowest that WCAG 2.2 asks for (1.4.10), a phone, a desk. */
const WIDTHS = [320, 375, 1280];
const SCHEMES = ["light", "dark"];

/** Everything that is wrong with the page at hand, a sentence each. What changes the page comes last. */
export async function faultsOf(page, { answer, heard, loaded, expected, screenshots }) {
  const faults = [
    ...of(answer.status(), expected.status, "status"),
    ...(await headers(page, answer)),
    ...complaints(heard, answer),
    ...(await alone(page, answer, loaded)),
    ...(await words(page, expected)),
    ...(await sight(page, expected, screenshots)),
    ...(await keyboard(page)),
    ...(await intrusion(page)),
  ];
  return expected.link ? [...faults, ...(await follow(page, expected.link))] : faults;
}

function of(got, wanted, what) {
  return got === wanted ? [] : [`${what}: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`];
}

async function headers(page, answer) {
  const style = await page.locator("style").textContent();
  const digest = createHash("sha256").update(style).digest("base64");
  const nothing = ["base-uri", "form-action", "frame-ancestors"].map((kind) => `${kind} 'none'`).join("; ");
  const wanted = {
    "cache-control": "no-store",
    "content-security-policy": `default-src 'none'; style-src 'sha256-${digest}'; ${nothing}`,
    "content-type": "text/html; charset=utf-8",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=63072000",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex",
  };
  const got = await answer.allHeaders();
  return Object.entries(wanted).flatMap(([name, value]) => of(got[name], value, name));
}

/**
 * Chromium's console has a line for every document that is not a success; any other line is a fault. What names another
 * site is left from the page before, as a late icon is: what ours would load from there is seen in `alone`.
 */
function complaints(heard, answer) {
  const { origin } = new URL(answer.url());
  const refusal = (line) =>
    answer.status() >= 400 && line.url === answer.url() && line.text.includes(`status of ${answer.status()}`);
  const ours = heard.filter((line) => line.url === "" || new URL(line.url).origin === origin);
  return ours.filter((line) => !refusal(line)).map((line) => `the console says: ${line.text} (${line.url})`);
}

/** Nothing but the document was asked for, and there is nothing in it that could ask or run. */
async function alone(page, answer, loaded) {
  const others = loaded.filter((sent) => sent.documentURL === answer.url() && sent.type !== "Document");
  const within = await page.evaluate(() => {
    const attributes = [...document.querySelectorAll("*")].flatMap((one) => one.getAttributeNames());
    const resources = performance.getEntriesByType("resource").map((entry) => entry.name);
    const handlers = attributes.filter((name) => name.startsWith("on")).length;
    return { resources, scripts: document.scripts.length, handlers };
  });
  return [
    ...others.map((sent) => `loaded: ${sent.request.url}`),
    ...within.resources.map((name) => `loaded: ${name}`),
    ...of(within.scripts, 0, "scripts"),
    ...of(within.handlers, 0, "event handlers"),
  ];
}

async function words(page, expected) {
  const got = await page.evaluate(() => ({
    lang: document.documentElement.lang,
    title: document.title,
    heading: [...document.querySelectorAll("h1")].map((one) => one.textContent).join(" | "),
    text: document.body.innerText,
    links: [...document.links].map((one) => one.href),
  }));
  return [
    ...of(got.lang, "en", "lang"),
    ...of(got.title, `${expected.title} – Countersign`, "title"),
    ...of(got.heading, expected.title, "heading"),
    ...of(got.links.join(" "), expected.link ?? "", "links"),
    ...(got.text.includes(expected.next ?? "") ? [] : [`it does not say “${expected.next}”`]),
  ];
}

/** For every width and colour scheme: nothing to scroll sideways, and nothing that axe objects to. */
async function sight(page, expected, screenshots) {
  const faults = [];
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 720 });
      const where = `${width} px, ${colorScheme}`;
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      faults.push(...of(wide <= width, true, `fits into ${where} (is ${wide} px wide)`));
      faults.push(...(await accessibility(page)).map((fault) => `axe at ${where}: ${fault}`));
      if (expected.shot) {
        const path = `${screenshots}/${expected.shot}-${width}-${colorScheme}.png`;
        await page.screenshot({ path, fullPage: true });
      }
    }
  }
  return faults;
}

/** With all of its rules. What axe cannot decide is a fault, too: pages this plain leave nothing undecided. */
async function accessibility(page) {
  await page.evaluate(axe.source);
  const result = await page.evaluate(() =>
    globalThis.axe.run(document, { rules: { "target-size": { enabled: true } } }));
  const told = (rule) => `${rule.id}: ${rule.help} (${rule.nodes.map((node) => node.html).join(" ")})`;
  const enough = result.passes.length > 10 ? [] : [`only ${result.passes.length} rules were applied`];
  return [...result.violations, ...result.incomplete].map(told).concat(enough);
}

/** Tab goes through the links in the order of reading, each visibly, and stops at nothing else. */
async function keyboard(page) {
  const links = await page.evaluate(() => [...document.links].map((one) => one.href));
  const stops = [];
  for (let press = 0; press <= links.length; press += 1) {
    await page.keyboard.press("Tab");
    stops.push(await page.evaluate(() => {
      const { activeElement: at } = document;
      const { outlineStyle, outlineWidth } = getComputedStyle(at);
      const seen = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
      return at === document.body ? "end" : `${at.href ?? at.tagName}${seen ? "" : ", unseen"}`;
    }));
  }
  return of(stops.join(" "), [...links, "end"].join(" "), "focus");
}

/** The policy works: what is slipped into the page is stopped. */
async function intrusion(page) {
  const stopped = await page.evaluate(async () => {
    const found = [];
    document.addEventListener("securitypolicyviolation", (event) => found.push(event.effectiveDirective));
    const slip = (name, values) => document.body.append(Object.assign(document.createElement(name), values));
    slip("script", { textContent: "globalThis.ran = true" });
    slip("img", { src: "/favicon.ico", alt: "" });
    slip("style", { textContent: "p { color: red }" });
    slip("iframe", { src: "/oauth" });
    await new Promise((resolve) => setTimeout(resolve, 100));
    return `${globalThis.ran ? "ran " : ""}${found.sort().join(" ")}`;
  });
  return of(stopped, "frame-src img-src script-src-elem style-src-elem", "stopped by the policy");
}

/** The link leads to the store, which is not told from where: the address of the page holds a code and a state. */
async function follow(page, link) {
  if ((await page.getByRole("link").count()) !== 1) return ["there is not one link to follow"];
  const [request] = await Promise.all([
    page.waitForRequest((sent) => sent.isNavigationRequest() && sent.frame() === page.mainFrame()),
    page.getByRole("link").press("Enter"),
  ]);
  await page.waitForLoadState();
  const { referer } = await request.allHeaders();
  return [...of(request.url(), link, "the link leads to"), ...of(referer, undefined, "Referer")];
}
