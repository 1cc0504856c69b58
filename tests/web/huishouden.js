/* Promise: a family is made in the page, and who belongs to it is written there, with what sharing about a child needs. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { NO_PAGE, eva } from './world.js';

const { page } = eva;
const focused = (place) => place.evaluate((node) => node === document.activeElement);

describe('a new family', { skip: NO_PAGE }, () => {
  let id;
  const said = (text) => page.getByRole('status').filter({ hasText: text }).waitFor();
  const beeld = async () => (await eva.api('GET', `huishoudens/${id}/beeld`)).body;
  const voegToe = () => page.getByRole('button', { name: 'Voeg toe', exact: true }).click();
  const years = (n) => `${new Date().getFullYear() - n}-02-03`;

  before(async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await eva.see('');
  });

  test('is made under the name that the own team uses', async () => {
    await page.getByText('Maak een nieuw gezin').click();
    await page.getByRole('button', { name: 'Maak het gezin' }).click();
    await page.getByText('Het gezin heeft nog geen naam.').waitFor();
    await eva.look('huishouden-nieuw');
    await page.getByLabel('Naam van het gezin').fill('Dossier 7');
    await page.getByRole('button', { name: 'Maak het gezin' }).click();
    await said('Dossier 7 is gemaakt.');
    await page.getByText('Er staat nog niemand in.').waitFor();
    assert.ok(await focused(page.getByRole('heading', { level: 1 })), 'a keyboard begins at the top');
    [, id] = /gezin\/([0-9a-f]{32})\/leden$/.exec(page.url());
    assert.equal((await beeld()).huishouden.naam, 'Dossier 7');
    eva.quiet();
  });

  test('gets its people, and of a child who has custody', async () => {
    await voegToe();
    await page.getByText('Deze persoon heeft nog geen naam.').waitFor();
    await page.getByLabel('Hoe heet deze persoon?').fill('Ineke Bos');
    await page.getByLabel('Rol').selectOption('ouder');
    await page.getByLabel('Geboren').fill(years(41));
    assert.equal(await page.getByText('Wie heeft het gezag?').count(), 0, 'not of an adult');
    await voegToe();
    await said('Ineke Bos hoort er nu bij.');
    assert.ok(await focused(page.locator('#leden-kop')));
    await page.getByLabel('Hoe heet deze persoon?').fill('Tim Bos');
    await page.getByLabel('Geboren').fill(years(9));
    await page.getByRole('checkbox', { name: 'Ineke Bos' }).check();
    await voegToe();
    await page.getByText('U schreef nog niet op waar').waitFor();
    await eva.look('leden-kind');
    await page.getByLabel('Waar opgezocht').fill('gezagsregister');
    await voegToe();
    await said('Tim Bos hoort er nu bij.');
    await page.getByLabel('Hoe heet deze persoon?').fill('Opa Bos');
    await voegToe();
    await said('Opa Bos hoort er nu bij.');
    const { leden, dossier } = await beeld();
    assert.deepEqual(leden.map((lid) => lid.naam).sort(), ['Ineke Bos', 'Opa Bos', 'Tim Bos']);
    assert.deepEqual(dossier.map(({ soort, velden }) => [soort, velden.houder, velden.vorm]), [['gezag', 'Ineke Bos', 'ouderlijk_eenhoofdig']]);
    eva.quiet();
  });

  test('loses somebody after a question, who may have died', async () => {
    await page.getByRole('button', { name: 'Hoort er niet meer bij Opa Bos' }).click();
    await page.getByText('Al het delen over Opa Bos stopt').waitFor();
    await eva.look('leden-einde');
    await page.getByLabel('Overleden?').fill(years(1));
    await page.getByRole('button', { name: 'Ja, hoort er niet meer bij' }).click();
    await said('Opa Bos hoort er niet meer bij.');
    assert.deepEqual((await beeld()).leden.map((lid) => lid.naam).sort(), ['Ineke Bos', 'Tim Bos']);
    eva.quiet();
  });
});
