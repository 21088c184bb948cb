/**
 * `npx tsx bench/html.ts [PACKAGES]`: the HTML report of a first plan: time to make it, its size, time to open it in
 * Chromium and to search it. Prints a table; never passes or fails.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { stringify } from 'yaml';
import { makeEnterprise } from '../examples/enterprise/enterprise.ts';
import { hasBrowser, openBrowser } from '../test/support/browser.ts';
import { entente } from './measure.ts';

const packages = Number(process.argv[2] ?? 1000);
const RUNS = 5;

const folder = mkdtempSync(path.join(tmpdir(), 'entente-bench-'));
try {
  const { governance, directory } = makeEnterprise({ packages });
  for (const [name, content] of Object.entries({
    'governance.yaml': governance,
    'directory.yaml': directory,
  }))
    writeFileSync(path.join(folder, name), stringify(content, { aliasDuplicateObjects: false }));
  await entente({ folder, args: ['plan', '-o', 'plan.json'] });
  const { seconds } = await entente({ folder, args: ['show', 'plan.json', '--html', 'plan.html'] });
  const page = path.join(folder, 'plan.html');
  print('packages', String(packages));
  print('show --html', `${seconds.toFixed(2)} s`);
  print('size', `${(statSync(page).size / 1e6).toFixed(1)} MB`);
  if (hasBrowser) {
    const browser = await openBrowser();
    const opened = await repeated(() => open(browser, pathToFileURL(page).href));
    print('open, median of 5', `${(median(opened.map(([load]) => load)) / 1000).toFixed(2)} s`);
    print('search, median of 5', `${median(opened.map(([, search]) => search)).toFixed(0)} ms`);
    await browser.close();
  } else print('open', 'no /usr/bin/chromium');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Milliseconds until the page is loaded, and from a word typed to its result. */
async function open(browser: Browser, url: string): Promise<readonly [number, number]> {
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  const start = performance.now();
  await page.goto(url);
  const loaded = performance.now();
  await page.locator('#query').fill(`package-${packages - 1}`);
  await page.waitForFunction(() => document.getElementById('found')?.textContent !== '');
  const found = performance.now();
  await context.close();
  return [loaded - start, found - loaded];
}

async function repeated<T>(run: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let index = 0; index < RUNS; index += 1) results.push(await run());
  return results;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function print(what: string, figure: string): void {
  console.log(`${what.padEnd(24)} ${figure}`);
}
