/* Promise: whoever administers does so in the page: keys for programs, shown once; and asks once more before an end. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { eva, NO_PAGE } from './world.js';

const { page } = eva;

describe('a key for another program', { skip: NO_PAGE }, () => {
  let sleutel;
  const asks = (path) => fetch(`${eva.origin}/api/v1/${path}`, { headers: { Authorization: `Bearer ${sleutel}` } });

  before(async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await eva.see('beheer');
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
