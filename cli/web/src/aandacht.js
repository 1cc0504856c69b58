/* What in a view asks for a word: two that want the same hours, a goal that nobody carries, what ends or grew old.
 * Each line says only what stands in the view, and where; none says how a family does. */
import { betrokken, feiten, isEigen, lidNaam } from './beeld.js';
import { daysBetween } from './format.js';

const DAYS = ['maandag', 'dinsdag', 'woensdag', 'donderdag', 'vrijdag', 'zaterdag', 'zondag'];
const SHORT = DAYS.map((name) => name.slice(0, 2));
const DAY = `(?:${[...DAYS, ...SHORT].join('|')})`;
const PART = '(?:ochtend|middag|avond)';
const NEXT = '(?:\\s*(?:,|/|-|–|\\ben\\b|t/m)\\s*|\\.?\\s+)(?:op\\s+)?';
const HOUR = '(?:(?:om|van|vanaf|tussen)\\s+)?\\d{1,2}(?:[.:]\\d{2}|\\s*(?:uur|u\\b|-|–|tot\\b))';

const ZO_ENDS = '(?=\\s*(?:$|[,;.)]|om\\b|en\\b|\\d))';

/* Short names of days are words as well ("zo nodig", "hbo en wo"): they count beside an hour, a part of a day, another day,
 * or behind "elke"; behind "op" as well, but for "op zo een", as "maandag, zo nodig" is no Sunday. */
const SHORT_DAY = SHORT.map(
  (day) =>
    new RegExp(
      `\\b(?:elke|iedere${day === 'zo' ? '' : '|op'})\\s+${day}\\b|\\b${day}(?:[-\\s]?${PART}|\\b\\.?\\s*${HOUR}|\\b${NEXT}(?!${day})${DAY}(?:${PART})?\\b)|\\b(?!${day})${DAY}(?:${PART})?${NEXT}${day}\\b${day === 'zo' ? ZO_ENDS : ''}`,
    ),
);
const SOON_DAYS = 30;
const OVER = new Set(['gereed', 'vervallen', 'gestopt', 'ingetrokken', 'bereikt', 'niet_bereikt']);

/** "maandag en woensdag 9-11 uur", "van 9 tot 12 uur" → days and hours; null when there is no day in it. */
export function times(text) {
  if (!text) return null;
  const low = text.toLowerCase();
  const days = DAYS.filter((name, i) => low.includes(name) || SHORT_DAY[i].test(low));
  if (days.length === 0) return null;
  const hours = /(\d{1,2})(?:[.:](\d{2}))?\s*(?:-|–|tot)\s*(\d{1,2})(?:[.:](\d{2}))?/.exec(low);
  const at = (h, m) => Number(h) + Number(m ?? 0) / 60;
  return { days, from: hours ? at(hours[1], hours[2]) : 0, until: hours ? at(hours[3], hours[4]) : 24 };
}

const textsOf = ({ velden: v }) => [v.moment, v.omschrijving, v.naam, v.wanneer, v.omvang].filter(Boolean).join(' ');

/** Pairs of facts of different sources that ask for the same hours. */
export function clashes(beeld) {
  const timed = feiten(beeld)
    .filter((f) => ['actie', 'voorziening', 'afspraak'].includes(f.soort) && !OVER.has(f.velden.status) && f.velden.stand !== 'gestopt')
    .map((f) => ({ feit: f, tijd: times(textsOf(f)) }))
    .filter(({ tijd }) => tijd !== null);
  const found = [];
  for (let i = 0; i < timed.length; i++)
    for (let k = i + 1; k < timed.length; k++) {
      const [a, b] = [timed[i], timed[k]];
      const days = a.tijd.days.filter((d) => b.tijd.days.includes(d));
      const other = a.feit.organisatie.id !== b.feit.organisatie.id || a.feit.namens !== b.feit.namens;
      if (other && days.length > 0 && a.tijd.from < b.tijd.until && b.tijd.from < a.tijd.until)
        found.push({ a: a.feit, b: b.feit, days });
    }
  return found;
}

/* An action that is not shared as far as its goal may be of any goal about the same person: then nothing is said. */
const mayServe = (actie, doel) => ('doel' in actie.velden ? actie.velden.doel === doel.item : !actie.lid || !doel.lid || actie.lid === doel.lid);
const runs = ({ velden: v }) => ('status' in v ? v.status === 'loopt' || v.status === 'gepland' : v.stand !== 'gestopt');
const carried = (beeld, doel) => beeld.acties.some((actie) => mayServe(actie, doel) && runs(actie));

/**
 * @returns {{soort: string, items: string[], woorden: object}[]} `soort` is the row of the words `aandacht_<soort>`
 */
export function aandacht(beeld) {
  const now = beeld.gezien.op;
  const lines = clashes(beeld).map(({ a, b, days }) => ({
    soort: 'tijd',
    items: [a.item, b.item],
    woorden: { dagen: days, een: a.organisatie.naam, ander: b.organisatie.naam, over: [lidNaam(beeld, a.lid), lidNaam(beeld, b.lid)] },
  }));
  for (const doel of beeld.doelen)
    if (isEigen(beeld, doel) && ['open', 'loopt'].includes(doel.velden.status) && !carried(beeld, doel))
      lines.push({ soort: 'doel', items: [doel.item], woorden: { titel: doel.velden.titel } });
  for (const f of feiten(beeld))
    if (f.soort === 'evaluatie' && f.velden.volgende && daysBetween(now, f.velden.volgende) <= 14)
      lines.push({ soort: 'evaluatie', items: [f.item], woorden: { op: f.velden.volgende } });
  const ending = new Map();
  for (const cel of beeld.cellen)
    if (cel.tot && daysBetween(now, cel.tot) <= SOON_DAYS && !ending.has(`${cel.organisatie.id}${cel.lid}`))
      ending.set(`${cel.organisatie.id}${cel.lid}`, cel);
  for (const cel of ending.values())
    lines.push({ soort: 'afloop', items: [], woorden: { organisatie: cel.organisatie.naam, lid: lidNaam(beeld, cel.lid), tot: cel.tot } });
  for (const org of betrokken(beeld))
    if (org.stil) lines.push({ soort: 'stil', items: [], woorden: { organisatie: org.organisatie.naam, sinds: org.stil.sinds } });
  for (const weigering of beeld.geweigerd)
    lines.push({ soort: 'geweigerd', items: [], woorden: { organisatie: weigering.organisatie.naam, tekst: weigering.tekst } });
  return lines;
}

const PAREN_EERST = 12;

/** Pairs grow faster than a page can be drawn: the first of them, and all else. */
export function eerst(lines) {
  let pairs = 0;
  return lines.filter((line) => line.soort !== 'tijd' || pairs++ < PAREN_EERST);
}
