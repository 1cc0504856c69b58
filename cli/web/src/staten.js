/* The states of DESIGN 7, and what a fact says in a few words. */
import { w, keuze } from './woorden.js';
import { ago, day, lastDay, list } from './format.js';
import { domeinNaam } from './lijsten.js';
import { grondNaam } from './delen.js';

const SIGN = {
  inhoud: { icon: 'file-text' },
  'niet-betrokken': { icon: 'user-off' },
  onbekend: { icon: 'circle-dashed' },
  beeindigd: { icon: 'link-off' },
  'geen-antwoord': { icon: 'hourglass' },
  'wacht-op': { icon: 'hourglass' },
  verouderd: { icon: 'clock' },
  namens: { icon: 'writing' },
  'niet-uitgevraagd': { icon: 'circle-dashed' },
};
export const signOf = (staat) => SIGN[staat]?.icon ?? 'circle-dashed';

/** The state of a cell as one short sentence part, the same as on the command line. */
export function stateWord(cel) {
  switch (cel.staat) {
    case 'inhoud':
      return w(`niveau_${cel.niveau}`);
    case 'beeindigd':
      return w('staat_beeindigd', { op: day(cel.sinds) });
    case 'geen-antwoord':
      return w('staat_geen-antwoord', { op: day(cel.sinds) });
    case 'wacht-op':
      return w('staat_wacht-op', { wie: cel.organisatie.naam });
    case 'verouderd':
      return cel.sinds ? w('staat_verouderd', { op: day(cel.sinds) }) : w('staat_verouderd_nooit');
    case 'namens':
      return cel.afgeschermd ? w('staat_afgeschermd', { wie: cel.namens }) : w('staat_namens', { wie: cel.namens });
    default:
      return w(`staat_${cel.staat}`);
  }
}

/** `own`: of the own organisation, which shares nothing with itself. */
export const stateExplained = (cel, own = false) =>
  w(`uitleg_${cel.afgeschermd ? 'afgeschermd' : own && cel.staat === 'inhoud' ? 'eigen' : cel.staat}`, { wie: cel.organisatie.naam, namens: cel.namens });
export const levelWord = (niveau) => w(`niveau_${niveau}`);

export function ground(cel, own) {
  if (own) return w('grondslag_eigen');
  if (!cel?.grondslag) return '';
  return cel.tot ? w('grondslag_tot', { grond: grondNaam(cel.grondslag), tot: lastDay(cel.tot) }) : grondNaam(cel.grondslag);
}

/** What a fact is called: its title, or its kind and what may be said of it. */
export function title(deel) {
  const v = deel.velden;
  const text = v.titel || v.omschrijving || v.naam || v.wat || v.aanduiding || v.roepnaam || v.wanneer;
  if (text) return text;
  if (deel.soort === 'score' && v.score) return scoreText(v);
  if (deel.soort === 'niet-betrokken') return w('soort_niet-betrokken');
  return capital(dat(deel));
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

export const scoreText = (v) =>
  v.score === 'niet_beoordeeld'
    ? w('score_niet')
    : w('score_tekst', { score: v.score, streef: v.streefscore || '–', versie: keuze(v.versie) });

/** Level 1: that there is something, and since when. */
export function dat(deel) {
  const { stand, maand } = deel.velden;
  return w(maand ? 'dat_sinds' : 'dat', {
    soort: w(`soort_${deel.soort}`).toLowerCase(),
    stand: stand && stand !== 'onbekend' ? keuze(stand) : '',
    maand: day(maand),
  }).replace(/ {2,}/g, ' ');
}

/** "49 dagen geleden; contact vandaag" */
export function ageText(cel, now) {
  const parts = [];
  if (cel.feit_op) parts.push(ago(cel.feit_op, now));
  if (cel.contact) parts.push(w('contact', { wanneer: ago(cel.contact, now) }));
  return parts.join('; ');
}

/** Who opened something, and when last. */
export const gelezenDoor = (gelezen) =>
  w('gelezen_door', { wie: list(gelezen.map(({ gebruiker, laatst }) => w('gelezen_wie', { naam: gebruiker.naam, op: day(laatst) }))) });

export const placeText = (beeld, deel, naam) => `${naam ?? w('huishouden_heel')} · ${domeinNaam(deel.domein)}`;
