/* Promise: case A (DOMAIN 7) by its own people, each before a page of his own, with five real nodes; and at the end everybody
 * named sees what the table of the case says. The clocks of the programs move; that of the browser does not. */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { NO_PAGE, endWorld, play } from './toneel.js';
import { Mens, date, firstDay, nextDay, pair, present } from './mens.js';

const WT = 'Wijkteam Oost';
const JH = 'Jeugdhulp De Brug';
const SC = 'School De Wilg';
const WI = 'Werk en Inkomen';
const GGZ = 'GGZ Lentehof';
const [SAMIRA, KARIM, YASSIN, NOOR] = ['Samira de Vries', 'Karim Amrani', 'Yassin Amrani', 'Noor Amrani'];
const GOAL = 'Yassin elke dag naar school';
const THERAPY = 'Individuele therapie, twee ochtenden per week';
const TRAJECT = 'Traject Aan de slag, maandag en woensdag 9-12 uur';
const GEEST = 'Geestelijke gezondheid';
const WERK = 'Werk en opleiding';

const consent = (day, more) => ({ grond: 'Toestemming (AVG)', dagen: 180, informatie: date(day), vorm: 'mondeling', kenmerk: 'gespreksverslag', ...more });

let eva, marja, joost, sanne, wim, greet, pleun;
let broken = false;

/* Each day builds on those before it: after one that failed there is nothing more to see. */
const on = (day, what, fn) =>
  test(`day ${day}: ${what}`, async (t) => {
    if (broken) return t.skip('a day before this one failed');
    broken = true;
    await nextDay(day);
    await fn();
    for (const mens of present) mens.quiet();
    broken = false;
  });

describe('case A through the pages', { skip: NO_PAGE }, () => {
  on(0, 'five organisations pair, and colleagues have their first day', async () => {
    const organisaties = [['WT', WT, 'gemeente', 'Marja'], ['JH', JH, 'jeugdhulp', 'Joost'], ['SC', SC, 'school', 'Sanne'], ['WI', WI, 'gemeente', 'Wim'], ['GGZ', GGZ, 'ggz', 'Greet']];
    for (const [code, naam, soort, beheerder] of organisaties) await play(`! organisatie ${code} '${naam}' ${soort} ${beheerder}`);
    const wijkteam = await Mens.arrive('WT.autoriteit');
    for (const code of ['JH', 'SC', 'WI', 'GGZ']) {
      const other = await Mens.arrive(`${code}.autoriteit`);
      await pair(wijkteam, other);
      await other.leave();
    }
    eva = await firstDay(wijkteam, 'WT', 'Eva');
    pleun = await firstDay(wijkteam, 'WT', 'Pleun', 'Nodig een privacyfunctionaris uit');
    await wijkteam.sees('beheer', [JH, SC, WI, GGZ, 'Pleun', 'privacy']);
    await wijkteam.leave();
    [marja, joost, sanne, wim, greet] = await Promise.all(['WT.Marja', 'JH.Joost', 'SC.Sanne', 'WI.Wim', 'GGZ.Greet'].map((who) => Mens.arrive(who)));
    await marja.withoutButton('teams', { naam: 'Team Oost', gebruiker: 'Eva' });
    const { teams } = (await marja.api('GET', 'teams')).body;
    await marja.withoutButton(`teams/${teams.find((team) => team.naam === 'Team Oost').id}/leden`, { gebruiker: 'Marja' });
    await joost.withoutButton('teams', { naam: 'Team De Brug', gebruiker: 'Joost' });
    await sanne.withoutButton('teams', { naam: 'Zorgteam De Wilg', gebruiker: 'Sanne' });
    await wim.withoutButton('teams', { naam: 'Team Participatie', gebruiker: 'Wim' });
    await greet.withoutButton('teams', { naam: 'Team Volwassenen', gebruiker: 'Greet' });
  });

  on(6, 'the family is asked at its kitchen table', async () => {
    await eva.makeHuishouden('Huishouden 4');
    await eva.addLid(SAMIRA, 'ouder', date(-15010));
    await eva.addLid(KARIM, 'ouder', date(-16110));
    await eva.addLid(YASSIN, 'kind', date(-5783), [SAMIRA, KARIM]);
    await eva.addLid(NOOR, 'kind', date(-3010), [SAMIRA, KARIM]);
    await eva.write('score', { lid: SAMIRA, domein: 'Financiën', versie: 'zrm2017', score: '2', streefscore: '4', getraind: 'ja', beoordeeld: date(6) });
    await eva.write('notitie', { lid: SAMIRA, tekst: 'Samira wil eerst zelf met haar broer bellen' });
    await eva.seesGezin(['score 2, streef 4 (zrm2017)', 'Eigen dossier']);
  });

  on(8, 'the parents and Yassin agree to share', async () => {
    await eva.share(consent(8, { leden: [SAMIRA, NOOR], aan: JH, domeinen: ['Plan', GEEST, WERK, 'Financiën', 'Sociaal netwerk'], niveau: 3, gevers: [SAMIRA, KARIM], doel: 'hulp voor Noor afstemmen' }));
    await eva.share(consent(8, { leden: [YASSIN], aan: JH, domeinen: ['Plan'], niveau: 2, gevers: [YASSIN, SAMIRA, KARIM] }));
    await eva.inviteIn(JH);
    await eva.share(consent(8, { leden: [SAMIRA, NOOR], aan: SC, domeinen: ['Plan'], niveau: 1, gevers: [SAMIRA, KARIM], vorm: 'schriftelijk' }));
    await eva.share(consent(8, { leden: [YASSIN], aan: SC, domeinen: ['Plan'], niveau: 2, dagen: 60, gevers: [YASSIN, SAMIRA, KARIM], vorm: 'schriftelijk' }));
    await eva.inviteIn(SC);
    await sanne.join(NOOR);
    await joost.join(NOOR);
    await joost.write('basis', { lid: YASSIN, naam: YASSIN, geboren: date(-5783), bron: 'gezagsregister' });
    for (const lid of [YASSIN, NOOR])
      for (const houder of [SAMIRA, KARIM]) await joost.write('gezag', { lid, houder, vorm: 'ouderlijk_gezamenlijk', bron: 'gezagsregister' });
    await joost.share({ ...consent(8), leden: [YASSIN, NOOR], aan: WT, grond: 'Toestemming jeugdhulp', domeinen: ['Plan', GEEST, WERK], niveau: 3, dagen: 50, gevers: [YASSIN, SAMIRA, KARIM], vorm: 'schriftelijk' });
  });

  after(async () => {
    for (const mens of present) await mens.shot(mens.who); // what was on the screens, also when a day failed
    await endWorld([...present]);
  });
});
