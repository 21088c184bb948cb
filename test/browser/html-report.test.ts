/** The HTML report in a real browser: what it shows, to whom, and that it does nothing else. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../src/cli/put-page.ts';
import { planHtml } from '../../src/report/html/plan-html.ts';
import { printable } from '../../src/report/style.ts';
import { hasBrowser, openBrowser } from '../support/browser.ts';
import { entente, temporaryFolder } from '../support/cli.ts';
import { HOSTILE } from '../support/hostile.ts';
import { planOf } from '../support/hostile-plan.ts';
import { serveTenantHere } from '../support/served-tenant.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** What somebody did in the portal. */
async function hidePackage(folder: string): Promise<void> {
  const tenant = await serveTenantHere(folder, ['--data', '.entente/tenant']);
  const packages = '/identityGovernance/entitlementManagement/accessPackages';
  const { value } = await tenant.request('GET', packages);
  const [found] = value as { id: string }[];
  await tenant.request('PATCH', `${packages}/${found?.id ?? ''}`, { isHidden: true });
  await tenant.stop();
}

describe.skipIf(!hasBrowser)('the HTML report in Chromium (apt-get install chromium)', () => {
  let browser: Browser;
  let folder: string;
  /** Of a plan that opens one package to the internet, of a first plan, of drift. */
  const pages = { change: 'change.html', first: 'first.html', drift: 'drift.html', hostile: 'hostile.html' };

  beforeAll(async () => {
    browser = await openBrowser();
    folder = temporaryFolder('examples/contoso');
    const file = path.join(folder, 'governance.yaml');
    const text = readFileSync(path.join(ROOT, 'governance.yaml'), 'utf8');
    const before = text.replace('examples/contoso/directory.yaml', 'directory.yaml');
    writeFileSync(file, before);
    const run = async (code: number, ...args: string[]) => {
      const ran = await entente(args, { cwd: folder });
      expect(ran).toMatchObject({ code });
      return ran;
    };
    await run(0, 'plan', '-o', 'first.json');
    await run(0, 'show', 'first.json', '--html', pages.first);
    await run(0, 'apply', 'first.json');
    const after = before
      .replace(
        /allowedTargetScope: specificDirectoryUsers\n +specificAllowedTargets:\n +- \{ group: Internal Audit \}/,
        'allowedTargetScope: allExternalUsers',
      )
      .replace('duration: P90D', 'duration: P365D')
      .replace('      - { resource: tango-site, role: Tango Members }\n', '');
    writeFileSync(file, after);
    await run(0, 'plan', '-o', 'change.json');
    const { stdout } = await run(0, 'show', 'change.json', '--html', '-');
    writeFileSync(path.join(folder, pages.change), stdout);
    await hidePackage(folder);
    await run(2, 'drift', '--side-doors', '--html', pages.drift);
    writeFileSync(path.join(folder, pages.hostile), planHtml(planOf(HOSTILE.join(' ')), sha256));
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  /** Opens a page by itself, and hands it to `use`; nothing may be complained of, and nothing asked of anybody. */
  async function opened(name: string, options: BrowserContextOptions, use: (page: Page) => Promise<void>) {
    const context = await browser.newContext({ offline: true, ...options });
    const page = await context.newPage();
    const heard: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => heard.push(message.text()));
    page.on('pageerror', (error) => heard.push(error.message));
    page.on('dialog', (dialog) => void heard.push(dialog.message()));
    page.on('request', (request) => requests.push(request.url()));
    const url = pathToFileURL(path.join(folder, name)).href;
    await page.goto(url);
    await use(page);
    await context.close();
    expect({ heard, requests: requests.filter((asked) => asked !== 'data:,') }).toEqual({
      heard: [],
      requests: [url],
    });
  }

  const visible = (page: Page) => page.locator('details.change:visible > summary > code').allTextContents();

  /** What axe holds against a page; `only` names the one rule to run. */
  async function complaints(page: Page, only?: string) {
    const { violations, passes } = await page.evaluate(
      (rule) =>
        (globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run(
          rule === undefined ? {} : { runOnly: [rule] },
        ),
      only,
    );
    expect(passes.length).toBeGreaterThan(only === undefined ? 15 : 0);
    return violations.map(({ id, impact, nodes }) => [id, impact, nodes[0]?.html]);
  }

  it.each(Object.values(pages))('%s: accessible in light and dark, silent, offline', async (name) => {
    await opened(name, { colorScheme: 'light' }, async (page) => {
      // Folded content is judged too.
      await page.evaluate(() => {
        for (const one of document.querySelectorAll('details')) one.open = true;
      });
      await page.evaluate(axe.source);
      expect(await complaints(page)).toEqual([]);
      const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const light = await ground();
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await ground()).not.toBe(light);
      expect(await complaints(page, 'color-contrast')).toEqual([]);
    });
  });

  it('says first who can get in, and what is done', async () => {
    await opened(pages.change, {}, async (page) => {
      expect(await page.locator('h1').textContent()).toBe('0 to add, 2 to change, 1 to destroy');
      const sections = await page.locator('h2').evaluateAll((all) => all.map(({ id }) => id));
      expect(sections).toEqual(['access', 'findings', 'matrix', 'picture', 'changes']);
      const row = page.locator('tr', { has: page.getByRole('rowheader', { name: 'Tango audit' }) });
      expect(await row.locator('.green').allTextContents()).toEqual([
        '+ Internal auditors: 1 approval, 30 days, not reviewed',
      ]);
      expect(await page.getByRole('img', { name: 'What the plan touches' }).count()).toBe(1);
      expect(await page.locator('.card', { hasText: 'open-to-anyone' }).textContent()).toContain(
        'Anyone on the internet can request "Tango audit"',
      );
    });
  });

  it('of drift says what changed, by whom, what nothing manages, and how much is managed', async () => {
    await opened(pages.drift, {}, async (page) => {
      const sections = await page.locator('h2').evaluateAll((all) => all.map(({ id }) => id));
      expect(sections).toEqual(['access', 'drift', 'side-doors', 'unmanaged', 'coverage']);
      expect(await page.locator('details.change > summary').textContent()).toMatch(
        /with the credentials of the application Entente\s\d{4}-\d\d-\d\d/,
      );
      const all = page.getByRole('region', { name: 'How much is managed' }).locator('tr').last();
      expect(await all.textContent()).toMatch(/all\s+\d+\s+\d+\s+\d+ %/);
    });
  });

  it('is searched, opened and left by keyboard', async () => {
    await opened(pages.first, {}, async (page) => {
      const all = await visible(page);
      expect(all).toHaveLength(17);
      await page.keyboard.press('/');
      await page.keyboard.type('POLICY internal auditors');
      await expect.poll(() => visible(page)).toEqual(['policy.tango-auditors']);
      expect(await page.getByRole('status').textContent()).toMatch(/^[1-9]\d* of \d+ match$/);
      await page.keyboard.press('Escape');
      expect(await visible(page)).toEqual(all);
      expect(await page.getByRole('status').textContent()).toBe('');
      await page.locator('details.change > summary').first().focus();
      await page.keyboard.press('Enter');
      expect(await page.locator('details.change').first().getAttribute('open')).toBe('');
    });
  });

  it('begins with a way past the navigation, and leads to the change that a link names', async () => {
    await opened(pages.first, {}, async (page) => {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
      await page.getByText('The picture in words').click();
      await page.getByRole('link', { name: 'policy “Partner engineers”' }).first().click();
      const opened = page.locator('details.change[open] > summary > code');
      // The page opens it once it has followed the link.
      await expect.poll(() => opened.allTextContents()).toEqual(['policy.tango-partners']);
    });
  });

  it('has every fact without its script, on the screen and on paper', async () => {
    await opened(pages.change, { javaScriptEnabled: false }, async (page) => {
      expect(await page.getByRole('searchbox').count()).toBe(0);
      const folded = page.locator('details.change', { hasText: 'policy.tango-auditors' });
      const line = folded.getByText('"specificDirectoryUsers" -> "allExternalUsers"');
      expect(await line.isVisible()).toBe(false);
      await folded.locator('summary').click();
      expect(await line.isVisible()).toBe(true);
      await folded.locator('summary').click();
      await page.emulateMedia({ media: 'print' });
      expect(await line.isVisible()).toBe(true);
      expect(await page.getByRole('navigation').isVisible()).toBe(false);
    });
  });

  it('shows hostile names as text and runs nothing of theirs', async () => {
    await opened(pages.hostile, {}, async (page) => {
      const name = printable(HOSTILE.join(' ')).replace(/\s+/g, ' ').trim();
      const shown = await page.locator('.card .what > span:last-child').first().textContent();
      expect(shown?.replace(/\s+/g, ' ').trim()).toBe(`${name} may now request ${name}`);
      expect(await page.locator('script').count()).toBe(1);
      expect(
        await page.locator('img, iframe, object, form[action], a[href^="http"], a[href^="java"]').count(),
      ).toBe(0);
    });
  });

  it('would not run a script or load anything that slipped in', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const refused: string[] = [];
    page.on('console', (message) => refused.push(message.text()));
    await page.goto(pathToFileURL(path.join(folder, pages.change)).href);
    await page.evaluate(() => {
      document.body.insertAdjacentHTML('beforeend', '<img src="https://evil.example/x" onerror="pwned = 1">');
      const script = document.createElement('script');
      script.textContent = 'globalThis.pwned = 2';
      document.body.append(script);
    });
    expect(await page.evaluate(() => 'pwned' in globalThis)).toBe(false);
    expect(refused.filter((text) => text.includes('Content Security Policy')).length).toBeGreaterThanOrEqual(
      2,
    );
    await context.close();
  });
});
