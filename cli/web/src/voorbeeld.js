/* "Dit ziet …": what each recipient gets of what is being typed, before anything leaves. */
import { html, nothing, after, icon, chip, terms } from './kit.js';
import { bron } from './api.js';
import { w, keuze, veldNaam } from './woorden.js';
import { lastDay, day } from './format.js';
import { levelWord } from './staten.js';
import { fieldsOf, soortOf, standOf } from './formulier.js';
import { valueText } from './lade.js';
import { grondNaam } from './delen.js';

const pad = (form) => `huishoudens/${form.huishouden}/ontvangers?domein=${form.domein}${form.lid ? `&lid=${form.lid}` : ''}`;

const isOther = (ontvanger) => ontvanger.deelbesluit !== null; // the own team sees all

/** Those to whom it goes now; of an entry for the own file nobody. null: not known yet. */
export function recipients(form) {
  if (soortOf(form)?.dossier) return [];
  return bron(pad(form)).data?.ontvangers.filter(isOther) ?? null;
}

function shownAt(form, beeld, level) {
  return fieldsOf(form, Math.min(level, form.niveau))
    .filter(({ naam }) => naam !== 'stand' && naam !== 'maand' && (form.velden[naam] ?? '') !== '')
    .map(({ naam }) => [veldNaam(naam), valueText(beeld, naam, form.velden[naam])]);
}

function drawOne(form, beeld, { organisatie, team, niveau, grondslag, tot, wacht }) {
  const level = Math.min(niveau, form.niveau);
  const rows = shownAt(form, beeld, level);
  const { maand } = form.velden;
  const that = w(maand ? 'dat_sinds' : 'dat', { soort: w(`soort_${form.soort}`).toLowerCase(), stand: keuze(standOf(form)), maand: day(maand) });
  return html`<li class="ziet">
    <p><strong>${organisatie.naam}</strong>, ${team.naam} ${chip(levelWord(level))}</p>
    <p class="klein-grijs">${w('grondslag_tot', { grond: grondNaam(grondslag), tot: lastDay(tot) })}</p>
    <p>${that}</p>
    ${rows.length > 0 ? terms(rows) : nothing}
    ${wacht ? html`<p class="klein-grijs">${w('ziet_wacht')}</p>` : nothing}
    ${level < form.niveau ? html`<p class="klein-grijs">${w('ziet_rest_niet')}</p>` : nothing}
  </li>`;
}

export function drawVoorbeeld(form, beeld) {
  const own = html`<p>${icon('shield-lock')} ${w('ziet_eigen')}</p>`;
  const inside = soortOf(form)?.dossier
    ? html`<p>${w('ziet_dossier')}</p>`
    : after(bron(pad(form)), ({ ontvangers }) =>
        ontvangers.filter(isOther).length === 0
          ? html`<p><strong>${w('ziet_niemand')}</strong></p><p><a class="nl-link" href=${`gezin/${form.huishouden}/delen`}>${w('ziet_niemand_doe')}</a></p>`
          : html`<ul class="ziet-lijst">${ontvangers.filter(isOther).map((o) => drawOne(form, beeld, o))}</ul>`,
      );
  return html`<aside class="voorbeeld" aria-labelledby="ziet-kop" aria-live="off">
    <h2 class="nl-heading nl-heading--level-2" id="ziet-kop">${w('ziet_kop')}</h2>
    ${inside}${own}
  </aside>`;
}
