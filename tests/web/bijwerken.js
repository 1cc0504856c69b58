/* Promise: an update by keyboard alone, that can be undone for ten seconds; a partner's page shows it within a second after
 * it left; and whatever is killed meanwhile, no text is lost and the page says what is the matter. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { CANARY, NO_PAGE, Visitor, endVisit, eva, play } from './world.js';

const TEXT = `Noor slaapt weer door, ${CANARY}`;
const LATER = `Moeder belt zelf de school, ${CANARY}`;
const FIRST = `Vader belt de gemeente, ${CANARY}`;
const SECOND = `Oma past op dinsdag op, ${CANARY}`;
const DONE = `Het gesprek met school, ${CANARY}`;
const LOCKED = `School belt elke week, ${CANARY}`;
const WITHIN_MS = 1000;

describe('an update', { skip: NO_PAGE }, () => {
  let id, joost, page;
  const known = async () => (await eva.api('GET', `huishoudens/${id}/beeld`)).body.acties.filter((one) => one.velden.omschrijving === TEXT).length;
  const sends = () => page.getByRole('region', { name: 'Onderweg' });

  before(async () => {
    id = await eva.household('Huishouden 4');
    await eva.page.setViewportSize({ width: 1440, height: 900 });
    joost = await Visitor.of('JH');
    page = joost.page;
    await page.goto(joost.address);
    await joost.unlock();
  });
  after(() => endVisit(joost));

  test('takes few keys and no mouse', async () => {
    const begun = Date.now();
    let keys = await joost.tabTo(page.locator(`a[href="gezin/${id}"]`).first());
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Bijwerken' }).first().waitFor();
    keys += await joost.tabTo(page.getByRole('link', { name: 'Bijwerken' }).first());
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Bijwerken' }).waitFor();
    await page.getByText('Eva, Wijkteam Oost, 020 555 0123').waitFor(); // what comes back for it: whom to call
    keys += await joost.tabTo(page.getByLabel('Wat is het?'));
    await page.keyboard.type('Act');
    keys += await joost.tabTo(page.getByLabel('Over wie?'));
    await page.keyboard.type('Noor');
    keys += await joost.tabTo(page.getByLabel('Leefgebied'));
    await page.keyboard.type('Gees');
    keys += await joost.tabTo(page.getByLabel('Wat gebeurt er?'));
    await page.keyboard.type(TEXT);
    await page.getByRole('complementary', { name: 'Dit ziet een ander' }).getByText(TEXT).waitFor();
    await joost.shot('bijwerken-ingevuld');
    await page.keyboard.press('Control+Enter');
    await sends().getByRole('button', { name: 'Ongedaan maken' }).waitFor();
    assert.ok(keys <= 60, `${keys} keys besides the words themselves`);
    assert.ok(Date.now() - begun < 30000);
    joost.quiet();
  });

  test('is undone within ten seconds, and then nothing has left', async () => {
    await joost.shot('bijwerken-onderweg');
    assert.deepEqual(await joost.axe(), []);
    await joost.tabTo(sends().getByRole('button', { name: 'Ongedaan maken' }));
    await page.keyboard.press('Enter');
    await page.getByText('Er is niets weggegaan').first().waitFor();
    assert.equal(await page.getByLabel('Wat gebeurt er?').inputValue(), TEXT, 'what was typed stands there still');
    assert.equal(await known(), 0);
    joost.quiet();
  });

  test('is seen by a partner within a second after it left', async () => {
    await eva.see(`gezin/${id}`);
    await joost.tabTo(page.getByRole('button', { name: /^Deel met/ }));
    await page.keyboard.press('Enter');
    const left = sends().getByText('verstuurd').waitFor({ timeout: 20000 }).then(() => Date.now());
    const seen = eva.page.getByText(TEXT).first().waitFor({ timeout: 20000 }).then(() => Date.now());
    const took = (await seen) - (await left);
    console.log(`seen ${took} ms after it left`);
    assert.equal(await known(), 1, 'what was undone is not there beside it');
    assert.ok(took <= WITHIN_MS, `${took} ms`);
    joost.quiet();
    eva.quiet();
  });

  test('does not keep the next one waiting, and comes back when it is undone', async () => {
    const said = page.getByLabel('Wat gebeurt er?');
    const undo = sends().getByRole('button', { name: 'Ongedaan maken' });
    const share = async (text) => {
      await page.getByLabel('Wat is het?').selectOption({ label: 'Actie' });
      await page.getByLabel('Over wie?').selectOption({ label: 'Noor Amrani' });
      await said.fill(text);
      await page.keyboard.press('Control+Enter');
    };
    const goOn = async () => {
      await page.getByRole('button', { name: 'Schrijf nog iets op' }).click();
      await page.waitForFunction(() => document.activeElement.id === 'veld-soort');
      assert.equal(await said.count(), 0, 'a new form');
    };
    await joost.see(`gezin/${id}/bijwerken`);
    await share(FIRST);
    await undo.waitFor();
    await goOn();
    await undo.click();
    await page.getByText('Dit is uw concept van eerder').waitFor();
    assert.equal(await said.inputValue(), FIRST, 'nothing was typed in its place, so it is back');
    await said.focus();
    await page.keyboard.press('Control+Enter');
    await undo.waitFor();
    await goOn();
    await share(SECOND);
    await undo.nth(1).waitFor();
    await undo.first().click();
    await sends().getByText('Er is niets weggegaan. Uw tekst is bewaard als concept.').waitFor();
    await page.getByText('Dit is uw concept van eerder').waitFor({ timeout: 20000 });
    assert.equal(await said.inputValue(), FIRST, 'there is room for it again');
    await page.getByRole('button', { name: 'Weggooien' }).click();
    await said.waitFor({ state: 'detached' });
    const { acties } = (await eva.api('GET', `huishoudens/${id}/beeld`)).body;
    for (const [text, times] of [[FIRST, 0], [SECOND, 1]]) assert.equal(acties.filter((one) => one.velden.omschrijving === text).length, times, text);
    joost.quiet();
  });

  test('tells others of the status, and is not called unsent when it is undone too late', async () => {
    await sends().waitFor({ state: 'detached' });
    await joost.see(`gezin/${id}/bijwerken`);
    await page.getByLabel('Wat is het?').selectOption({ label: 'Actie' });
    await page.getByLabel('Over wie?').selectOption({ label: 'Noor Amrani' });
    await page.getByLabel('Wat gebeurt er?').fill(DONE);
    const told = page.getByRole('complementary', { name: 'Dit ziet een ander' });
    await told.getByText('een actie in aanvraag').first().waitFor(); // which is planned, until something else is said
    await page.getByRole('radio', { name: 'gereed', exact: true }).check();
    await told.getByText('een actie gestopt').first().waitFor();
    await page.keyboard.press('Control+Enter');
    await page.route('**/uitgaand/*', (route) => route.fulfill({ status: 404, contentType: 'application/problem+json', body: '{"code":"EP_NOT_FOUND"}' }));
    await sends().getByRole('button', { name: 'Ongedaan maken' }).click();
    await page.getByText('te laat om het ongedaan te maken').first().waitFor();
    await page.unroute('**/uitgaand/*');
    await sends().getByText('verstuurd').waitFor({ timeout: 20000 });
    assert.equal(await page.getByText('niet verstuurd').count(), 0);
    assert.equal(joost.forgive(/status of 404/), 1);
    joost.quiet();
  });

  test('leaves with the lock, and is said to have left', async () => {
    await sends().waitFor({ state: 'detached' });
    await joost.see(`gezin/${id}/bijwerken`);
    await page.getByLabel('Wat is het?').selectOption({ label: 'Actie' });
    await page.getByLabel('Over wie?').selectOption({ label: 'Noor Amrani' });
    await page.getByLabel('Wat gebeurt er?').fill(LOCKED);
    await page.keyboard.press('Control+Enter');
    await sends().getByRole('button', { name: 'Ongedaan maken' }).waitFor();
    await page.getByRole('button', { name: 'Vergrendel nu' }).click();
    await joost.unlock();
    await sends().getByText(/: verstuurd\./).waitFor();
    assert.equal(await page.getByText('wij weten niet').count(), 0);
    joost.quiet();
  });

  test('that waits for a key is saved, and is not called failed', async () => {
    await eva.see(`gezin/${id}/bijwerken`);
    await eva.page.getByLabel('Over wie?').selectOption({ label: 'Samira de Vries' });
    await eva.page.getByLabel('Titel').fill('Samira belt de gemeente');
    await eva.page.keyboard.press('Control+Enter');
    await eva.page.getByRole('region', { name: 'Onderweg' }).getByText('verstuurd. Voor sommige lezers is er nu geen sleutel').waitFor({ timeout: 20000 });
    assert.equal(await eva.page.getByText('Uw tekst is bewaard als concept').count(), 0);
    await eva.see(`gezin/${id}`); // where she looks on at what the others do
    eva.quiet();
  });

  test('survives its node, and says that it is away', async () => {
    await joost.see(`gezin/${id}/bijwerken`);
    await page.getByLabel('Wat is het?').selectOption({ label: 'Actie' });
    await page.getByLabel('Over wie?').selectOption({ label: 'Noor Amrani' });
    await page.getByLabel('Leefgebied').selectOption({ label: 'Geestelijke gezondheid' });
    await page.getByLabel('Wat gebeurt er?').fill(LATER.slice(0, 12));
    await play('dood JH');
    await page.getByLabel('Wat gebeurt er?').fill(LATER);
    await page.getByText('Concept bewaard').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByText('Uw tekst is bewaard als concept').waitFor({ timeout: 30000 });
    await sends().getByText('niet bereikbaar').waitFor();
    await sends().getByText('Actie: niet verstuurd').waitFor();
    await joost.shot('bijwerken-knooppunt-weg');
    assert.deepEqual(await joost.axe(), []);
    assert.equal(await page.getByLabel('Wat gebeurt er?').inputValue(), LATER);
    await play('terug JH');
    joost.forgive(/the server responded with a status of (403|5\d\d)/);
    joost.quiet();
  });

  test('finds its node again by itself', async () => {
    await page.getByRole('main').getByText('niet bereikbaar').first().waitFor({ state: 'detached', timeout: 15000 });
    await page.getByText('Joost, Jeugdhulp De Brug').waitFor();
    joost.quiet();
  });

  test('survives the program itself', async () => {
    await endVisit(joost);
    await page.getByText('eenplan op deze computer antwoordt niet').first().waitFor({ timeout: 20000 });
    assert.equal(await page.getByLabel('Wat gebeurt er?').inputValue(), LATER, 'the page keeps it');
    await joost.shot('bijwerken-programma-weg');
    joost.forgive(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/);
    joost.quiet();
    await joost.begin();
    await page.goto(joost.address);
    await joost.unlock();
    await page.goto(`${joost.origin}/gezin/${id}/bijwerken`);
    await page.getByText('Dit is uw concept van eerder').waitFor();
    assert.equal(await page.getByLabel('Wat gebeurt er?').inputValue(), LATER, 'and so does the vault');
    await page.getByLabel('Wat gebeurt er?').focus();
    await page.keyboard.press('Control+Enter');
    await sends().getByText('verstuurd').waitFor({ timeout: 30000 });
    await eva.page.getByText(LATER).first().waitFor({ timeout: 10000 });
    joost.quiet();
    eva.quiet();
  });
});
