/* What was sent from a form and has not left yet: ten seconds in which it can be undone, and how it ended. */
import { html, nothing, button, icon, problem } from './kit.js';
import { state, set, act, redraw } from './state.js';
import { call, onForget, outdate } from './api.js';
import { w } from './woorden.js';
import { count } from './format.js';

const SHOWN_MS = 6000;

/**
 * @typedef {{n: number, tot: number, wat: string, kort: string, huishouden: string, sleutel: string|null, wie: string,
 *            stand: 'wacht'|'verzonden'|'ongedaan'|'mislukt'|'onbekend', probleem: any, getoond?: boolean}} Uitgaand; getoond: the form says it
 * @type {Uitgaand[]}
 */
let rows = [];
const early = new Map(); // told before the answer that named its number came
const endings = new Set();

/** @param {(row: Uitgaand) => void} fn when one has ended, however it did */
export const onEnding = (fn) => endings.add(fn);

/** After a POST that answered 202. `sleutel` is the draft that stays until it has really left. */
export function sent(answer, { wat, kort = wat, huishouden, sleutel = null }) {
  const { uitgaand: n, vertrekt_over } = answer.data;
  rows = rows.filter((row) => row.stand !== 'mislukt' || row.sleutel !== sleutel); // this is the next attempt
  rows.push({ n, tot: Date.now() + vertrekt_over * 1000, wat, kort, huishouden, sleutel, wie: state.sessie.gebruiker.id, stand: 'wacht', probleem: null });
  set({ gezegd: w('uitgaand_gezegd', { wat, n: vertrekt_over }) });
  if (early.has(n)) onUitgaand(early.get(n));
}

/* Sent from another window, or told before the answer came here. */
function fromElsewhere(told) {
  early.set(told.n, told);
  if (told.stand === 'verzonden') outdate('huishoudens/', 'werklijst');
}

export function onUitgaand(told) {
  const row = rows.find((r) => r.n === told.n);
  if (row === undefined) return fromElsewhere(told);
  early.delete(told.n);
  if (row.stand === told.stand) return; // who undid it here hears it twice
  const zegt = [...(told.uitkomst?.melding ?? []).slice(1), told.uitkomst?.wacht ? w('uitgaand_wacht') : ''].join(' ').trim(); // there is more to say about it
  Object.assign(row, { stand: told.stand, probleem: told.probleem ?? null, zegt });
  if (told.stand === 'wacht') return redraw();
  outdate(`huishoudens/${row.huishouden}/`, 'werklijst');
  for (const fn of endings) fn(row);
  if (['verzonden', 'ongedaan'].includes(told.stand) || row.getoond) setTimeout(() => drop(row), row.getoond ? 0 : zegt === '' ? SHOWN_MS : 3 * SHOWN_MS);
  set({ gezegd: told.stand === 'mislukt' ? '' : w(`uitgaand_${told.stand}`, { wat: row.wat }) });
}

/** The drafts of which the text is on its way, from whatever window. */
export const leaving = () => call('GET', 'uitgaand').then(({ data }) => data.uitgaand.map((row) => row.concept), () => []);

/** Is the text of that draft on its way? */
export const isLeaving = (sleutel) => rows.some((row) => row.sleutel === sleutel && row.stand === 'wacht');

export const isWaiting = () => rows.some((row) => row.stand === 'wacht');

/** After a time in which nothing could be heard: what does not wait any more has gone one way or the other. */
export async function reconcile() {
  if (!isWaiting()) return;
  const left = await call('GET', 'uitgaand').then(({ data }) => data.uitgaand.map((row) => row.n), () => null);
  for (const row of rows)
    if (left !== null && row.stand === 'wacht' && !left.includes(row.n)) {
      row.stand = 'onbekend';
      for (const fn of endings) fn(row);
    }
  redraw();
}

function drop(row) {
  rows = rows.filter((r) => r !== row);
  redraw();
}

/* What leaves with a lock still says how it ended, to the same person, and names nobody. */
onForget(() => {
  early.clear();
  for (const row of rows) row.wat = row.kort;
});

/* Too late is no failure of what was sent: how that ended is told as ever. */
const undo = (row) =>
  act(`ongedaan${row.n}`, () => call('DELETE', `uitgaand/${row.n}`).then(() => onUitgaand({ n: row.n, stand: 'ongedaan' })), () => set({ melding: w('uitgaand_te_laat', { wat: row.wat }) }));

function drawRow(row) {
  if (row.stand === 'mislukt')
    return html`<li>${problem({ ...row.probleem, title: w('uitgaand_mislukt', { wat: row.wat }), detail: row.probleem?.title })}
      ${row.sleutel ? html`<p>${w('uitgaand_bewaard')}</p>` : nothing}${button({ label: w('sluit'), icon: 'x', small: true, onClick: () => drop(row) })}</li>`;
  if (row.stand === 'onbekend')
    return html`<li>${icon('help')}<span>${w('uitgaand_onbekend', { wat: row.wat })}</span>${button({ label: w('sluit'), icon: 'x', small: true, onClick: () => drop(row) })}</li>`;
  if (row.stand !== 'wacht') return html`<li>${icon(row.stand === 'verzonden' ? 'check' : 'arrow-back-up')}<span>${w(`uitgaand_${row.stand}`, { wat: row.wat })} ${row.zegt}</span></li>`;
  const left = Math.max(0, Math.ceil((row.tot - Date.now()) / 1000));
  return html`<li>
    ${icon('clock')}<span>${row.wat} <span aria-hidden="true">${left > 0 ? count('uitgaand_over', left) : w('uitgaand_nu')}</span></span>
    ${left > 0 ? button({ label: w('ongedaan'), icon: 'arrow-back-up', small: true, act: `ongedaan${row.n}`, onClick: () => undo(row) }) : nothing}
  </li>`;
}

export function drawUitgaand() {
  const mine = rows.filter((row) => row.wie === state.sessie.gebruiker?.id);
  if (mine.length === 0) return nothing;
  return html`<section class="uitgaand" aria-label=${w('uitgaand_kop')}><ul>${mine.map(drawRow)}</ul></section>`;
}
