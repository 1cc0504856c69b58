/* What one person may see about him- or herself: the same document as the client writes, to read and to print. */
import { html, nothing, after, button, empty, focusOn, heading, icon, problem, terms, field } from './kit.js';
import { state, remember, act } from './state.js';
import { bron, call } from './api.js';
import { beeldPad } from './gezin.js';
import { afterReden } from './reden.js';
import { w, veldNaam } from './woorden.js';
import { day } from './format.js';

/* The document says words, and days as numbers. What was left empty is left out. */
const said = (value) => (/^\d{4}(-\d{2}){1,2}$/.test(value) ? day(value) : value);

const drawDeel = (deel) =>
  html`<section class="inzage__deel">
    <h2 class="nl-heading nl-heading--level-2">${deel.titel}</h2>
    ${deel.opmerking ? html`<p>${deel.opmerking}</p>` : nothing}
    ${deel.onderdelen.map((onderdeel) => terms(Object.entries(onderdeel).filter(([, value]) => value !== null).map(([name, value]) => [veldNaam(name), said(value)])))}
  </section>`;

const pad = () => `huishoudens/${state.route.id}/leden/${state.route.lid}`;

/* Whoever asks in the person's place gets what he may have; and when he may not ask, nothing stays on the screen. */
async function askFor(event) {
  event.preventDefault();
  const naam = event.target.elements.voor.value.trim();
  if (naam === '') return remember({ voorFout: { title: w('inzage_voor_kies'), volgende: w('inzage_voor_kies_volgende') }, voor: null });
  await act(
    'voor',
    async () => {
      const { data } = await call('POST', `${pad()}/inzagen`, { voor: naam });
      remember({ voor: { naam, inzage: data }, voorFout: null, voorOpen: false });
      focusOn('h1');
    },
    (voorFout) => remember({ voorFout, voor: null }),
  );
}

const drawVoor = (leden) =>
  html`<form class="formulier" autocomplete="off" novalidate @submit=${askFor}>
    ${field(
      'voor',
      w('inzage_voor_wie'),
      w('inzage_voor_hulp'),
      html`<input class="utrecht-textbox utrecht-textbox--html-input kort" id="voor" name="voor" list="voor-leden" autocomplete="off" spellcheck="false" aria-describedby="voor-hulp" />
        <datalist id="voor-leden">${leden.map((lid) => html`<option value=${lid.naam}></option>`)}</datalist>`,
    )}
    <div class="knoppen">${button({ label: w('inzage_voor_vraag'), icon: 'eye', kind: 'primary', type: 'submit', act: 'voor' })}</div>
  </form>`;

const drawWie = () =>
  html`<div class="scherm-alleen">
    ${state.scherm.voorFout ? problem(state.scherm.voorFout) : nothing}
    ${state.scherm.voorOpen
      ? after(bron(beeldPad(state.route.id)), ({ leden }) => drawVoor(leden.filter((lid) => lid.naam && lid.id !== state.route.lid)))
      : button({ label: w('inzage_voor'), small: true, kind: 'subtle', icon: 'users', onClick: () => remember({ voorOpen: true }) })}
  </div>`;

const drawDocument = (inzage) =>
  html`${state.scherm.voor ? html`<p><strong>${w('inzage_voor_gezegd', { naam: state.scherm.voor.naam })}</strong></p>` : nothing}
    ${inzage.toelichting.map((text) => html`<p>${text}</p>`)}
    ${inzage.delen.length === 0 ? empty(w('inzage_leeg'), w('inzage_leeg_tekst')) : inzage.delen.map(drawDeel)}`;

export const drawInzage = () =>
  afterReden(
    bron(`${pad()}/inzage`),
    (inzage) =>
      html`<p class="scherm-alleen"><a class="nl-link" href=${`gezin/${state.route.id}`}>${icon('arrow-left')}${w('naar_gezin')}</a></p>
        ${heading(1, inzage.titel)}
        <div class="knoppen scherm-alleen">${button({ label: w('afdrukken'), icon: 'printer', onClick: () => print() })}</div>
        ${drawWie()} ${state.scherm.voorFout ? nothing : drawDocument(state.scherm.voor?.inzage ?? inzage)}`,
  );
