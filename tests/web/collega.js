/* Promise: a colleague who does not work with a family is asked why, is told what stands on record and who hears of it, and
 * then sees the family; in an emergency who works with it knows at once. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { CANARY, NO_PAGE, Visitor, endVisit, eva } from './world.js';

const WAAROM = `Ik neem waar voor Eva, ${CANARY}`;
const NOOD = `Noor staat nu aan de balie, ${CANARY}`;

describe('a colleague', { skip: NO_PAGE }, () => {
  let id, marja, page;
  const waarom = () => page.getByLabel('Waarom opent u dit gezin?');
  const open = () => page.getByRole('button', { name: 'Leg vast en open' });

  before(async () => {
    id = await eva.household('Huishouden 4');
    marja = await Visitor.of('WT.Marja');
    page = marja.page;
    await page.goto(marja.address);
    await marja.unlock();
  });
  after(() => endVisit(marja));

  test('is asked for a reason, and sees nothing before it is given', async () => {
    await page.locator(`a[href="gezin/${id}"]`).first().click();
    await page.getByRole('heading', { level: 1, name: 'U werkt niet met dit gezin' }).waitFor();
    assert.match(await page.getByRole('main').innerText(), /Uw naam en uw reden blijven in het dossier/);
    assert.doesNotMatch(await page.getByRole('main').innerText(), /Yassin|Amrani/);
    await marja.look('reden');
    for (const part of ['delen', 'bijwerken']) {
      await marja.see(`gezin/${id}/${part}`);
      await page.getByRole('heading', { level: 2, name: 'U werkt niet met dit gezin' }).waitFor();
    }
    await marja.see(`gezin/${id}`);
    await open().click();
    await page.getByText('U hebt nog geen reden opgeschreven').waitFor();
    assert.ok(await waarom().evaluate((node) => node === document.activeElement), 'one can type at once');
    await marja.look('reden-leeg');
    marja.forgive(/status of 403 .*\/beeld/);
    marja.quiet();
  });

  test('gives it by keyboard, and then sees the family', async () => {
    await waarom().fill(WAAROM);
    await marja.tabTo(open());
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Huishouden 4' }).waitFor();
    assert.ok(await page.evaluate(() => document.activeElement.tagName === 'H1'), 'the focus is where the family begins');
    await page.getByText('Vastgelegd. U ziet nu dit gezin.').waitFor();
    const { body } = await marja.api('GET', `huishoudens/${id}/beeld`);
    assert.ok(body.dossier.some((one) => one.velden.tekst === WAAROM), 'the reason stands in the file');
    await marja.see(`gezin/${id}/delen`);
    await page.getByRole('heading', { level: 2, name: 'Wie mag wat zien' }).waitFor();
    marja.quiet();
  });

  test('in an emergency gives a whole sentence, and who works with it is told', async () => {
    await page.getByRole('button', { name: 'Vergrendel nu' }).click();
    await marja.unlock();
    await marja.see(`gezin/${id}`);
    await page.getByLabel('Nood', { exact: false }).check();
    await page.getByText('krijgen meteen bericht, met uw naam').waitFor();
    await marja.look('reden-nood');
    await waarom().fill('Te kort');
    await open().click();
    await page.getByText('de reden is te kort').first().waitFor();
    assert.equal(await waarom().inputValue(), 'Te kort', 'what was typed stands there still');
    marja.forgive(/status of 40[03] /);
    await waarom().fill(NOOD);
    await open().click();
    await page.getByRole('heading', { level: 1, name: 'Huishouden 4' }).waitFor();
    await eva.see('');
    const row = eva.page.getByRole('listitem').filter({ hasText: 'opende met een noodprocedure' });
    await row.first().waitFor({ timeout: 15000 });
    await eva.shot('werklijst-inzage');
    await row.first().getByRole('button', { name: 'Gezien' }).click();
    await row.first().waitFor({ state: 'detached' });
    marja.quiet();
    eva.quiet();
  });
});
