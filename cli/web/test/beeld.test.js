/* Questions to a view: what asks for attention, what stands on the family's paper, what a form sends. */
import test from 'node:test';
import assert from 'node:assert/strict';
import { aandacht, clashes, eerst, times } from '../src/aandacht.js';
import { betrokken, domeinen, feiten } from '../src/beeld.js';
import { reach, shownTo } from '../src/afdruk.js';
import { bodyOf, faults, formOf, newForm } from '../src/formulier.js';
import { bodyOf as besluitBody, formAsked, grounds, lacking, needed } from '../src/deelbesluit.js';
import { routeOf } from '../src/router.js';
import { WHERE } from '../src/werklijst.js';
import { regisseurText } from '../src/gezin.js';
import { rows, standText } from '../src/meedoen.js';
import { bronText, lezerText, lezersOf, lezersText, valueText } from '../src/lade.js';
import { nl } from '../src/woorden.js';
import { state } from '../src/state.js';
import { stateExplained } from '../src/staten.js';
import { fits } from '../src/werklijst.js';
import { openVraag, vraagText } from '../src/vraag.js';

const WT = { id: '1'.repeat(32), naam: 'Wijkteam' };
const JH = { id: '2'.repeat(32), naam: 'Jeugdhulp' };
const item = (n, soort, velden, more = {}) => ({ item: String(n), soort, versie: 1, niveau: 3, op: '2027-01-01T10:00:00Z', niet_tonen_aan: [], namens: null, velden, ...more });
const cel = (lid, domein, organisatie, onderdelen, more = {}) => ({
  lid, domein, organisatie, staat: onderdelen.length ? 'inhoud' : 'onbekend', niveau: onderdelen.length ? 3 : 0, sinds: null, contact: null,
  feit_op: null, grondslag: null, tot: null, namens: null, afgeschermd: false, onderdelen, ...more,
});

function view() {
  const doel = item(1, 'doel', { titel: 'Naar school', status: 'loopt' });
  const actie = item(2, 'actie', { omschrijving: 'Therapie', moment: 'maandag en woensdag 9-11 uur', status: 'loopt', doel: '1' });
  const traject = item(3, 'voorziening', { naam: 'Traject, maandag van 10 tot 12', status: 'toegewezen' });
  const geheim = item(4, 'doel', { titel: 'Weg van huis', status: 'loopt' }, { niet_tonen_aan: ['b'] });
  const at = (deel, lid, domein, organisatie) => ({ ...deel, lid, domein, organisatie });
  return {
    gezien: { organisatie: WT, op: '2027-01-22T10:00:00Z' },
    leden: [{ id: 'a', naam: 'Yassin' }, { id: 'b', naam: 'Samira' }],
    cellen: [
      cel('a', 'plan', WT, [doel]), cel('a', 'geestelijke-gezondheid', JH, [actie], { tot: '2027-01-30T23:00:00Z' }),
      cel('b', 'werk-opleiding', WT, [traject]), cel('a', 'justitie', JH, []), cel('a', 'veiligheid', WT, [geheim]),
    ],
    doelen: [at(doel, 'a', 'plan', WT), at(geheim, 'a', 'veiligheid', WT)],
    acties: [at(actie, 'a', 'geestelijke-gezondheid', JH)],
    huishouden: { id: 'h', naam: null, eigen: true }, regisseur: null,
    dossier: [], vragen: [], intrekkingen: [], geweigerd: [], uitnodigingen: [],
  };
}

test('days and hours are found in what people write', () => {
  assert.deepEqual(times('maandag en woensdag 9-11 uur'), { days: ['maandag', 'woensdag'], from: 9, until: 11 });
  assert.deepEqual(times('elke di van 13.30 tot 15:00'), { days: ['dinsdag'], from: 13.5, until: 15 });
  assert.equal(times('twee ochtenden per week'), null);
  const days = (text) => times(text)?.days.map((name) => name.slice(0, 2)).join(' ') ?? null;
  for (const text of ['zo nodig', 'zo snel mogelijk', 'hbo en wo', 'samen met ma', 'zo en zo vaak', 'op zo een dag', 'zo 3 keer per week', 'za zien']) assert.equal(days(text), null, text);
  for (const [text, found] of [
    ['ma, wo en vr', 'ma wo vr'], ['di-ochtend', 'di'], ['do 10-12 uur', 'do'], ['op za', 'za'], ['ma t/m do', 'ma do'], ['za en zo om 9.30', 'za zo'],
    ['maandagochtend en wo', 'ma wo'], ['ma. di. 9 tot 12', 'ma di'], ['elke zo', 'zo'], ['maandag, zo nodig', 'ma'], ['za en zo', 'za zo'], ['zondag, zo nodig', 'zo'], ['wo middag', 'wo'],
  ]) assert.equal(days(text), found, text);
});

test('two that want the same hours are named, one after the other is not', () => {
  const beeld = view();
  assert.deepEqual(clashes(beeld).map(({ a, b, days }) => [a.item, b.item, days]), [['2', '3', ['maandag']]]);
  beeld.cellen[2].onderdelen[0].velden.naam = 'Traject, maandag van 11 tot 12';
  assert.equal(clashes(beeld).length, 0);
});

test('a goal without an action, and sharing that ends, ask for attention', () => {
  const beeld = view();
  assert.deepEqual(aandacht(beeld).map((line) => line.soort), ['tijd', 'doel', 'afloop']);
  beeld.acties = [];
  assert.equal(aandacht(beeld).filter((line) => line.soort === 'doel').length, 2);
});

test('a goal lacks an action only when it is ours, and when what we see of the actions leaves no doubt', () => {
  const beeld = view();
  const lines = () => aandacht(beeld).filter((line) => line.soort === 'doel').map((line) => line.items[0]);
  assert.deepEqual(lines(), ['4']);
  const wat = { ...item(9, 'actie', { stand: 'loopt', status: 'loopt' }, { niveau: 2 }), lid: 'a', organisatie: JH };
  beeld.acties.push(wat);
  assert.deepEqual(lines(), []);
  wat.lid = 'b';
  assert.deepEqual(lines(), ['4']);
  wat.lid = null;
  assert.deepEqual(lines(), []);
  wat.velden = { stand: 'gestopt' };
  assert.deepEqual(lines(), ['4']);
  for (const doel of beeld.doelen) doel.organisatie = JH;
  assert.deepEqual(lines(), []);
});

test('many that want the same hours hide nothing else', () => {
  const beeld = view();
  const therapie = beeld.cellen[1].onderdelen[0];
  beeld.acties = [];
  beeld.cellen[1].onderdelen = Array.from({ length: 20 }, (_, n) => ({ ...therapie, item: `t${n}` }));
  const lines = aandacht(beeld);
  assert.equal(lines.filter((line) => line.soort === 'tijd').length, 20);
  assert.deepEqual(eerst(lines), [...lines.slice(0, 12), ...lines.slice(20)]);
  assert.ok(eerst(lines).some((line) => line.soort === 'doel'));
});

test('a question says who asked whom, and ours stays open until something newer came', () => {
  const beeld = view();
  const vraag = (organisatie, aan, op) => ({ organisatie, aan, soort: 'bijwerken', lid: 'a', domeinen: ['geestelijke-gezondheid'], op });
  beeld.vragen = [vraag(WT, JH, '2027-01-20T10:00:00Z'), vraag(JH, WT, '2027-01-21T10:00:00Z')];
  assert.match(vraagText(beeld, beeld.vragen[0]), /^Uw organisatie vroeg Jeugdhulp op 20 jan/);
  assert.match(vraagText(beeld, beeld.vragen[1]), /^Jeugdhulp vroeg uw organisatie op 21 jan/);
  const hun = beeld.cellen[1];
  assert.equal(openVraag(beeld, hun, 'bijwerken'), beeld.vragen[0]);
  assert.equal(openVraag(beeld, hun, 'delen'), undefined);
  assert.equal(openVraag(beeld, { ...hun, lid: 'b' }, 'bijwerken'), undefined);
  assert.equal(openVraag(beeld, { ...hun, feit_op: '2027-01-20T10:40:00Z' }, 'bijwerken'), beeld.vragen[0]);
  assert.equal(openVraag(beeld, { ...hun, feit_op: '2027-01-20T11:00:00Z' }, 'bijwerken'), undefined);
});

test('no regisseur is a fact for who founded the family only', () => {
  const beeld = view();
  assert.equal(regisseurText(beeld), 'Nog geen regisseur');
  beeld.huishouden.eigen = false;
  assert.equal(regisseurText(beeld), 'Regisseur: niet bekend bij uw organisatie');
  beeld.regisseur = { stand: 'voorgesteld', gebruiker: { naam: 'Joost' }, organisatie: JH, sinds: null };
  assert.match(regisseurText(beeld), /Of Joost de regie nam, is niet bekend/);
  beeld.huishouden.eigen = true;
  assert.doesNotMatch(regisseurText(beeld), /niet bekend/);
});

test('who can open something now is counted; whose grant ended is named apart, and of a partner nobody is counted', () => {
  const lezer = (id, staat) => ({ team: { id, naam: id }, organisatie: JH, leden: null, deelbesluit: staat && { staat, grondslag: 'jw', tot: null } });
  const lezers = [lezer('eigen', null), lezer('nu', 'loopt'), lezer('weg', 'ingetrokken'), lezer('oud', 'verlopen'), lezer('straks', 'nog-niet'), lezer('half', 'loopt')];
  const wie = { niveaus: [{ niveau: 1, lezers }, { niveau: 3, lezers: [lezer('half', 'ingetrokken'), lezer('nu', 'loopt')] }], anderen: null };
  const { nu, anders, voorbij } = lezersOf(wie);
  assert.deepEqual(nu.map((l) => [l.team.id, l.niveau]), [['eigen', 1], ['nu', 3], ['half', 1]]);
  assert.deepEqual([anders, voorbij].map((rows) => rows.map((l) => l.team.id)), [['straks'], ['weg', 'oud']]);
  assert.equal(lezerText(lezer('kwijt', 'onbekend')), 'kwijt (Jeugdhulp); op welk besluit, weet uw knooppunt niet (meer)');
  assert.equal(lezersText(wie), '3 teams kunnen dit nu openen.');
  assert.doesNotMatch(lezersText({ ...wie, anderen: 'onbekend' }), /\d/);
});

test('an organisation that is not named has its own sentences', () => {
  const masked = cel('a', 'geestelijke-gezondheid', WT, [], { staat: 'namens', namens: 'een zorgverlener', afgeschermd: true });
  const said = `${stateExplained(masked)} ${bronText({ ...masked, woord: 'via regisseur', cel: masked })}`;
  assert.match(said, /Er is hulp van een zorgverlener.*Wijkteam schreef dit op over een zorgverlener/);
  assert.doesNotMatch(said, /geen eenplan|op gezag van|namens/);
  const named = { ...masked, namens: 'Praktijk Zuid', afgeschermd: false };
  const shared = cel('a', 'plan', WT, [view().doelen[0]]);
  assert.deepEqual([stateExplained(shared), stateExplained(shared, true)].map((text) => /deelt dit met u/.test(text)), [true, false]);
  assert.match(stateExplained(named), /heeft geen eenplan/);
  assert.equal(bronText({ ...named, woord: 'mevrouw Vos', cel: named }), 'Praktijk Zuid, opgeschreven door Wijkteam, op gezag van mevrouw Vos');
});

test('who takes part is involved, also when it shares nothing with us, and Delen says the same of it', () => {
  const beeld = view();
  const school = { id: '3'.repeat(32), naam: 'School' };
  beeld.uitnodigingen = [{ organisatie: school, stand: 'doet-mee', op: '2027-01-02T10:00:00Z' }, { organisatie: JH, stand: 'zonder-deling', op: '2027-01-02T10:00:00Z' }];
  const strip = betrokken(beeld);
  assert.deepEqual(strip.map((o) => [o.organisatie.naam, o.niveau, o.uitnodiging && standText(o.uitnodiging)]), [
    ['Wijkteam', 3, null], ['Jeugdhulp', 3, 'ging meedoen; nu deelt u niets met elkaar'], ['School', 0, 'doet mee'],
  ]);
  for (const row of rows(beeld, [])) assert.equal(standText(row), standText(strip.find((o) => o.organisatie.id === row.organisatie.id).uitnodiging));
});

test('only a choice is read as a code: what somebody wrote stays as it was written', () => {
  state.taal = 'en';
  assert.deepEqual([valueText(null, 'titel', 'kort'), valueText(null, 'uitvoerder', 'jan-peter'), valueText(null, 'status', 'niet_bereikt'), valueText(view(), 'doel', 'overleg')], ['kort', 'jan-peter', 'not reached', 'overleg']);
  state.taal = 'nl';
});

test('a domain in which nobody says anything is apart', () => {
  assert.deepEqual(domeinen(view()).dof, ['justitie']);
});

test('the paper for all holds the shared plan and nothing that is kept from one of them', () => {
  const beeld = view();
  assert.deepEqual(feiten(beeld).filter(shownTo(beeld, null)).map((f) => f.item), ['1', '2']);
  beeld.cellen[0].onderdelen[0].niet_tonen_aan = ['b'];
  assert.deepEqual(feiten(beeld).filter(shownTo(beeld, null)).map((f) => f.item), ['2']);
});

test('the paper says how far it reaches, and claims no more of what is not in sight', () => {
  assert.equal(reach(view(), null), 'Hierin staat alleen wat Wijkteam ziet. Er kan ergens anders meer zijn.');
  assert.equal(reach(view(), 'a'), 'Dit mag Yassin zien van wat Wijkteam ziet. Er kan ergens anders meer zijn.');
  for (const key of ['als_uitleg', 'plan_geen_doelen', 'plan_nog_niemand']) assert.match(nl[key], /wat (uw organisatie|\{organisatie\}) ziet/);
  assert.doesNotMatch(`${nl.als_uitleg} ${nl.plan_kop_lid}`, /precies|het plan van/i);
});

test('a family is found by its name and by the names of its people', () => {
  const h = { id: 'h', naam: 'Amrani', namen: ['Yassin Amrani', 'Samira Haddad', null] };
  for (const text of ['amra', ' Haddad ', 'YASSIN', '']) assert.ok(fits(h, text), text);
  assert.ok(!fits(h, 'Joost'));
});

test('a change sends what is other, and is never about another person', () => {
  const form = formOf('h', { ...view().doelen[0], velden: { titel: 'Naar school', getraind: true } });
  assert.deepEqual([form.velden.getraind, form.versie], ['ja', 1]);
  assert.deepEqual(Object.keys(bodyOf(form)), ['niet_tonen_aan']);
  assert.ok('lid' in bodyOf({ ...newForm('h', { lid: 'a' }) }));
  assert.ok('lid' in faults(newForm('h')));
});

test('consent stands last, and a ground asks only for what it needs', () => {
  const ground = (code, gever, van, more = {}) => ({ code, gever, van, naar: null, aan: true, vereist: [], motivering_min: 0, ...more });
  const all = [ground('toestemming', true, null), ground('jw', false, ['gemeente']), ground('uit', false, null, { aan: false }), ground('ggz', false, ['ggz'])];
  assert.deepEqual(grounds(all, 'gemeente', 'school').map((g) => g.code), ['jw', 'toestemming']);
  assert.deepEqual(needed(ground('x', false, null, { vereist: ['kenmerk'], motivering_min: 20 })).map(([naam]) => naam), ['kenmerk', 'motivering', 'doel']);
  const both = ground('x', true, null, { vereist: ['kenmerk'], motivering_min: 20 });
  assert.deepEqual(lacking(both, { gever: 'Noor', motivering: 'omdat' }), ['kenmerk', 'motivering']);
  assert.deepEqual(lacking(both, { gever: 'Noor', kenmerk: 'dossier', motivering: 'omdat Noor het vraagt' }), []);
  assert.deepEqual(besluitBody({ lid: ['a'], aan: 'o', grondslag: 'g', domeinen: ['plan'], niveau: 1, dagen: 9, bewijs: { kenmerk: 'k', doel: ' ' } }), {
    lid: ['a'], aan: 'o', grondslag: 'g', domeinen: ['plan'], niveau: 1, dagen: 9, kenmerk: 'k',
  });
});

test('a question leads to where its answer begins', () => {
  const regel = { soort: 'vraag', huishouden: { id: 'h' }, organisatie: JH, lid: { id: 'a' } };
  const delen = WHERE.vraag({ ...regel, gevraagd: { soort: 'delen', domeinen: ['persoon', 'plan', 'justitie'], niveau: 3 } });
  assert.match(delen, /^gezin\/h\/delen\?/);
  const { lid, aan, domeinen, niveau } = formAsked(new URLSearchParams(delen.split('?')[1]));
  assert.deepEqual({ lid, aan, domeinen, niveau }, { lid: ['a'], aan: JH.id, domeinen: ['plan', 'justitie'], niveau: 3 });
  assert.equal(WHERE.vraag({ ...regel, gevraagd: { soort: 'bijwerken', domeinen: ['justitie'], niveau: 0 } }), 'gezin/h/bijwerken?lid=a&domein=justitie');
});

test('addresses hold ids and nothing else', () => {
  const id = 'c'.repeat(32);
  assert.deepEqual(routeOf(`gezin/${id}/als/${id}`), { scherm: 'als', id, lid: id });
  assert.equal(routeOf('gezin/Amrani').scherm, 'onbekend');
});
