/* How soon a regisseur sees a large family after unlocking: ten organisations and 500 entries, which 170 facts are. No test:
 * it prints medians, as the browser itself noted them, beside what `eenplan show` takes for the same household. Both find the
 * household closed: all of it is fetched from the node, checked and opened.
 *
 *   cmake --preset bench && cmake --build --preset bench -t bench-snelheid
 *
 * EENPLAN_METING_FEITEN and EENPLAN_METING_KEREN ask for another family, and for more rounds than 15. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HUISHOUDEN, story } from './groot.js';

const EACH = Number(process.env.EENPLAN_METING_FEITEN ?? 170) / 10;
const TIMES = Number(process.env.EENPLAN_METING_KEREN ?? 15);
const LAST = 'andere organisaties';

const place = mkdtempSync(join(tmpdir(), 'eenplan-verhaal-'));
process.env.EENPLAN_WEB_STORY = join(place, 'groot.txt');
writeFileSync(process.env.EENPLAN_WEB_STORY, story(EACH));
const { endWorld, eva, folder, passphrase } = await import('./world.js');
rmSync(place, { recursive: true });

const median = (rows) => rows.toSorted((a, b) => a - b)[rows.length >> 1];
const spread = (rows) => `${round(median(rows))} (${round(Math.min(...rows))}–${round(Math.max(...rows))})`.padEnd(26);
const round = (ms) => `${Math.round(ms)} ms`;

/* Within a process that has its vault and its list of organisations open, so that only the household is left to do. */
async function joinInC() {
  const kluis = readdirSync(`${folder}/WT/kluizen`).find((name) => /^gebruiker-.*kluis$/.test(name)); // Eva's: there is one user
  const words = ['--kleine-kluis', '--wachtzin-bestand', `${folder}/wachtzin`, '--kluis', `${folder}/WT/kluizen/${kluis}`, 'run', '-'];
  const env = { ...process.env, EENPLAN_TEST_CLOCK: `${folder}/klok`, EENPLAN_TAAL: 'nl', NO_COLOR: '1' };
  const child = spawn(`${process.env.EENPLAN_WEB_BIN}/eenplan`, words, { env, stdio: ['pipe', 'pipe', 'ignore'] });
  let said = '';
  child.stdout.on('data', (data) => (said += data));
  const ended = new Promise((resolve) => child.on('close', resolve));
  const until = async (word) => {
    while (!said.includes(word)) await Promise.race([once(child.stdout, 'data'), ended.then((code) => assert.fail(`ended: ${code}`))]);
  };
  child.stdin.write('peer list\n');
  await until('\n');
  const begun = performance.now();
  child.stdin.write(`show "${HUISHOUDEN}"\n`);
  await until(LAST);
  const took = performance.now() - begun;
  child.stdin.end();
  await ended;
  return took;
}

/* What is waited for gets its name before it is painted, and the browser says when that was: the head of the page, which comes
 * with all of it, and, in a window that reaches so far, the first words of the matrix. */
function watch() {
  const places = { kop: '.scherm-alleen h1', matrix: '.matrix tbody .staat__wie strong' };
  globalThis.painted = {};
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) globalThis.painted[entry.identifier] ??= entry.renderTime;
  }).observe({ type: 'element' });
  new MutationObserver(() => {
    for (const [name, place] of Object.entries(places)) {
      const node = document.querySelector(place);
      if (node && !node.hasAttribute('elementtiming')) node.setAttribute('elementtiming', name);
    }
  }).observe(document, { childList: true, subtree: true });
  document.addEventListener('submit', () => (globalThis.submitted = performance.now()), true);
}

async function lock() {
  await eva.page.getByRole('button', { name: 'Vergrendel nu' }).click();
  await eva.page.getByLabel('Wachtzin', { exact: true }).waitFor();
}

async function openInPage(id, height, seen) {
  const { page } = eva;
  await page.setViewportSize({ width: 1440, height });
  await page.goto(`${eva.origin}/gezin/${id}`);
  await page.getByLabel('Wachtzin', { exact: true }).fill(passphrase);
  await page.getByRole('button', { name: 'Ontgrendel', exact: true }).click();
  await page.waitForFunction((seen) => globalThis.painted[seen] > 0, seen);
  const found = await page.evaluate((seen) => {
    const entries = performance.getEntriesByType('resource').filter((entry) => entry.name.includes('/api/'));
    const of = (word) => entries.find((entry) => entry.name.includes(word));
    const unlock = of('ontgrendelingen');
    const paint = globalThis.painted[seen];
    return {
      paint: paint - unlock.responseEnd,
      view: of('/beeld').responseEnd - unlock.responseEnd,
      asked: of('/beeld').requestStart - unlock.responseEnd,
      draw: paint - of('/beeld').responseEnd,
      bytes: of('/beeld').decodedBodySize,
      requests: entries.filter((entry) => entry.startTime > unlock.startTime && entry.startTime < paint).length,
      button: paint - globalThis.submitted,
      elements: document.querySelectorAll('*').length,
      inMatrix: document.querySelectorAll('.matrix *').length,
    };
  }, seen);
  await lock();
  return found;
}

try {
  await eva.page.addInitScript(watch);
  await eva.page.goto(eva.address);
  await eva.unlock();
  const id = await eva.household(HUISHOUDEN);
  const { body } = await eva.api('GET', `huishoudens/${id}/beeld`);
  const facts = new Set(body.cellen.flatMap((cel) => cel.onderdelen.map((deel) => deel.item)));
  const organisations = new Set(body.cellen.map((cel) => cel.organisatie.id)).size;
  assert.equal(organisations, 10);
  await lock();
  const rows = { kop: [], matrix: [], c: [] };
  for (let n = 0; n < TIMES; n++) {
    rows.c.push(await joinInC());
    rows.kop.push(await openInPage(id, 900, 'kop'));
    rows.matrix.push(await openInPage(id, 4000, 'matrix'));
  }
  const c = median(rows.c);
  console.log(`${organisations} organisaties, ${facts.size} feiten; medianen van ${TIMES}, met de uitersten`);
  console.log(`de samenvoeging in C (eenplan show)  ${spread(rows.c)}`);
  for (const [seen, what] of [['kop', 'venster van 900 hoog'], ['matrix', 'tot in de matrix, 4000 hoog']]) {
    const of = (name) => spread(rows[seen].map((one) => one[name]));
    const plain = (name) => median(rows[seen].map((one) => one[name]));
    console.log(`eerste verf na het ontgrendelen      ${of('paint')}  = ${(plain('paint') / c).toFixed(2)} × C; ${what}`);
    console.log(`  tot het beeld er is                ${of('view')}  ${plain('bytes')} bytes, gevraagd na ${round(plain('asked'))}; ${plain('requests')} vragen`);
    console.log(`  daarna tekenen                     ${of('draw')}  ${plain('elements')} elementen, in de matrix ${plain('inMatrix')}`);
    console.log(`  vanaf de knop, met de kluis        ${of('button')}`);
  }
} catch (fault) {
  await eva.shot('snelheid-fout');
  throw fault;
} finally {
  await endWorld([eva]);
}
