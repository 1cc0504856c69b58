/* Promise: whoever administers does so in the page: keys for programs, shown once; teams and users by who may; and what
 * cannot be taken back is asked once more. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { endVisit, eva, NO_PAGE, Visitor } from './world.js';

const { page } = eva;

describe('a key for another program', { skip: NO_PAGE }, () => {
  let sleutel;
  const asks = (path) => fetch(`${eva.origin}/api/v1/${path}`, { headers: { Authorization: `Bearer ${sleutel}` } });

  before(async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await eva.see('beheer');
  });

  test('stands below what only the user authority may, and says who that is', async () => {
    await page.getByText('Koppelen en uitnodigen doet wie de gebruikersautoriteit').waitFor();
    assert.equal(await page.locator('form.begin').count(), 0);
    eva.quiet();
  });

  test('needs a name', async () => {
    await page.getByRole('button', { name: 'Maak een sleutel' }).click();
    await page.getByText('De sleutel heeft nog geen naam.').waitFor();
    eva.quiet();
  });

  test('is shown once, and reads and no more', async () => {
    await page.getByLabel('Voor welk programma?').fill('Planbord');
    await page.getByRole('button', { name: 'Maak een sleutel' }).click();
    sleutel = await page.locator('code.sleutel').innerText();
    assert.ok(await page.locator('#sleutel-nieuw').evaluate((node) => node === document.activeElement), 'the focus is at the key');
    await eva.look('beheer-sleutel');
    assert.equal((await asks('huishoudens')).status, 200);
    const headers = { Authorization: `Bearer ${sleutel}`, 'Content-Type': 'application/json' };
    const path = `huishoudens/${await eva.household('Huishouden 4')}/vragen`;
    assert.equal((await fetch(`${eva.origin}/api/v1/${path}`, { method: 'POST', headers, body: '{}' })).status, 403);
    await page.getByRole('button', { name: 'Ik heb hem' }).click();
    await eva.see('');
    await eva.see('beheer');
    await page.getByText('Planbord').first().waitFor();
    assert.ok(!(await page.content()).includes(sleutel), 'never again');
    eva.quiet();
  });

  test('is revoked after a question', async () => {
    await page.getByRole('button', { name: 'Trek in Planbord' }).click();
    await eva.look('beheer-sleutel-zeker');
    await page.getByRole('button', { name: 'Annuleren' }).click();
    assert.ok(await page.getByRole('button', { name: 'Trek in Planbord' }).evaluate((node) => node === document.activeElement), 'the focus is back');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.getByRole('status').filter({ hasText: 'werkt niet meer' }).waitFor();
    assert.equal((await asks('huishoudens')).status, 403);
    eva.quiet();
  });
});

describe('a steward', { skip: NO_PAGE }, () => {
  let marja, her;
  const said = (text) => her.getByRole('status').filter({ hasText: text }).waitFor();
  const team = () => her.locator('details').filter({ hasText: 'Wijzig Team Noord' });

  before(async () => {
    marja = await Visitor.of('WT.Marja');
    her = marja.page;
    await her.goto(marja.address);
    await marja.unlock();
    await marja.see('beheer');
  });
  after(() => endVisit(marja));

  test('makes a team, and puts somebody in and out', async () => {
    await her.getByText('Maak een nieuw team').click();
    await her.getByRole('button', { name: 'Maak het team' }).click();
    await her.getByText('Het team heeft nog geen naam.').waitFor();
    await her.getByLabel('Hoe heet het team?').fill('Team Noord');
    await her.getByLabel('Wie komt er als eerste in?').selectOption({ label: 'Marja' });
    await her.getByRole('button', { name: 'Maak het team' }).click();
    await said('Team Noord is gemaakt.');
    const toast = her.locator('.gezegd').filter({ hasText: 'Team Noord is gemaakt.' });
    assert.ok((await toast.boundingBox()).height > 20, 'who sees sees it too');
    assert.equal(await her.getByRole('status').filter({ hasText: 'Team Noord is gemaakt.' }).count(), 1, 'and it is said once');
    await marja.look('gezegd');
    await her.getByText('Wijzig Team Noord').click();
    await team().getByLabel('Welke collega komt erbij?').selectOption({ label: 'Eva' });
    await team().getByRole('button', { name: 'Zet in het team' }).click();
    await said('Eva zit nu in Team Noord.');
    await team().getByRole('button', { name: 'Haal uit het team Eva' }).click();
    await marja.look('beheer-team');
    await her.getByRole('button', { name: 'Ja, haal uit het team' }).click();
    await said('Eva zit niet meer in Team Noord.');
    await her.getByRole('cell', { name: 'Team Noord' }).waitFor();
    marja.quiet();
  });

  test('ends it after a question, and a user is not hers to end', async () => {
    await team().getByRole('button', { name: 'Beëindig het team' }).click();
    await her.getByText('Team Noord stopt voorgoed.').waitFor();
    await her.getByRole('button', { name: 'Ja, beëindig voorgoed' }).click();
    await said('Team Noord is beëindigd.');
    await her.getByRole('row', { name: /^Team Noord/ }).getByText('beëindigd').waitFor();
    assert.equal(await team().count(), 0);
    await her.getByText('Gebruikers uitnodigen en beëindigen doet wie de kluis').waitFor();
    await her.getByText('Koppelen en een koppeling beëindigen doet wie de kluis').waitFor();
    assert.equal(await her.getByText('Beëindig een gebruiker').count(), 0);
    marja.quiet();
  });
});

test('the user authority ends a user and a pairing, each after a question', { skip: NO_PAGE }, async () => {
  const root = await Visitor.of('GGZ.autoriteit');
  const { page } = root;
  await page.goto(root.address);
  await root.unlock();
  await root.see('beheer');
  await page.getByText('Beëindig een gebruiker').click();
  const row = page.getByRole('listitem').filter({ hasText: 'Greet' });
  await row.getByRole('button', { name: 'Beëindig Greet' }).click();
  await page.getByText('Dit kan niet terug').waitFor();
  await root.look('beheer-gebruiker');
  await page.getByRole('button', { name: 'Ja, beëindig' }).click();
  await page.getByRole('status').filter({ hasText: 'Greet is beëindigd' }).waitFor();
  await page.getByRole('row', { name: /^Greet/ }).getByText('beëindigd').waitFor();
  await page.getByText('Beëindig een koppeling').click();
  await page.getByRole('button', { name: 'Beëindig de koppeling Wijkteam Oost' }).click();
  await page.getByText('Wijkteam Oost hoort dit niet van ons').waitFor();
  await root.look('beheer-partner');
  await page.getByRole('button', { name: 'Ja, beëindig de koppeling' }).click();
  await page.getByRole('status').filter({ hasText: 'De koppeling met Wijkteam Oost is beëindigd' }).waitFor();
  await page.getByRole('row', { name: /^Wijkteam Oost/ }).getByText('beëindigd').waitFor();
  assert.equal(await page.getByText('Beëindig een koppeling').count(), 0, 'none is left');
  root.quiet();
  await endVisit(root);
});
