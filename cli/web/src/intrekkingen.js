/* The board of withdrawals: who stopped, who confirmed, and who is late. */
import { html, nothing, after, chip, empty, heading, icon } from './kit.js';
import { bron } from './api.js';
import { w } from './woorden.js';
import { count, day } from './format.js';

function drawBevestiging(b) {
  if (b.bevestigd) return html`<li>${icon('check')}${w('bevestigd_bron', { wie: b.organisatie.naam, op: day(b.bevestigd) })}</li>`;
  if (!b.verwijderd) return html`<li>${icon('hourglass')}${w('bevestigd_niet', { wie: b.organisatie.naam })}</li>`;
  return html`<li>
    ${icon('check')}${w('bevestigd_ontvanger', { wie: b.organisatie.naam, op: day(b.verwijderd), kopie: day(b.reservekopieen_weg) })}
    ${count('stukken', b.stukken ?? 0)} ${b.behouden > 0 ? count('behouden', b.behouden) : nothing}
  </li>`;
}

function drawRow(i) {
  return html`<li class="besluit">
    <div>
      <p><strong>${i.van.naam}</strong> ${icon('chevron-right')} <strong>${i.aan.naam}</strong> ${i.te_laat ? chip(w('te_laat'), 'alert-triangle') : nothing}</p>
      <p class="klein-grijs">${i.ingetrokken ? w('intrekking_op', { wie: i.door?.naam ?? '–', op: day(i.ingetrokken) }) : w('afgelopen_op', { op: day(i.afgelopen) })}</p>
      <ul class="punten punten--icoon">
        ${i.bevestigingen.map(drawBevestiging)}
      </ul>
      <p><a class="nl-link" href=${`gezin/${i.huishouden}/delen`}>${w('naar_delen')}</a></p>
    </div>
  </li>`;
}

export const drawIntrekkingen = () =>
  html`${heading(1, w('titel_intrekkingen'))}
    <p class="intro">${w('intrekkingen_intro')}</p>
    ${after(bron('intrekkingen'), ({ intrekkingen, te_laat }) =>
      intrekkingen.length === 0
        ? empty(w('intrekkingen_leeg'), w('intrekkingen_leeg_tekst'))
        : html`<p>${te_laat > 0 ? count('te_laat', te_laat) : w('te_laat_0')}</p>
            <ul class="besluiten">
              ${intrekkingen.map(drawRow)}
            </ul>`,
    )}`;
