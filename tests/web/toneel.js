/* What every programme in a browser shares: an empty stage of nodes (stage.c), one browser, and a visitor per person.
 * Everything that runs, runs below one folder, so that it can be searched for what should not be there; the last test ends
 * it all. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';

const { EENPLAN_WEB_STAGE, EENPLAN_WEB_BIN, EENPLAN_WEB_BUILD } = process.env;
const require = createRequire(`${EENPLAN_WEB_BUILD}/`);
const { chromium } = require('playwright-core');
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const EN_301_549 = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const WIDTHS = [390, 1024, 1440];

const dist = readFileSync(new URL('../../cli/web/dist/index.html', import.meta.url), 'utf8');
/** Why most tests are skipped, as long as they are. */
export const NO_PAGE = dist.includes('id="eenplan"') ? false : 'there is no page yet';
/** In each text that a test types, so that it can be looked for where no text should be. */
export const CANARY = 'kanarie-7c1f-merkteken';
export const RUN = mkdtempSync(join(tmpdir(), 'eenplan-web-'));
process.on('exit', () => rmSync(RUN, { recursive: true, force: true, maxRetries: 9 })); // also when a test failed
const PROGRAMME = basename(process.argv[1], '.js');
const SHOTS = join(EENPLAN_WEB_BUILD, 'beelden', PROGRAMME);
const env = { ...process.env, TMPDIR: RUN, HOME: RUN, XDG_CONFIG_HOME: join(RUN, 'config'), XDG_CACHE_HOME: join(RUN, 'cache') };
rmSync(SHOTS, { recursive: true, force: true });
mkdirSync(SHOTS, { recursive: true });

const log = join(EENPLAN_WEB_BUILD, `${PROGRAMME}.log`);
const child = spawn(EENPLAN_WEB_STAGE, [EENPLAN_WEB_BIN], { env, stdio: ['pipe', 'pipe', openSync(log, 'w')] });
const ended = new Promise((resolve) => child.on('close', resolve));
const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

/** The next line that begins with that word; the rest of it. */
async function expect(word) {
  const { value = 'the stage ended' } = await lines.next();
  assert.ok(value.startsWith(`${word} `), `${value}; the end of ${log}:\n${readFileSync(log, 'utf8').slice(-2000)}`);
  return value.slice(word.length + 1);
}

const ask = (line, word) => {
  child.stdin.write(`${line}\n`);
  return expect(word);
};

/** Lines of a story (tests/support/story.h), or of stage.c. */
export async function play(...story) {
  for (const line of story) await ask(line, 'goed');
}

export const folder = await expect('toneel');
export const passphrase = await expect('wachtzin');
assert.ok(folder.startsWith(RUN));

/* One that keeps its profile on disk, as people's do; other persons get their own store of cookies beside it. */
export const browser = await chromium.launchPersistentContext(join(RUN, 'profiel'), { executablePath: '/usr/bin/chromium', env, ...look() });

function look() {
  return {
    viewport: { width: 1440, height: 900 },
    locale: 'nl-NL',
    timezoneId: 'Europe/Amsterdam',
    args: ['--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  };
}

/** Cookies do not know ports, so their names do. */
export const cookieName = ({ origin }) => `__Host-eenplan-${new URL(origin).port}`;

/** A stranger: a browser on this machine that has no cookie of ours. */
export const stranger = () => browser.browser().newContext(look());

/** Somebody before the page: `page`, and what the browser complained about since. */
export class Visitor {
  complaints = [];
  wachtzin = passphrase;

  static async of(who, context) {
    const visitor = new this();
    visitor.who = who;
    visitor.context = context ?? (await stranger());
    visitor.context.on('console', (message) => message.type() === 'error' && visitor.complaints.push(`${message.text()} ${message.location().url}`));
    visitor.context.on('weberror', (error) => visitor.complaints.push(String(error.error())));
    await visitor.begin();
    visitor.page = await visitor.context.newPage();
    visitor.page.setDefaultTimeout(10000);
    return visitor;
  }

  /** The program, on a port of its own. */
  async begin() {
    this.address = await ask(`web ${this.who}`, 'adres');
    this.origin = new URL(this.address).origin;
  }

  /** With the vault open, at the worklist. */
  async unlock(page = this.page) {
    await page.getByLabel('Wachtzin', { exact: true }).fill(this.wachtzin);
    await page.getByRole('button', { name: 'Ontgrendel', exact: true }).click();
    await page.getByRole('button', { name: 'Vergrendel nu' }).waitFor();
  }

  /** Another page, as a link in the page leads to it, until all of it is there. */
  async see(path) {
    await this.page.evaluate((path) => {
      history.pushState(null, '', new URL(path, document.baseURI));
      dispatchEvent(new PopStateEvent('popstate'));
    }, path);
    await this.page.waitForFunction(() => document.querySelector('h1') && !document.querySelector('.laadt'));
  }

  /** Goes on by Tab until that has the focus, as somebody without a mouse does. How many keys it took. */
  async tabTo(place, key = 'Tab') {
    for (let keys = 0; keys < 60; keys++) {
      if ((await place.count()) === 1 && (await place.evaluate((node) => node === document.activeElement))) return keys;
      await this.page.keyboard.press(key);
    }
    throw new Error(`no ${key} leads to ${place}`);
  }

  /** The household whose name begins so, as the API says it. */
  async household(name) {
    const { body } = await this.api('GET', 'werklijst');
    return body.huishoudens.find((one) => one.naam.startsWith(name)).id;
  }

  /** A test that provokes a complaint takes it away; what is left over at its end is a fault of the page. */
  forgive(pattern) {
    const before = this.complaints.length;
    this.complaints = this.complaints.filter((text) => !pattern.test(text));
    return before - this.complaints.length;
  }

  quiet() {
    assert.deepEqual(this.complaints.splice(0), []);
  }

  /** Something is asked of the API from within the page, with its cookie and its token. */
  async api(method, path, body, headers = {}) {
    return this.page.evaluate(
      async ([method, path, body, headers]) => {
        const { token } = await (await fetch('/api/v1/sessie')).json();
        const given = { 'Eenplan-Token': token, ...(body ? { 'Content-Type': 'application/json' } : {}), ...headers };
        const answer = await fetch(`/api/v1/${path}`, { method, headers: given, body: body && JSON.stringify(body) });
        const text = await answer.text();
        return { status: answer.status, body: text ? JSON.parse(text) : null };
      },
      [method, path, body, headers],
    );
  }

  /** The page as it is now, at every width, light and dark; of what axe looks at only colours differ between the two. */
  async look(name) {
    for (const width of WIDTHS) {
      await this.page.setViewportSize({ width, height: 900 });
      for (const colorScheme of ['light', 'dark']) {
        await this.page.emulateMedia({ colorScheme });
        const dark = colorScheme === 'dark';
        const place = `${name}-${width}-${colorScheme}`;
        if (!dark || width === 1440) await this.shot(place);
        assert.deepEqual(await this.axe(dark ? ['color-contrast', 'link-in-text-block'] : undefined), [], place);
        const wide = await this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${place}: ${wide} pixels too wide`);
      }
    }
    await this.page.emulateMedia({ colorScheme: 'light' });
    assert.doesNotMatch(await this.page.locator('body').innerText(), /\[[a-z]+_[a-z_]+\]/, 'no sentence is missing from the table');
  }

  place(file) {
    return join(SHOTS, file);
  }

  shot(name) {
    return this.page.screenshot({ path: this.place(`${name}.png`), fullPage: true });
  }

  /** What axe finds wrong, and each place. Run through the debugger: the policy of the page stays in force. */
  async axe(runOnly = EN_301_549) {
    if (!(await this.page.evaluate(() => 'axe' in globalThis))) await this.page.evaluate(AXE);
    const { violations } = await this.page.evaluate((runOnly) => globalThis.axe.run(document, { runOnly, resultTypes: ['violations'] }), runOnly);
    return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target} ${node.html.slice(0, 160)}`)).slice(0, 9);
  }
}

/** The program ends; the page, if it is open, is left behind. */
export async function endVisit({ who }) {
  assert.equal(await ask(`web-uit ${who}`, 'gestopt'), '0', log);
}

export const closeBrowser = () => browser.close();

/** Ends everything; each program must have found nothing wrong with itself. */
export async function endWorld(visitors) {
  try {
    await closeBrowser();
    for (const visitor of visitors) await endVisit(visitor);
  } finally {
    child.stdin.end();
  }
  assert.equal(await ended, 0, log);
}
