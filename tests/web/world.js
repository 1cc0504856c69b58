/* What the tests in a browser share: the stage of nodes (stage.c), one browser, and a visitor per person. Everything that
 * runs, runs below one folder, so that it can be searched for what should not be there; the last test ends it all. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const { EENPLAN_WEB_STAGE, EENPLAN_WEB_BIN, EENPLAN_WEB_BUILD } = process.env;
const require = createRequire(`${EENPLAN_WEB_BUILD}/`);
const { chromium } = require('playwright-core');
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const STORIES = ['../cases/a.txt', 'gezin.txt'].map((file) => fileURLToPath(new URL(file, import.meta.url)));
const TODAY = 55; // the day of the stories that is really today: the browser has no other clock

export const RUN = mkdtempSync(join(tmpdir(), 'eenplan-web-'));
const SHOTS = join(EENPLAN_WEB_BUILD, 'beelden');
const env = { ...process.env, TMPDIR: RUN, HOME: RUN, XDG_CONFIG_HOME: join(RUN, 'config'), XDG_CACHE_HOME: join(RUN, 'cache') };
rmSync(SHOTS, { recursive: true, force: true });
mkdirSync(SHOTS, { recursive: true });

const log = join(EENPLAN_WEB_BUILD, 'stage.log');
const child = spawn(EENPLAN_WEB_STAGE, [EENPLAN_WEB_BIN, String(TODAY), ...STORIES], { env, stdio: ['pipe', 'pipe', openSync(log, 'w')] });
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

const folder = await expect('toneel');
export const passphrase = await expect('wachtzin');
assert.ok(folder.startsWith(RUN));

/* One that keeps its profile on disk, as people's do; other persons get their own store of cookies beside it: two pages of
 * `eenplan web` on one machine differ by port, and cookies do not know ports. */
const browser = await chromium.launchPersistentContext(join(RUN, 'profiel'), { executablePath: '/usr/bin/chromium', env, ...look() });

function look() {
  return {
    viewport: { width: 1440, height: 900 },
    locale: 'nl-NL',
    timezoneId: 'Europe/Amsterdam',
    args: ['--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  };
}

/** A stranger: a browser on this machine that has no cookie of ours. */
export const stranger = () => browser.browser().newContext(look());

/** Somebody before the page: `page`, and what the browser complained about since. */
export class Visitor {
  complaints = [];

  static async of(who, context) {
    const visitor = new Visitor();
    visitor.who = who;
    visitor.context = context ?? (await stranger());
    visitor.context.on('console', (message) => message.type() === 'error' && visitor.complaints.push(`${message.text()} ${message.location().url}`));
    visitor.context.on('weberror', (error) => visitor.complaints.push(String(error.error())));
    visitor.address = await ask(`web ${who}`, 'adres');
    visitor.origin = new URL(visitor.address).origin;
    visitor.page = await visitor.context.newPage();
    visitor.page.setDefaultTimeout(10000);
    return visitor;
  }

  /** With the vault open, at the worklist. */
  async unlock(page = this.page) {
    await page.getByLabel('Wachtzin', { exact: true }).fill(passphrase);
    await page.getByRole('button', { name: 'Ontgrendel', exact: true }).click();
    await page.getByRole('button', { name: 'Vergrendel nu' }).waitFor();
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

  shot(name) {
    return this.page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
  }

  /** What axe finds wrong, and each place. Run through the debugger: the policy of the page stays in force. */
  async axe() {
    await this.page.evaluate(AXE);
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations } = await this.page.evaluate((runOnly) => globalThis.axe.run(document, { runOnly }), tags);
    return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target} ${node.html.slice(0, 160)}`));
  }
}

/** The visitor whose browser keeps a profile on disk. */
export const eva = await Visitor.of('Eva', browser);

/** Ends everything; each program must have found nothing wrong with itself. */
export async function endWorld(visitors) {
  await browser.close();
  for (const { who } of visitors) assert.equal(await ask(`web-uit ${who}`, 'gestopt'), '0', log);
  child.stdin.end();
  assert.equal(await ended, 0, log);
  rmSync(RUN, { recursive: true, force: true });
}
