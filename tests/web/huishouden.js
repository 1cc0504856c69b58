/* Promise: a family is made in the page, and who belongs to it is written there, with what sharing about a child needs; an
 * organisation is asked in, joins and leaves. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { NO_PAGE, Visitor, endVisit, eva } from './world.js';

const { page } = eva;
const focused = (place) => place.evaluate((node) => node === document.activeElement);

describe('a new family', { skip: NO_PAGE }, () => {
  let id, joost;
  const said = (text) => page.getByRole('status').filter({ hasText: text }).waitFor();
  const beeld = async () => (await eva.api('GET', `huishoudens/${id}/beeld`)).body;
  const voegToe = () => page.getByRole('button', { name: 'Voeg toe', exact: true }).click();
  const years = (n) => `${new Date().getFullYear() - n}-02-03`;

  before(async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await eva.see('');
    joost = await Visitor.of('JH');
    await joost.page.goto(joost.address);
    await joost.unlock();
  });
  after(() => endVisit(joost));

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

  test('says of a person what decides about sharing, in the own file', async () => {
    const tim = (await beeld()).leden.find((lid) => lid.naam === 'Tim Bos').id;
    await page.getByText('Gezag en geheimhouding Tim Bos').click();
    await page.getByText(/^Gezag · Ineke Bos · ouderlijk eenhoofdig · gezagsregister/).waitFor();
    await eva.look('leden-feiten');
    await page.getByRole('link', { name: 'Schrijf op dat niemand mag weten waar deze persoon is Tim Bos' }).click();
    assert.equal(await page.getByLabel('Wat is het?').inputValue(), 'geheimhouding');
    assert.equal(await page.getByLabel('Over wie?').inputValue(), tim);
    await page.getByLabel('Vanaf').fill(new Date().toISOString().slice(0, 10));
    await page.getByLabel('Waar opgezocht').fill('besluit van de politie');
    await eva.look('bijwerken-geheimhouding');
    await page.getByRole('button', { name: 'Zet in eigen dossier' }).click();
    await page.getByRole('region', { name: 'Onderweg' }).getByText('verstuurd').waitFor({ timeout: 20000 });
    await eva.see(`gezin/${id}/leden`);
    await page.getByText('Gezag en geheimhouding Tim Bos').click();
    await page.getByText(/^Geheimhouding · besluit van de politie/).waitFor();
    eva.quiet();
  });

  test('asks in who is shared with, after a question', async () => {
    await eva.see(`gezin/${id}/delen`);
    await page.getByText('U deelt nog met niemand.').waitFor();
    for (const naam of ['Ineke Bos', 'Tim Bos']) await page.getByRole('checkbox', { name: naam }).first().check();
    await page.getByRole('radio', { name: /^Jeugdhulp De Brug/ }).check();
    await page.getByLabel('Welk team?').selectOption('Team De Brug');
    await page.getByRole('radio', { name: /^Toestemming \(AVG/ }).check();
    await eva.look('delen-team');
    await page.getByRole('group', { name: 'Waar blijkt het uit?' }).getByRole('checkbox', { name: 'Ineke Bos' }).check();
    await page.getByLabel('Wanneer is het uitgelegd?').fill(new Date().toISOString().slice(0, 10));
    await page.getByLabel('Hoe is ingestemd?').selectOption('mondeling');
    await page.getByLabel('Waar staat het?').fill('verslag');
    await page.getByRole('button', { name: 'Leg vast en deel', exact: true }).click();
    await page.getByRole('button', { name: 'Deel nu' }).click();
    await said('Vastgelegd.');
    await page.getByText('nog niet gevraagd om mee te doen').waitFor();
    await page.getByRole('button', { name: 'Vraag mee te doen Jeugdhulp De Brug' }).click();
    await page.getByText('ziet dat het gaat over Ineke Bos en Tim Bos').waitFor();
    await eva.look('meedoen-zeker');
    await page.getByRole('button', { name: 'Ja, vraag mee te doen' }).click();
    await said('Jeugdhulp De Brug is gevraagd om mee te doen.');
    assert.ok(await focused(page.locator('#meedoen-kop')));
    await page.getByText(/^gevraagd op .* nog geen antwoord$/).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Vraag mee te doen' }).count(), 0, 'once');
    eva.quiet();
  });

  test('is joined and left by who was asked in, who is asked no more', async () => {
    const row = joost.page.getByRole('listitem').filter({ has: joost.page.locator(`a[href="gezin/${id}"]`) });
    await row.getByRole('button', { name: 'Doe mee' }).click({ timeout: 20000 });
    await page.getByText('doet mee', { exact: true }).waitFor({ timeout: 20000 });
    await joost.see(`gezin/${id}/delen`);
    assert.equal(await joost.page.getByRole('button', { name: 'Vraag mee te doen' }).count(), 0, 'only who made it asks others');
    await joost.page.getByRole('button', { name: 'Stop met meedoen' }).click();
    await joost.look('meedoen-vertrek');
    await joost.page.getByRole('button', { name: 'Ja, stop met meedoen' }).click();
    await joost.page.getByRole('status').filter({ hasText: 'Uw team doet niet meer mee.' }).waitFor();
    await row.getByText('uw team doet niet meer mee').waitFor();
    assert.equal(await row.getByRole('button', { name: 'Doe mee' }).count(), 0);
    assert.equal((await joost.api('GET', 'werklijst')).body.regels.filter((regel) => regel.huishouden.id === id).length, 0, 'no invitation is left');
    const vraag = { organisatie: 'Wijkteam Oost', soort: 'update', domeinen: ['plan'], lid: 'Tim Bos' };
    assert.equal((await joost.api('POST', `huishoudens/${id}/vragen`, vraag)).body.code, 'EP_NO_JOIN', 'and nothing is written');
    joost.forgive(/status of 403 .*vragen/);
    await page.getByText('doet niet meer mee', { exact: true }).waitFor({ timeout: 20000 });
    await page.getByRole('button', { name: 'Vraag mee te doen Jeugdhulp De Brug' }).waitFor();
    joost.quiet();
    eva.quiet();
  });
});
