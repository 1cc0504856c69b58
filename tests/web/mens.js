/* What the people of a case do before their pages, in the words of the field: they press what a page offers, type what it asks,
 * and read what it says. */
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { keuze, nl, veldNaam } from '../../cli/web/src/woorden.js';
import { Visitor, endVisit, passphrase, play } from './toneel.js';

const DAY_MS = 86400000;
const SEEN_MS = 20000;
const start = Date.now();
const begins = (text) => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);

/** The date of a day of the case, whose day 0 is today; by noon in UTC, as the stage has it. */
export const date = (day) => new Date(start + day * DAY_MS).toISOString().slice(0, 10);

/** @type {Set<Mens>} who is before a page now */
export const present = new Set();

export class Mens extends Visitor {
  static async arrive(who, wachtzin = passphrase) {
    const mens = await Mens.of(who);
    mens.wachtzin = wachtzin;
    await mens.page.goto(mens.address);
    present.add(mens);
    return mens;
  }

  async leave() {
    this.quiet();
    present.delete(this);
    await endVisit(this);
    await this.context.close();
  }

  get slot() {
    return this.page.getByRole('heading', { level: 1, name: 'Ontgrendel uw kluis' });
  }

  get main() {
    return this.page.getByRole('main');
  }

  button(name) {
    return this.page.getByRole('button', { name, exact: true });
  }

  async opened() {
    if (await this.slot.isVisible()) await this.unlock();
  }

  /** At a screen; whoever was locked out types the passphrase first. All that was shared before must have left. */
  async goTo(path) {
    await this.opened();
    await this.see(path);
    assert.equal(await this.page.getByText('niet verstuurd').count(), 0, `${this.who}: something has not left`);
  }

  goToGezin(rest = '') {
    return this.goTo(`gezin/${this.gezin}${rest}`);
  }

  async lock() {
    await this.page.getByRole('button', { name: 'Vergrendel nu' }).click();
    await this.locked();
  }

  locked() {
    return this.slot.waitFor();
  }

  /** What a page asks at the moment of a lock is refused, and what it asks over a link that a node ended at a jump of its clock
   * is asked again: that is as it should be. */
  quiet() {
    this.forgive(/status of (401|503)/);
    super.quiet();
  }

  // A conversation: a line that is sent, and words that are read aloud.

  async invite(knop, rol) {
    await this.goTo('beheer');
    if (rol) await this.main.getByLabel(rol).check();
    await this.button(knop).click();
    return (await this.hears(/eenplan:1:\S+/))[0];
  }

  async accept(knop, velden) {
    const form = this.page.locator('form.begin').filter({ has: this.button(knop) });
    for (const [label, text] of Object.entries(velden)) await form.getByLabel(label).fill(text);
    await this.button(knop).click();
  }

  async hears(pattern) {
    const said = this.page.getByRole('log');
    await said.filter({ hasText: pattern }).waitFor();
    return pattern.exec(await said.innerText());
  }

  async types(words) {
    await this.page.getByLabel('Typ de vijf woorden die u hoort').fill(words);
    await this.button('Stuur').click();
  }

  async done() {
    await this.page.getByText('Gelukt.', { exact: true }).waitFor();
    await this.button('Klaar').click();
  }

  // Teams and families

  async makeTeam(naam, first, ...others) {
    await this.goTo('beheer');
    await this.main.getByText('Maak een nieuw team').click();
    await this.main.getByLabel('Hoe heet het team?').fill(naam);
    await this.main.getByLabel('Wie komt er als eerste in?').selectOption({ label: first });
    await this.button('Maak het team').click();
    await this.page.getByText(`${naam} is gemaakt.`).waitFor();
    const team = this.page.locator('details').filter({ hasText: `Wijzig ${naam}` });
    for (const other of others) {
      await this.main.getByText(`Wijzig ${naam}`).click();
      await team.getByLabel('Welke collega komt erbij?').selectOption({ label: other });
      await team.getByRole('button', { name: 'Zet in het team' }).click();
      await this.page.getByText(`${other} zit nu in ${naam}.`).waitFor();
    }
  }

  async makeHuishouden(roepnaam) {
    await this.goTo('');
    await this.main.getByText(nl.huishouden_nieuw).click();
    await this.main.getByLabel(nl.huishouden_naam).fill(roepnaam);
    await this.button(nl.huishouden_maak).click();
    await this.page.getByRole('heading', { level: 2, name: nl.leden_kop }).waitFor();
    this.gezin = new URL(this.page.url()).pathname.split('/').at(-2);
  }

  /** Of a child with who has the say over it. */
  async addLid(naam, rol, geboren, gezag = []) {
    await this.goToGezin('/leden');
    await this.main.getByLabel(nl.lid_naam).fill(naam);
    await this.main.getByLabel(begins(veldNaam('rol'))).selectOption(rol);
    await this.main.getByLabel(begins(veldNaam('geboren'))).fill(geboren);
    for (const houder of gezag) await this.main.getByRole('checkbox', { name: houder, exact: true }).check();
    if (gezag.length > 0) await this.main.getByLabel(veldNaam('bron')).fill('gezagsregister');
    await this.button(nl.lid_erbij).click();
    await this.page.getByText(`${naam} hoort er nu bij.`).waitFor();
  }

  async inviteIn(organisatie) {
    await this.goToGezin('/delen');
    await this.button(`${nl.meedoen_vraag} ${organisatie}`).click();
    await this.button(nl.meedoen_ja).click();
    await this.page.getByText(`${organisatie} is gevraagd om mee te doen.`).waitFor();
  }

  /** Who it is about stands in the family itself: from a list nobody's name is read. */
  async join(naam) {
    await this.goTo('');
    const line = this.page.locator('.gezinnen li').filter({ hasText: 'uitgenodigd door' });
    await line.getByRole('link').click();
    await this.main.getByText(naam).first().waitFor();
    this.gezin = new URL(this.page.url()).pathname.split('/').at(-1);
    await this.goTo('');
    await line.getByRole('button', { name: 'Doe mee' }).click();
    await line.waitFor({ state: 'detached' });
  }

  async addStaf(naam) {
    await this.goToGezin('/staf');
    await this.main.getByLabel('Welke collega komt erbij?').selectOption({ label: naam });
    await this.button('Zet op de lijst').click();
    await this.page.getByText(`${naam} staat nu op de lijst.`).waitFor();
  }

  async proposeRegie(naam) {
    await this.goToGezin('/staf');
    await this.main.getByLabel('Wie wordt regisseur?').selectOption({ label: naam }); // open, as there is no regisseur yet
    await this.button('Stel voor').click();
    await this.page.getByText('moet de regie zelf nog nemen').waitFor();
  }

  async acceptRegie() {
    await this.goToGezin('/staf');
    await this.button('Neem de regie').click();
  }

  /** A family of somebody else: the page asks why, and opens it. */
  async openFor(gezin, soort, waarom) {
    this.gezin = gezin;
    await this.goToGezin();
    await this.main.getByRole('radio', { name: begins(soort) }).check();
    await this.main.getByLabel('Waarom opent u dit gezin?').fill(waarom);
    await this.button('Leg vast en open').click();
    this.forgive(/status of 403 .*beeld/);
  }

  // Writing down

  async write(soort, wat) {
    await this.goToGezin('/bijwerken');
    await this.page.locator('form.formulier > fieldset:enabled').waitFor(); // a draft would stand in it now
    assert.equal(await this.page.getByText('Dit is uw concept van eerder').count(), 0, `${this.who}: what has left is no draft`);
    await this.fill(soort, wat);
    await this.send();
  }

  async fill(soort, { lid, domein, niveau, ...velden }) {
    await this.page.getByLabel('Wat is het?').selectOption(soort);
    await this.page.getByLabel('Over wie?').selectOption({ label: lid });
    if (domein) await this.page.getByLabel('Leefgebied').selectOption({ label: domein });
    if (niveau) await this.page.getByRole('group', { name: nl.deel_als }).getByRole('radio').nth(niveau - 1).check();
    for (const [naam, waarde] of Object.entries(velden)) await this.field(naam, waarde);
  }

  async field(naam, waarde) {
    const form = this.page.locator('form.formulier');
    const label = begins(nl[`veld.${naam}`] ?? nl[naam] ?? veldNaam(naam));
    const group = form.getByRole('group', { name: label });
    if ((await group.count()) > 0) return group.getByLabel(keuze(waarde), { exact: true }).check();
    const field = form.getByLabel(label);
    if (!(await field.isVisible())) await form.getByText(nl.meer_velden).click();
    if ((await field.evaluate((node) => node.tagName)) === 'SELECT') return field.selectOption({ label: keuze(waarde) });
    return field.fill(waarde);
  }

  /** Nobody here waits ten seconds to see whether he changes his mind: at a lock all that was shared leaves. */
  async send() {
    await this.main.getByRole('button', { name: /^(Deel met|Schrijf op|Zet in eigen dossier)/ }).click();
    await this.page.getByRole('region', { name: 'Onderweg' }).getByText('gaat weg over').waitFor();
    await this.lock();
  }

  async stillRight(title) {
    await this.goToGezin('/bijwerken');
    await this.page.locator('li.eigen').filter({ hasText: title }).getByRole('button', { name: 'Nog actueel' }).click();
    await this.page.getByRole('region', { name: 'Onderweg' }).getByText('gaat weg over').waitFor();
    await this.lock();
  }

  // Sharing

  async share(besluit) {
    await this.tryToShare(besluit);
    await this.shared();
  }

  /** It is on record: the form is as new. */
  shared() {
    return this.page.getByRole('group', { name: nl.stap_aan }).waitFor({ state: 'detached' });
  }

  async tryToShare({ leden, aan, grond, domeinen, niveau, dagen, gevers, ...bewijs }) {
    await this.goToGezin('/delen');
    const step = (key) => this.page.getByRole('group', { name: nl[key] });
    for (const lid of leden) await step('stap_wie').getByLabel(lid).check();
    await step('stap_aan').getByRole('radio', { name: begins(aan) }).check();
    await step('stap_grond').getByRole('radio', { name: begins(grond) }).check();
    for (const box of await step('stap_wat').getByRole('checkbox').all()) await box.setChecked(domeinen.includes((await box.evaluate((node) => node.parentNode.innerText)).trim()));
    await step('stap_wat').getByRole('radio').nth(niveau - 1).check();
    await step('stap_wat').getByLabel(nl.dagen).fill(String(dagen));
    await this.giversAre(step('stap_bewijs'), gevers);
    for (const [naam, waarde] of Object.entries(bewijs)) {
      const field = step('stap_bewijs').getByLabel(nl[`bewijs_${naam}`]);
      await (naam === 'vorm' ? field.selectOption(waarde) : field.fill(waarde));
    }
    await this.button('Leg vast en deel').click();
    await this.button('Deel nu').click();
  }

  /** Whom the page does not know is typed behind the others. */
  async giversAre(step, names) {
    for (const name of names) {
      const box = step.getByRole('checkbox', { name, exact: true });
      const typed = step.getByLabel(nl.bewijs_gever);
      if ((await box.count()) > 0) await box.check();
      else await typed.fill([await typed.inputValue(), name].filter(Boolean).join(', '));
    }
  }

  /** What the first shares with the second about that lid; `door` ends it. */
  async withdraw(lid, van, aan, door) {
    await this.goToGezin('/delen');
    const live = this.page.locator('.lid-besluiten').filter({ hasText: lid }).locator(':scope > ul > .besluit');
    const besluit = live.filter({ hasText: new RegExp(`^\\s*${van}\\s+${aan}`) });
    await besluit.getByRole('button', { name: 'Trek in' }).click();
    await besluit.getByLabel('Wie trekt in?').selectOption(door);
    await besluit.getByRole('button', { name: 'Ja, trek in' }).click();
  }

  /** A question about one place of the table, from the drawer that opens there. */
  async ask(wie, lid, domein, vraag) {
    await this.goToGezin();
    const table = this.page.locator('table.matrix');
    const column = (await table.locator('thead th').allInnerTexts()).map((text) => text.trim()).indexOf(domein);
    const row = table.locator('tbody tr').filter({ has: this.page.getByRole('rowheader', { name: begins(lid) }) });
    await row.locator('td').nth(column - 1).getByRole('button', { name: wie }).click();
    await this.button(vraag).click();
    await this.page.getByRole('dialog').getByText(`De vraag is op weg naar ${wie}.`).waitFor();
    await this.page.getByRole('dialog').getByText(begins(`Uw organisatie vroeg ${wie} op `)).waitFor();
    await this.button('Vraag het opnieuw').waitFor();
    await this.page.keyboard.press('Escape');
  }

  /** The form of what is there already, from where it stands in the family's page. */
  async change(titel, velden) {
    await this.goToGezin();
    await this.main.locator('.tijd').getByRole('button', { name: titel }).click();
    await this.page.getByRole('dialog').getByRole('link', { name: 'Wijzig' }).click();
    await this.page.getByRole('heading', { level: 1, name: 'Bijwerken' }).waitFor();
    for (const [naam, waarde] of Object.entries(velden)) await this.field(naam, waarde);
  }

  // Seeing

  /** At that screen, when it says all of this; and none of that. */
  async sees(path, texts, never = /$^/) {
    await this.goTo(path);
    for (const text of texts) await this.main.getByText(text).locator('visible=true').first().waitFor({ timeout: SEEN_MS });
    assert.doesNotMatch(await this.main.innerText(), never, `${this.who} at ${path}`);
  }

  /** What one lid may see of what there is about him. */
  async seesInzage(lid, texts, never) {
    await this.goToGezin();
    const path = await this.main.getByRole('link', { name: `Inzage ${lid}` }).getAttribute('href');
    await this.sees(path, [`Inzage van ${lid}`, ...texts], never);
  }

  /** On the screen of `seesInzage`: somebody asks in the person's place. */
  async asksFor(naam, answer, never = /$^/) {
    await this.button(nl.inzage_voor).click();
    await this.main.getByLabel(nl.inzage_voor_wie).fill(naam);
    await this.button(nl.inzage_voor_vraag).click();
    await this.main.getByText(answer).waitFor();
    assert.doesNotMatch(await this.main.innerText(), never, `${this.who} for ${naam}`);
  }

  seesGezin(texts, never) {
    return this.sees(`gezin/${this.gezin}`, texts, never);
  }

  /** The table of the family says this: what ends today ends within seconds, not at once. */
  async hasTable(expected) {
    await this.goToGezin();
    const end = Date.now() + SEEN_MS;
    while (!isDeepStrictEqual(await this.table(), expected) && Date.now() < end) await this.page.waitForTimeout(200);
    assert.deepEqual(await this.table(), expected, this.who);
  }

  /** As it stands there, without days: "lid | domein | wie | staat". */
  table() {
    return this.page.evaluate(() => {
      const found = [];
      const table = document.querySelector('table.matrix');
      const heads = [...(table?.querySelectorAll('thead th') ?? [])].map((th) => th.innerText.trim());
      for (const row of table?.querySelectorAll('tbody tr') ?? []) {
        const lid = [...row.querySelector('th').childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data.trim()).join('');
        [...row.querySelectorAll('td')].forEach((cell, i) => {
          for (const one of cell.querySelectorAll('.staat'))
            found.push([lid, heads[i + 1], one.querySelector('strong').innerText, one.querySelector('.staat__woord').innerText.replace(/ (op|sinds) .*/, '')].join(' | '));
        });
      }
      return found;
    });
  }
}

/** Two people with a telephone: each reads five words, the other types them. */
async function readAloud(a, b) {
  const words = async (mens) => (await mens.hears(/woorden voor:\s+(\S.*?)\s*\n/))[1];
  const [ofA, ofB] = await Promise.all([words(a), words(b)]);
  await Promise.all([a.types(ofB), b.types(ofA)]);
}

/** A line by post, and five words each way. */
export async function pair(inviter, invited) {
  const line = await inviter.invite('Nodig een organisatie uit');
  await invited.goTo('beheer');
  await invited.accept('Neem een uitnodiging aan', { Uitnodigingsregel: line });
  await readAloud(inviter, invited);
  await Promise.all([inviter.done(), invited.done()]);
}

/** Somebody's first day: invitation line in, six words out, and they open the vault. */
export async function firstDay(autoriteit, code, naam, rol) {
  await play(`nieuw ${code} ${naam}`);
  const mens = await Mens.arrive(naam);
  const line = await autoriteit.invite('Nodig een collega uit', rol);
  await mens.accept('Maak mijn kluis', { Uitnodigingsregel: line, 'Uw naam': naam });
  await readAloud(autoriteit, mens);
  mens.wachtzin = (await mens.hears(/Wachtzin van deze kluis.*:\s+(\S.*?)\s*\n/))[1];
  await Promise.all([autoriteit.done(), mens.done()]);
  await mens.slot.waitFor();
  return mens;
}

/** The clocks of all programs go on to that day; each vault that was open finds that nobody was there, and locks. */
export async function nextDay(day) {
  await play(`== ${day} `);
  for (const mens of present) await mens.locked();
}
