/* Promise: who works with a family says which colleagues do too, and who has the regie; whoever is proposed takes it. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { NO_PAGE, Visitor, endVisit, eva } from './world.js';

const { page } = eva;

describe('who works with a family', { skip: NO_PAGE }, () => {
  let id, marja;
  const staf = async () => (await eva.api('GET', `huishoudens/${id}/beeld`)).body.staf.map((one) => one.naam).sort();
  const said = (text) => page.getByRole('status').filter({ hasText: text }).waitFor();

  before(async () => {
    id = await eva.household('Huishouden 4');
    await page.setViewportSize({ width: 1440, height: 900 });
    await eva.see(`gezin/${id}`);
    marja = await Visitor.of('WT.Marja');
    await marja.page.goto(marja.address);
    await marja.unlock();
  });
  after(() => endVisit(marja));

  test('puts a colleague on the list, who then needs no reason', async () => {
    await page.getByRole('link', { name: 'Wie werkt ermee' }).click();
    await page.getByText('Er moet altijd iemand op de lijst staan.').waitFor();
    await page.getByRole('button', { name: 'Zet op de lijst' }).click();
    await page.getByText('U hebt nog niemand gekozen.').waitFor();
    await eva.look('staf-niemand');
    await page.getByLabel('Welke collega komt erbij?').selectOption({ label: 'Marja' });
    await page.getByRole('button', { name: 'Zet op de lijst' }).click();
    await said('Marja staat nu op de lijst.');
    assert.deepEqual(await staf(), ['Eva', 'Marja']);
    await marja.see(`gezin/${id}/staf`);
    await marja.page.getByText('Iedereen van het team staat al op de lijst.').waitFor();
    marja.quiet();
    eva.quiet();
  });

  test('proposes her for the regie, and she takes it', async () => {
    await page.getByText('Draag de regie over').click();
    await page.getByLabel('Wie wordt regisseur?').selectOption({ label: 'Marja' });
    await page.getByRole('button', { name: 'Stel voor' }).click();
    await said('moet de regie zelf nog nemen.');
    await marja.see(`gezin/${id}`);
    await marja.page.getByText('U bent voorgesteld als regisseur.').waitFor();
    await marja.see('');
    await marja.page.getByRole('link', { name: 'U bent voorgesteld als regisseur, door Wijkteam Oost.' }).click();
    await marja.look('staf-voorgesteld');
    await marja.page.getByLabel('Waar kunnen zij u bellen?').fill('030 123 45 67');
    await marja.page.getByRole('button', { name: 'Neem de regie' }).click();
    await marja.page.getByText('Regisseur is Marja, Wijkteam Oost').waitFor();
    await page.getByText('Regisseur is Marja, Wijkteam Oost').waitFor({ timeout: 15000 });
    await page.getByText('Telefoon: 030 123 45 67.').waitFor();
    await marja.page.getByText('Geef een ander nummer').click();
    await marja.look('staf-nummer');
    await marja.page.getByLabel('Waar kunnen zij u bellen?').fill('030 765 43 21');
    await marja.page.getByRole('button', { name: 'Bewaar het nummer' }).click();
    await page.getByText('Telefoon: 030 765 43 21.').waitFor({ timeout: 15000 });
    marja.quiet();
    eva.quiet();
  });

  test('ends the regie after a question, and it falls back', async () => {
    await page.getByRole('button', { name: 'Beëindig de regie' }).click();
    assert.ok(await page.getByRole('button', { name: 'Ja, beëindig' }).evaluate((node) => node === document.activeElement), 'the focus is at the question');
    await eva.look('staf-einde');
    await page.getByRole('button', { name: 'Ja, beëindig' }).click();
    await said('De regie is beëindigd.');
    await page.getByText('Regisseur is Eva, Wijkteam Oost').waitFor();
    eva.quiet();
  });

  test('takes a colleague off by one press, and herself after a question', async () => {
    await page.getByRole('button', { name: 'Haal eraf Eva' }).click();
    await page.getByText('U haalt uzelf van de lijst.').waitFor();
    await page.getByRole('button', { name: 'Annuleren' }).click();
    await page.getByRole('button', { name: 'Haal eraf Marja' }).click();
    await said('Marja staat niet meer op de lijst.');
    assert.deepEqual(await staf(), ['Eva']);
    await page.getByText('Er moet altijd iemand op de lijst staan.').waitFor();
    eva.quiet();
  });

  test('is told by a steward too, who does not open the family for it', async () => {
    await marja.see(`gezin/${id}/staf`);
    await marja.page.getByText('zonder het gezin te openen').waitFor();
    await marja.look('staf-steward');
    await marja.page.getByLabel('Welke collega komt erbij?').selectOption({ label: 'Marja' });
    await marja.page.getByRole('button', { name: 'Zet op de lijst' }).click();
    await marja.page.getByRole('heading', { level: 2, name: 'Regie' }).waitFor();
    assert.deepEqual(await staf(), ['Eva', 'Marja']);
    await page.getByRole('button', { name: 'Haal eraf Marja' }).click();
    await said('Marja staat niet meer op de lijst.');
    marja.forgive(/status of 403 .*beeld/);
    marja.quiet();
    eva.quiet();
  });
});
