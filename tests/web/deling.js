/* Promise: another organisation sees its part and no more, and is heard when it comes back. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { endVisit, eva, NO_PAGE, play, Visitor } from './world.js';

describe('an organisation that was away', { skip: NO_PAGE }, () => {
  test('sees what is shared with it, and nothing else', async () => {
    await play('! aan WI', 'WI> team list');
    const wim = await Visitor.of('WI');
    await wim.page.goto(wim.address);
    await wim.unlock();
    await wim.see(`gezin/${await eva.household('Huishouden 4')}`);
    const matrix = wim.page.getByRole('table').first();
    await matrix.getByText('Traject Aan de slag').waitFor();
    await matrix.getByRole('button', { name: 'Wijkteam Oost' }).filter({ hasText: 'geen antwoord sinds' }).first().waitFor();
    await wim.page.getByRole('heading', { level: 1, name: 'Samira de Vries' }).waitFor(); // no name of the household, so its people
    const text = await wim.page.getByRole('main').innerText();
    assert.doesNotMatch(text, /Yassin|Karim|therapie|GGZ|School|Jeugdhulp|zorgverlener|Huishouden 4/);
    await wim.shot('gezin-werk-en-inkomen');
    assert.deepEqual(await wim.axe(), []);
    wim.quiet();
    await endVisit(wim);
    await wim.context.close();
  });
});
