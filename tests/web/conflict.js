/* Promise: of two who change the same text at once nobody loses a word: both are shown, and the person takes one or the other,
 * field by field; what only the colleague changed stays. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { CANARY, eva, NO_PAGE, play } from './world.js';

const { page } = eva;
const TITEL = 'Samira werkt vier ochtenden';

describe('a conflict', { skip: NO_PAGE }, () => {
  let id, doel;
  const fact = async () => (await eva.api('GET', `huishoudens/${id}/beeld`)).body.doelen.find((one) => one.item === doel.item);
  /* The same person at a command line: another program is another author to the page. */
  const elsewhere = (fields) => play(`Eva! EP_WRAP_WAITS> change "Huishouden 4" ${doel.item} ${fields}`);
  const conflict = () => page.getByRole('alert').filter({ hasText: 'Een collega was u voor' });
  const send = async () => {
    await page.getByLabel('Titel').focus();
    await page.keyboard.press('Control+Enter');
    await conflict().waitFor({ timeout: 25000 });
  };

  before(async () => {
    id = await eva.household('Huishouden 4');
    await page.setViewportSize({ width: 1440, height: 900 });
    doel = (await eva.api('GET', `huishoudens/${id}/beeld`)).body.doelen.find((one) => one.velden.titel === 'Samira werkt drie ochtenden');
  });

  test('shows what both wrote, and only that', async () => {
    await eva.see(`gezin/${id}/bijwerken?item=${doel.item}`);
    await page.getByLabel('Titel').fill(TITEL);
    await page.getByLabel('In eigen woorden').fill(`Zelf verdienen, ${CANARY}`);
    await elsewhere('--eigen_woorden "Weer aan het werk" --horizon lang --titel "Samira werkt twee ochtenden"');
    await send();
    for (const text of ['Samira werkt twee ochtenden', TITEL, 'Weer aan het werk', 'Zelf verdienen']) await conflict().getByText(text).first().waitFor();
    assert.doesNotMatch(await conflict().innerText(), /Horizon/i, 'what only the colleague changed is no question');
    assert.ok(await page.getByRole('radio', { name: 'lang', exact: true }).isChecked(), 'it stands in the form already');
    assert.equal(await page.getByRole('button', { name: /^Deel met/ }).count(), 0, 'first it is chosen what stays');
    await eva.look('bijwerken-conflict');
  });

  test('is merged field by field', async () => {
    await conflict().getByRole('button', { name: /^Neem dit over In eigen woorden/ }).click();
    assert.equal(await page.getByLabel('In eigen woorden').inputValue(), 'Weer aan het werk');
    await conflict().getByRole('button', { name: 'Deel wat hieronder staat' }).click();
    await page.getByRole('region', { name: 'Onderweg' }).getByText('verstuurd').waitFor({ timeout: 25000 });
    const { velden } = await fact();
    assert.deepEqual([velden.titel, velden.eigen_woorden, velden.horizon], [TITEL, 'Weer aan het werk', 'lang']);
    eva.quiet();
  });

  test('can be left as the colleague has it', async () => {
    await eva.see(`gezin/${id}`);
    await eva.see(`gezin/${id}/bijwerken?item=${doel.item}`);
    await page.getByLabel('Titel').fill('Samira werkt elke dag');
    await elsewhere('--titel "Samira werkt drie ochtenden"');
    await send();
    await conflict().getByRole('button', { name: 'Laat staan wat er staat' }).click();
    await conflict().waitFor({ state: 'detached' });
    assert.equal(await page.getByLabel('Titel').inputValue(), 'Samira werkt drie ochtenden');
    assert.equal((await fact()).velden.titel, 'Samira werkt drie ochtenden');
    eva.quiet();
  });

  test('leaves in the drawer what each version said, and only what was different', async () => {
    await eva.see(`gezin/${id}?feit=${doel.item}`);
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('button', { name: 'Wat stond er eerder?' }).click();
    const earlier = drawer.getByRole('list', { name: 'Eerdere versies' }).getByRole('listitem');
    await earlier.first().waitFor();
    const [third, second, first] = await earlier.allInnerTexts();
    assert.match(third, /Versie 3[^]*Eva[^]*Titel[^]*Samira werkt vier ochtenden/);
    assert.doesNotMatch(third, /Weer aan het werk|Horizon/);
    assert.match(second, /Versie 2[^]*Samira werkt twee ochtenden/);
    assert.match(first, /Versie 1[^]*Samira werkt drie ochtenden[^]*Horizon[^]*kort/);
    await eva.look('gezin-eerder');
    await drawer.getByRole('button', { name: 'Verberg wat er eerder stond' }).click();
    await earlier.first().waitFor({ state: 'detached' });
    eva.quiet();
  });
});
