/* Goals and actions in time: a list that reads as such, with bars beside it for who sees them. */
import { html, nothing, icon, place, chip } from './kit.js';
import { w, keuze } from './woorden.js';
import { day, moment, ago } from './format.js';
import { lidNaam } from './beeld.js';
import { title } from './staten.js';
import { go, withVraag } from './router.js';

const DAY_MS = 86400000;
const MARGIN_MS = 14 * DAY_MS;
const WIDE_MONTHS = 9;

const begin = (deel) => moment(deel.velden.maand ? `${deel.velden.maand}-01` : deel.op).getTime();
const end = (deel) => {
  const text = deel.velden.streefdatum ?? deel.velden.gereed;
  return text ? moment(text).getTime() : null;
};

function spanOf(rows, now) {
  const from = Math.min(now, ...rows.map(begin)) - MARGIN_MS;
  const until = Math.max(now + MARGIN_MS, ...rows.map((row) => end(row) ?? now)) + MARGIN_MS;
  return { from, until, at: (ms) => `${(((ms - from) / (until - from)) * 100).toFixed(2)}%` };
}

function months(span) {
  const found = [];
  const at = new Date(span.from);
  for (let m = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1)); m.getTime() < span.until; )
    (found.push(m), (m = new Date(Date.UTC(m.getUTCFullYear(), m.getUTCMonth() + 1, 1))));
  const step = Math.ceil(found.length / WIDE_MONTHS);
  return found.filter((_, i) => i % step === 0);
}

const monthName = (m) => day(m.toISOString().slice(0, 7));

function period(deel) {
  const until = deel.velden.streefdatum ?? deel.velden.gereed;
  return until ? w('tijd_tot', { tot: day(until) }) : w('tijd_open');
}

function drawRow(beeld, deel, onder, span, now) {
  const until = end(deel);
  const who = deel.velden.uitvoerder || deel.namens || deel.organisatie.naam;
  return html`<li class="tijd__rij tijd__rij--${deel.soort} ${onder ? 'is-onder' : ''}">
    <button type="button" class="regel" @click=${() => go(withVraag({ feit: deel.item, cel: null }))}>
      <span class="regel__soort">${deel.soort === 'doel' ? icon('target') : icon('checkbox')}${w(`soort_${deel.soort}`)}</span>
      <strong>${title(deel)}</strong>
      ${deel.velden.eigen_woorden ? html`<q>${deel.velden.eigen_woorden}</q>` : nothing}
      <span class="klein-grijs">
        ${lidNaam(beeld, deel.lid) ?? w('huishouden_heel')} · ${who} · ${deel.velden.moment ? `${deel.velden.moment} · ` : nothing}${period(deel)} · ${ago(deel.op, beeld.gezien.op)}
      </span>
      ${deel.velden.status ? chip(keuze(deel.velden.status)) : nothing}
    </button>
    <span class="tijd__baan" aria-hidden="true">
      <span class="tijd__nu" ${place({ '--op': span.at(now) })}></span>
      <span class="tijd__balk ${until === null ? 'is-open' : ''}" ${place({ '--van': span.at(begin(deel)), '--tot': span.at(until ?? span.until) })}></span>
    </span>
  </li>`;
}

export function drawTijdlijn(beeld) {
  const goals = new Set(beeld.doelen.map((doel) => doel.item));
  const isUnder = (actie) => goals.has(actie.velden.doel);
  const rows = [
    ...beeld.doelen.flatMap((doel) => [doel, ...beeld.acties.filter((actie) => actie.velden.doel === doel.item)]),
    ...beeld.acties.filter((actie) => !isUnder(actie)),
  ];
  const now = moment(beeld.gezien.op).getTime();
  const span = spanOf(rows, now);
  return html`<section aria-labelledby="tijd-kop">
    <h2 class="nl-heading nl-heading--level-2" id="tijd-kop">${w('tijd_kop')}</h2>
    ${rows.length === 0
      ? html`<p>${w('tijd_leeg')}</p>`
      : html`<div class="tijd">
          <div class="tijd__as" aria-hidden="true">
            ${months(span).map((m) => html`<span ${place({ '--op': span.at(m.getTime()) })}>${monthName(m)}</span>`)}
          </div>
          <ul>
            ${rows.map((deel) => drawRow(beeld, deel, isUnder(deel), span, now))}
          </ul>
        </div>`}
  </section>`;
}
