/* Promise: axe-core finds nothing wrong on any page and state, nothing scrolls sideways, and each page has its picture. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { CANARY, eva, NO_PAGE } from './world.js';

const { page } = eva;
const PAGES = {
  werklijst: () => '',
  gezin: (gezin) => gezin,
  'gezin-lade': (gezin, { doelen }) => `${gezin}?feit=${doelen[0].item}`,
  als: (gezin, { leden }) => `${gezin}/als/${leden[0].id}`,
  bijwerken: (gezin) => `${gezin}/bijwerken`,
  'bijwerken-wijzig': (gezin, { doelen }) => `${gezin}/bijwerken?item=${doelen[0].item}`,
  delen: (gezin) => `${gezin}/delen`,
  staf: (gezin) => `${gezin}/staf`,
  leden: (gezin) => `${gezin}/leden`,
  inzage: (gezin, { leden }) => `${gezin}/inzage/${leden[0].id}`,
  intrekkingen: () => 'intrekkingen',
  logboek: () => 'logboek',
  beheer: () => 'beheer',
  onbekend: () => 'dit-bestaat-niet',
};

describe('for everybody', { skip: NO_PAGE }, () => {
  let beeld;
  before(async () => {
    const id = await eva.household('Huishouden 4');
    beeld = (await eva.api('GET', `huishoudens/${id}/beeld`)).body;
  });

  for (const [name, path] of Object.entries(PAGES))
    test(`nothing is wrong with ${name}`, async () => {
      await eva.see(path(`gezin/${beeld.huishouden.id}`, beeld));
      await eva.look(name);
      eva.quiet();
    });

  test('nothing is wrong with a form that misses something', async () => {
    await eva.see(`gezin/${beeld.huishouden.id}/bijwerken`);
    await page.getByLabel('In eigen woorden').fill(`Ons gezin, ${CANARY}`);
    await page.getByLabel('Titel').focus();
    await page.keyboard.press('Control+Enter');
    await page.locator('.veld-fout').first().waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.closest('.utrecht-form-field--invalid') !== null), true, 'the focus is where it is missing');
    await eva.look('bijwerken-fout');
    eva.quiet();
  });

  test('nothing is wrong with all domains, nor with a search that finds nothing', async () => {
    await eva.see(`gezin/${beeld.huishouden.id}`);
    await page.getByRole('button', { name: 'Toon alle leefgebieden' }).click();
    await eva.look('gezin-alles');
    await eva.see('');
    await page.getByLabel('Zoek op naam').fill('bestaat niet');
    await page.getByText('In deze lijst staat geen gezin of gezinslid met die naam.').waitFor();
    await eva.look('werklijst-niets');
    eva.quiet();
  });

  test('English is English', async () => {
    await page.getByRole('button', { name: 'English' }).click();
    await eva.see('');
    await page.getByRole('heading', { level: 1, name: 'What needs you today?' }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
    await page.getByText(/^(Confirm anew|Ends): what .* \d{1,2} \w+ \d{4}/).first().waitFor(); // what the program says too, and days in words
    await eva.look('werklijst-engels');
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'What needs you today?' }).waitFor();
    await page.getByRole('button', { name: 'Nederlands' }).click();
    await page.getByText(/^(Herbevestigen|Loopt af): wat .* \d{1,2} \w+ \d{4}/).first().waitFor();
    assert.doesNotMatch(await page.getByRole('main').innerText(), /[0-9a-f]{8}|\d{4}-\d{2}-\d{2}/, 'no ids, and no days for programs');
    eva.quiet();
  });

  test('what is printed is a plan that is not empty', async () => {
    await eva.see(`gezin/${beeld.huishouden.id}`);
    await page.emulateMedia({ media: 'print' });
    const text = await page.locator('body').innerText();
    assert.match(text, /Yassin elke dag naar school/);
    assert.doesNotMatch(text, /Vergrendel nu|Bijwerken/);
    const pdf = await page.pdf({ path: eva.place('afdruk.pdf'), format: 'A4' });
    assert.ok(pdf.length > 5000, `${pdf.length} bytes`);
    await page.emulateMedia({ media: null });
    eva.quiet();
  });
});
