// A browser for tests: one JSON command a line on standard input, one answer a line on standard output. Ends with its input.

import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { readFileSync } from 'node:fs';
import chromium from '@sparticuz/chromium';
import puppeteer from 'puppeteer-core';
import { injectWallet, TestWallet } from './wallet.mjs';

const LIMIT_MS = 60_000;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// A browser as people have it, with the web's security on; without what asks hosts of its maker.
const ARGUMENTS = [
  '--no-sandbox',
  '--no-zygote',
  '--no-first-run',
  '--disable-gpu',
  // On a busy machine it would take a slow start for one that hangs, and end the browser.
  '--disable-gpu-watchdog',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--font-render-hinting=none',
];

async function launch() {
  return puppeteer.launch({ executablePath: await chromium.executablePath(), args: ARGUMENTS, headless: 'shell' });
}

let browser = await launch();
let page;
let wallet;
let complaints = [];

/** A page of its own, as for a person who has never been here, with that person's wallet. */
async function open(options) {
  try {
    return await openOnce(options);
  } catch (error) {
    if (browser.connected) {
      throw error;
    }
    console.error(`The browser ended by itself and is started again: ${error}`);
    page = undefined;
    browser = await launch();
    return openOnce(options);
  }
}

async function openOnce({ url, wallet: settings }) {
  await page?.browserContext().close();
  const context = await browser.createBrowserContext();
  page = await context.newPage();
  page.setDefaultTimeout(LIMIT_MS);
  complaints = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // Refusals by the API are listed as resources that could not be loaded.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      complaints.push(`console: ${message.text()}`);
    }
  });
  await page.setViewport({ width: 1024, height: 900 });
  wallet = null;
  if (settings) {
    wallet = new TestWallet(settings, (name, value) => page.evaluate(`window.emitFromWallet(${JSON.stringify(name)}, ${JSON.stringify(value)})`));
    await injectWallet(page, wallet, settings);
  }
  await page.goto(url, { waitUntil: 'load' });
  await page.waitForSelector('#main[aria-busy="false"]');
}

const commands = {
  open,
  go: async ({ url }) => {
    await page.goto(url, { waitUntil: 'load' });
    await page.waitForSelector('#main[aria-busy="false"]');
  },
  url: () => page.url(),
  reload: async () => {
    await page.reload({ waitUntil: 'load' });
    await page.waitForSelector('#main[aria-busy="false"]');
  },
  wallet: (changes) => {
    Object.assign(wallet, changes);
    return wallet.asked;
  },
  click: ({ at }) => page.locator(at).click(),
  type: async ({ at, text }) => {
    await page.locator(at).fill('');
    await page.type(at, text);
  },
  select: ({ at, value }) => page.select(at, value),
  press: ({ key }) => page.keyboard.press(key),
  keys: ({ text }) => page.keyboard.type(text),
  /** What a person sees there; null where there is nothing. */
  text: ({ at }) => page.evaluate((selector) => {
    const found = document.querySelector(selector);
    return found?.checkVisibility() ? found.innerText.trim() : null;
  }, at),
  value: ({ at }) => page.evaluate((selector) => document.querySelector(selector).value, at),
  attribute: ({ at, name }) => page.evaluate((selector, named) => document.querySelector(selector).getAttribute(named), at, name),
  focused: () => page.evaluate(() => {
    const { id, tagName, textContent } = document.activeElement ?? {};
    return id || (tagName === 'BUTTON' || tagName === 'A' ? textContent : '');
  }),
  look: async ({ scheme, width, height }) => {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.setViewport({ width, height });
  },
  screenshot: async ({ file }) => {
    await page.screenshot({ path: file, fullPage: true });
  },
  /** Pixels that the page is wider than the screen. */
  overflow: () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
  /** What the accessibility rules find. */
  audit: () => page.evaluate(async (source) => {
    if (!window.axe) {
      (0, eval)(source);
    }
    const { violations } = await window.axe.run(document);
    return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target} ${node.failureSummary}`));
  }, axe),
  complaints: () => complaints,
};

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...options } = JSON.parse(line);
  try {
    const result = (await commands[command](options)) ?? null;
    console.log(JSON.stringify({ result }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error?.stack ?? error) }));
  }
}
await browser.close();
