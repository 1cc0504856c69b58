/* What one person may see about him- or herself: the same document as the client writes, to read and to print. */
import { html, nothing, button, empty, heading, icon, terms } from './kit.js';
import { state } from './state.js';
import { bron } from './api.js';
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

export const drawInzage = () =>
  afterReden(
    bron(`huishoudens/${state.route.id}/leden/${state.route.lid}/inzage`),
    (inzage) =>
      html`<p class="scherm-alleen"><a class="nl-link" href=${`gezin/${state.route.id}`}>${icon('arrow-left')}${w('naar_gezin')}</a></p>
        ${heading(1, inzage.titel)}
        <div class="knoppen scherm-alleen">${button({ label: w('afdrukken'), icon: 'printer', onClick: () => print() })}</div>
        ${inzage.toelichting.map((text) => html`<p>${text}</p>`)}
        ${inzage.delen.length === 0 ? empty(w('inzage_leeg'), w('inzage_leeg_tekst')) : inzage.delen.map(drawDeel)}`,
  );
