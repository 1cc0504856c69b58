/* A conversation with the program: pairing and joining, in which two people read words to each other. The program asks,
 * the person types; the page shows what was said and adds nothing. */
import { html, nothing, after, alert, button, problem, field, copy } from './kit.js';
import { state, remember, act } from './state.js';
import { bron, call, outdate, readSessie } from './api.js';
import { w } from './woorden.js';

const LOOK_MS = 700;
const INVITATION = /eenplan:1:\S+/;

/** Begins one of the conversations of the API; `gesprek` in the screen's memory says that it is open. */
export const begin = (path, body = {}) =>
  act(
    'gesprek',
    async () => {
      await call('POST', path, body);
      state.scherm.gesprek = path;
      state.scherm.gesprekFout = null;
      outdate('gesprek');
    },
    (gesprekFout) => remember({ gesprekFout }),
  );

async function say(event) {
  event.preventDefault();
  const input = event.target.elements.zeg;
  const tekst = input.value.trim();
  if (tekst === '') return;
  await act('zeg', () => call('POST', 'gesprek/regels', { tekst }).then(() => (input.value = '')), (gesprekFout) => remember({ gesprekFout }));
  outdate('gesprek');
}

async function end() {
  await act('gesprek', () => call('DELETE', 'gesprek'), () => {});
  state.scherm.gesprek = null;
  outdate('gesprek', 'partners', 'gebruikers', 'teams');
  readSessie();
}

let timer = 0;
function lookAgain() {
  clearTimeout(timer);
  timer = setTimeout(() => outdate('gesprek'), LOOK_MS);
}

function drawInvitation(text) {
  const line = INVITATION.exec(text)?.[0];
  if (!line) return nothing;
  return html`<div class="uitnodiging">
    ${state.sessie.stand === 'open' ? html`<img class="qr" src="api/v1/gesprek/qr" alt=${w('gesprek_qr')} width="220" height="220" />` : nothing}
    ${button({ label: w('kopieer'), icon: 'copy', small: true, onClick: () => copy(line) })}
  </div>`;
}

/** The last line is the question when it ends as one. */
const question = (text) => {
  const last = text.trimEnd().split('\n').at(-1) ?? '';
  return last.endsWith(':') ? last : w('gesprek_typ');
};

function drawSaid(gesprek) {
  if (gesprek.loopt) lookAgain();
  return html`<div class="gesprek__tekst" role="log" aria-label=${w('gesprek_kop')} tabindex="0">${gesprek.tekst || w('gesprek_begint')}</div>
    ${drawInvitation(gesprek.tekst)}
    ${gesprek.loopt
      ? html`<form class="utrecht-form-field" autocomplete="off" @submit=${say}>
          <label class="utrecht-form-label" for="zeg">${question(gesprek.tekst)}</label>
          <div class="knoppen">
            <input class="utrecht-textbox utrecht-textbox--html-input" id="zeg" name="zeg" autocomplete="off" spellcheck="false" autocapitalize="none" />
            ${button({ label: w('stuur'), type: 'submit', kind: 'primary', act: 'zeg' })}
          </div>
        </form>`
      : alert(gesprek.gelukt ? 'ok' : 'error', w(gesprek.gelukt ? 'gesprek_gelukt' : 'gesprek_mislukt'))}
    ${button({ label: w(gesprek.loopt ? 'gesprek_stop' : 'klaar'), icon: gesprek.loopt ? 'x' : 'check', onClick: end })}`;
}

/** What is said now; or what `offer` draws, with which one can be begun. */
export function drawGesprek(offer) {
  const fault = state.scherm.gesprekFout ? problem(state.scherm.gesprekFout) : nothing;
  const runs = bron('gesprek').data?.loopt === true; // also one that was begun before this page was loaded
  if (!state.scherm.gesprek && !runs) return html`${fault}${offer()}`;
  state.scherm.gesprek ??= 'gesprek';
  return html`${fault}
    <section class="gesprek" aria-labelledby="gesprek-kop">
      <h2 class="nl-heading nl-heading--level-2" id="gesprek-kop">${w('gesprek_kop')}</h2>
      <p>${w('gesprek_uitleg')}</p>
      ${after(bron('gesprek'), drawSaid)}
    </section>`;
}

/** Fields, what may be ticked, and a button that begins. */
export function drawBegin(path, key, fields, ticks = []) {
  const onSubmit = (event) => {
    event.preventDefault();
    const { elements } = event.target;
    const typed = fields.map((name) => [name, elements[name].value.trim()]).filter(([, value]) => value !== '');
    begin(path, Object.fromEntries([...typed, ...ticks.filter((name) => elements[name].checked).map((name) => [name, true])]));
  };
  return html`<form class="begin" autocomplete="off" @submit=${onSubmit}>
    <p>${w(`${key}_tekst`)}</p>
    ${fields.map(
      (name) =>
        field(`${key}-${name}`, w(`begin_${name}`), null, html`<input class="utrecht-textbox utrecht-textbox--html-input" id=${`${key}-${name}`} name=${name} required autocomplete="off" spellcheck="false" />`),
    )}
    ${ticks.map((name) => html`<label class="vink"><input type="checkbox" name=${name} />${w(`begin_${name}`)}</label>`)}
    <div class="knoppen">${button({ label: w(key), type: 'submit', act: 'gesprek', kind: fields.length > 0 ? 'primary' : 'secondary' })}</div>
  </form>`;
}
