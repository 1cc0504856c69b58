/* The log, for the privacy officer: who looked at what, on what ground, and how that ended. Ids and codes, as it was kept. */
import { html, nothing, after, button, empty, heading, field } from './kit.js';
import { state, remember } from './state.js';
import { bron } from './api.js';
import { w, keuze } from './woorden.js';
import { count, time } from './format.js';

const PAGE = 100;

function drawRow(r, names) {
  return html`<tr class="utrecht-table__row">
    <td class="utrecht-table__cell">${time(r.tijd)}</td>
    <td class="utrecht-table__cell">${names.get(r.user) ?? r.user.slice(0, 8)}</td>
    <td class="utrecht-table__cell">${keuze(r.soort)}: ${keuze(r.actie)}${r.inzage && r.inzage !== 'gewoon' ? html` <strong>${keuze(r.inzage)}</strong>` : nothing}</td>
    <td class="utrecht-table__cell">${r.purpose ? keuze(r.purpose) : '–'}</td>
    <td class="utrecht-table__cell"><code>${r.huishouden ? r.huishouden.slice(0, 8) : '–'}</code></td>
    <td class="utrecht-table__cell">${r.code === 0 ? w('log_goed') : w('log_geweigerd', { code: r.code })}</td>
  </tr>`;
}

function drawRegels({ regels }) {
  const names = new Map((bron('gebruikers').data?.gebruikers ?? []).map((g) => [g.id, g.naam]));
  const shown = [...regels].reverse().slice(0, state.scherm.tot ?? PAGE);
  if (regels.length === 0) return empty(w('log_leeg'), w('log_leeg_tekst'));
  return html`<p>${count('log_regels', regels.length)}</p>
    <div class="tabel-kader" role="group" aria-label=${w('titel_logboek')} tabindex="0">
      <table class="utrecht-table">
        <thead class="utrecht-table__header">
          <tr>
            ${['tijd', 'wie', 'wat', 'waarom', 'gezin', 'afloop'].map((key) => html`<th scope="col" class="utrecht-table__header-cell">${w(`log_${key}`)}</th>`)}
          </tr>
        </thead>
        <tbody class="utrecht-table__body">
          ${shown.map((r) => drawRow(r, names))}
        </tbody>
      </table>
    </div>
    ${shown.length < regels.length ? button({ label: w('meer_tonen'), onClick: () => remember({ tot: shown.length + PAGE }) }) : nothing}`;
}

export function drawLogboek() {
  if (!state.sessie.rollen.includes('privacy')) return html`${heading(1, w('titel_logboek'))}<p>${w('log_alleen')}</p>`;
  const dag = state.scherm.dag ?? '';
  return html`${heading(1, w('titel_logboek'))}
    <p class="intro">${w('log_intro')}</p>
    ${field(
      'log-dag',
      w('log_dag'),
      null,
      html`<input class="utrecht-textbox utrecht-textbox--html-input kort" id="log-dag" type="date" autocomplete="off" .value=${dag}
        @change=${(e) => remember({ dag: e.target.value })} />`,
    )}
    ${after(bron(`logboek${dag ? `?dag=${dag}` : ''}`), drawRegels)}`;
}
