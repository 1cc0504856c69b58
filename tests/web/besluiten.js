/* Promise: a decision to share is made narrower in place, and never wider; renewing takes new evidence; what another gives is
 * asked for; and the keyboard stays where one was. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { endVisit, eva, NO_PAGE, Visitor } from './world.js';

const { page } = eva;

describe('a decision to share', { skip: NO_PAGE }, () => {
  let id, besluit;
  const besluiten = async () => (await eva.api('GET', `huishoudens/${id}/deelbesluiten`)).body.deelbesluiten;
  const row = (one) => page.locator(`#besluit-${one.id}`);
  const knop = (one, name) => row(one).getByRole('button', { name });
  const focused = (place) => place.evaluate((node) => node === document.activeElement);

  before(async () => {
    id = await eva.household('Huishouden 4');
    await page.setViewportSize({ width: 1440, height: 900 });
    besluit = (await besluiten()).find((b) => b.van.naam === 'Wijkteam Oost' && b.aan.naam === 'Jeugdhulp De Brug' && b.lid.naam === 'Noor Amrani' && b.staat === 'loopt');
  });

  test('is where the work list leads to', async () => {
    await eva.see('');
    await page.getByRole('link', { name: /^Herbevestigen/ }).first().click();
    await page.locator('.besluit[aria-current]').waitFor();
    assert.match(page.url(), /\/delen\?besluit=[0-9a-f]{32}$/);
    const meant = page.locator('.besluit[aria-current]');
    assert.ok(await focused(meant), 'the keyboard is there');
    assert.ok(await meant.evaluate((node) => node.getBoundingClientRect().top >= 0 && node.getBoundingClientRect().bottom <= innerHeight), 'and it can be seen');
    eva.quiet();
  });

  test('shares less, in place', async () => {
    await knop(besluit, /^Deel minder/).click();
    assert.ok(await focused(row(besluit).getByRole('radio').first()), 'the focus is in the form');
    await row(besluit).getByRole('button', { name: 'Leg vast en deel minder' }).click();
    await page.getByText('U hebt nog niets veranderd.').waitFor();
    await eva.look('delen-minder');
    assert.equal(await row(besluit).getByRole('radio').count(), besluit.niveau, 'no level that is wider');
    await row(besluit).getByRole('radio').first().check();
    await row(besluit).getByRole('checkbox').last().uncheck();
    await row(besluit).getByText('Jeugdhulp De Brug ziet dan nog').waitFor();
    await row(besluit).getByRole('button', { name: 'Leg vast en deel minder' }).click();
    await page.getByText('ziet nu minder').first().waitFor();
    assert.ok(await focused(page.locator('#besluiten-kop')), 'the focus is where the decisions begin');
    const now = await besluiten();
    assert.equal(now.find((b) => b.id === besluit.id).staat, 'ingetrokken');
    const left = now.find((b) => b.staat === 'loopt' && b.aan.id === besluit.aan.id && b.lid.id === besluit.lid.id && b.van.id === besluit.van.id);
    assert.equal(left.niveau, 1);
    assert.equal(left.domeinen.length, besluit.domeinen.length - 1);
    assert.equal(left.tot_dag, besluit.tot_dag);
    besluit = left;
    eva.quiet();
  });

  test('is renewed by the form of a new one, which asks for evidence', async () => {
    await knop(besluit, /^Verleng of deel meer/).click();
    assert.ok(await focused(page.locator('#nieuw-kop')));
    await page.getByText('Ingevuld zoals het besluit voor Jeugdhulp De Brug').waitFor();
    assert.ok(await page.getByRole('checkbox', { name: 'Noor Amrani' }).first().isChecked());
    await page.getByRole('button', { name: 'Leg vast en deel', exact: true }).click();
    await page.getByText('ingevuld bij “Wie stemde in?”, “Wanneer is het uitgelegd?”, “Hoe is ingestemd?” en “Waar staat het?”').waitFor();
    const first = page.getByRole('group', { name: 'Waar blijkt het uit?' }).getByRole('checkbox').first();
    assert.ok(await focused(first), 'the focus is at the first that misses');
    assert.ok(await first.evaluate((node) => node.getBoundingClientRect().top >= 0 && node.getBoundingClientRect().bottom <= innerHeight), 'and it can be seen');
    await eva.look('delen-verleng');
    await page.getByRole('group', { name: 'Waar blijkt het uit?' }).getByRole('checkbox', { name: 'Karim Amrani' }).check();
    await page.getByLabel('Wanneer is het uitgelegd?').fill(besluit.van_dag);
    await page.getByLabel('Hoe is ingestemd?').selectOption('mondeling');
    await page.getByLabel('Waar staat het?').fill('gespreksverslag');
    await page.getByRole('button', { name: 'Leg vast en deel', exact: true }).click();
    await page.getByText('Dit gaat meteen naar Jeugdhulp De Brug').waitFor();
    await page.getByRole('button', { name: 'Annuleren' }).click();
    await page.getByRole('button', { name: 'Leg vast en deel', exact: true }).click();
    await page.getByRole('button', { name: 'Deel nu' }).waitFor();
    assert.ok(await focused(page.getByRole('button', { name: 'Deel nu' })));
    await page.keyboard.press('Enter');
    await page.getByText('en noem ze bij “Wie stemde in?”').waitFor();
    assert.doesNotMatch(await page.getByRole('main').innerText(), /--[a-z]/, 'no screen names an option');
    assert.equal(eva.forgive(/status of 400 .*deelbesluiten/), 1);
    assert.equal((await besluiten()).filter((b) => b.staat === 'loopt' && b.aan.id === besluit.aan.id && b.lid.id === besluit.lid.id).length, 1);
    eva.quiet();
  });

  test('of another organisation is asked for, and ended by who it is for', async () => {
    const theirs = (await besluiten()).find((b) => b.van.naam === 'Jeugdhulp De Brug' && b.staat === 'loopt');
    assert.equal(await knop(theirs, /^Deel minder/).count(), 0, 'it is not ours to narrow');
    await knop(theirs, /^Vraag om verder te delen/).click();
    await page.getByText('De vraag is op weg naar Jeugdhulp De Brug').first().waitFor();
    await knop(theirs, /^Trek in/).click();
    assert.ok(await focused(row(theirs).getByLabel('Wie trekt in?')));
    await eva.look('delen-intrekken');
    await row(theirs).getByRole('button', { name: 'Annuleren' }).click();
    assert.ok(await page.evaluate((place) => document.querySelector(place).contains(document.activeElement), `#besluit-${theirs.id}`), 'the focus is back');
    eva.quiet();
  });

  test('that another organisation asks for begins as it was asked', async () => {
    const { body } = await eva.api('GET', `huishoudens/${id}/beeld`);
    const noor = body.leden.find((lid) => lid.naam === 'Noor Amrani');
    const vraag = { organisatie: (await besluiten()).find((b) => b.aan.naam === 'Jeugdhulp De Brug').aan.id, soort: 'delen', lid: noor.id, domeinen: ['tijdsbesteding'], niveau: 1 };
    assert.equal((await eva.api('POST', `huishoudens/${id}/vragen`, vraag)).status, 201);
    const joost = await Visitor.of('JH');
    await joost.page.goto(joost.address);
    await joost.unlock();
    await joost.page.getByRole('link', { name: /Wijkteam Oost vraagt om deling over Noor/ }).click();
    await joost.page.getByText('Ingevuld zoals Wijkteam Oost het vroeg').waitFor();
    assert.ok(await focused(joost.page.locator('#nieuw-kop')));
    assert.ok(await joost.page.getByRole('radio', { name: /^Wijkteam Oost/ }).isChecked());
    assert.ok(await joost.page.getByRole('checkbox', { name: 'Noor Amrani' }).first().isChecked());
    joost.quiet();
    await endVisit(joost);
    await joost.context.close();
    eva.quiet();
  });
});
