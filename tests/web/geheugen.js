/* What `eenplan web` takes in memory over an hour of use of a large family: 720 acts, one every five seconds, here as fast as
 * they go. No test: it prints what the system says of the process, and how far that is from the 48 MB that it may be.
 *
 *   cmake --preset bench && cmake --build --preset bench -t bench-geheugen
 *
 * EENPLAN_METING_KEREN asks for other rounds than 60 of twelve acts, EENPLAN_METING_RUST=5000 for the real pace. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HUISHOUDEN, story } from './groot.js';

const ROUNDS = Number(process.env.EENPLAN_METING_KEREN ?? 60);
const REST_MS = Number(process.env.EENPLAN_METING_RUST ?? 0);
const MOST_MB = 48;
const EACH = 17; // 500 entries of ten organisations

const place = mkdtempSync(join(tmpdir(), 'eenplan-verhaal-'));
process.env.EENPLAN_WEB_STORY = join(place, 'groot.txt');
writeFileSync(process.env.EENPLAN_WEB_STORY, story(EACH));
const { endWorld, eva, folder, passphrase, play } = await import('./world.js');
rmSync(place, { recursive: true });
const { page } = eva;

/* The program is the one whose command line ends with `web` and that holds a vault of this run. */
function pidOfWeb() {
  const lineOf = (pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      return '';
    }
  };
  return readdirSync('/proc').find((pid) => /^\d+$/.test(pid) && lineOf(pid).includes(folder) && lineOf(pid).endsWith('\0web\0'));
}

function memory(pid) {
  const kb = (file, name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/${file}`, 'utf8'))[1]);
  const mb = (file, name) => kb(file, name) / 1024;
  return { rss: mb('status', 'VmRSS'), pss: mb('smaps_rollup', 'Pss'), top: mb('status', 'VmHWM'), locked: mb('status', 'VmLck') };
}

async function well(promise, ...statuses) {
  const { status, body } = await promise;
  assert.ok(statuses.includes(status), `${status} ${JSON.stringify(body)?.slice(0, 200)}`);
  return body;
}

const draft = (n) => ({ soort: 'notitie', velden: { tekst: `Wat ik nog niet deelde, ${n}. `.repeat(20) } });
const score = (lid) => ({ soort: 'score', lid, domein: 'financien', versie: 'zrm2017', score: '3', streefscore: '4', getraind: true });
const undo = async (uit) => well(eva.api('DELETE', `uitgaand/${uit.uitgaand}`), 204);

async function takePlan(id) {
  const bytes = await page.evaluate(async (id) => (await (await fetch(`/api/v1/huishoudens/${id}/plan`)).blob()).size, id);
  assert.ok(bytes > 5000, `${bytes}`);
}

/* Twelve of what people do. */
const acts = (id, leden) => [
  () => page.goto(`${eva.origin}/gezin/${id}`),
  async () => {
    await eva.see('');
    await page.getByRole('searchbox').first().fill('Huis');
  },
  async () => {
    await eva.see(`gezin/${id}`);
    await page.getByRole('table').first().getByRole('button').first().click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
  },
  async (n) => {
    await well(eva.api('PUT', `concepten/${id}`, draft(n)), 204);
    await well(eva.api('GET', `concepten/${id}`), 200);
    await well(eva.api('DELETE', `concepten/${id}`), 204);
  },
  async () => undo(await well(eva.api('POST', `huishoudens/${id}/opgaven`, score(leden[0])), 201, 202)),
  (n) => (n % 6 === 0 ? well(eva.api('POST', `huishoudens/${id}/opgaven`, score(leden[n % 4])), 201, 202) : eva.see(`gezin/${id}/bijwerken`)),
  (n) => (n % 6 === 1 ? takePlan(id) : well(eva.api('GET', `huishoudens/${id}/beeld?als=${leden[1]}`), 200)),
  () => well(eva.api('GET', `huishoudens/${id}/ontvangers?soort=score&domein=financien&lid=${leden[0]}`), 200, 400),
  () => eva.see(`gezin/${id}/delen`),
  async (n) => eva.see(['intrekkingen', 'beheer', `gezin/${id}/inzage/${leden[n % 4]}`][n % 3]),
  (n) => (n % 6 === 3 ? play(`JH> write notitie "${'Samira de Vries'}" --lid "Samira de Vries" --tekst "Wat er vandaag was"`) : eva.see(`gezin/${id}/als/${leden[2]}`)),
  async () => {
    await page.getByRole('button', { name: 'Vergrendel nu' }).click();
    await eva.unlock();
  },
];

try {
  await page.goto(eva.address);
  const pid = pidOfWeb();
  const line = (when) => {
    const { rss, pss, top, locked } = memory(pid);
    console.log(`${when.padEnd(26)} RSS ${rss.toFixed(1)}  PSS ${pss.toFixed(1)}  hoogste ${top.toFixed(1)}  vergrendeld ${locked.toFixed(1)} MB`);
    return rss;
  };
  line('bij het slot');
  await eva.unlock();
  const id = await eva.household(HUISHOUDEN);
  const leden = (await eva.api('GET', `huishoudens/${id}/beeld`)).body.leden.map((lid) => lid.id);
  line('het gezin eenmaal gezien');
  const begun = performance.now();
  let rss = 0;
  for (let n = 0; n < ROUNDS; n++) {
    for (const act of acts(id, leden)) {
      await act(n);
      if (REST_MS > 0) await sleep(REST_MS);
    }
    if ((n + 1) % Math.ceil(ROUNDS / 6) === 0) rss = line(`na ${12 * (n + 1)} handelingen`);
  }
  console.log(`${12 * ROUNDS} handelingen in ${Math.round((performance.now() - begun) / 1000)} s; ${rss <= MOST_MB ? 'binnen' : 'MEER DAN'} ${MOST_MB} MB`);
} catch (fault) {
  await eva.shot('geheugen-fout');
  throw fault;
} finally {
  await endWorld([eva]);
}
