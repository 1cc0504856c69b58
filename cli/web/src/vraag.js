/* Asking a partner for an update or for sharing. It never shows whether there is anything. */
import { html, nothing, icon, button, alert, problem } from './kit.js';
import { state, remember, act } from './state.js';
import { call, outdate } from './api.js';
import { w } from './woorden.js';
import { day, moment } from './format.js';
import { celKey, lidNaam } from './beeld.js';

const HOUR_MS = 3600000;

function ask(beeld, cel, soort) {
  const body = { organisatie: cel.organisatie.id, soort: soort === 'bijwerken' ? 'update' : soort, domeinen: [cel.domein], niveau: Math.max(1, cel.niveau) };
  if (cel.lid) body.lid = cel.lid;
  act(
    'vraag',
    async () => {
      await call('POST', `huishoudens/${beeld.huishouden.id}/vragen`, body);
      remember({ gevraagd: celKey(cel), vraagFout: null }, { melding: w('vraag_weg', { wie: cel.organisatie.naam }) });
      outdate(`huishoudens/${beeld.huishouden.id}/beeld`);
    },
    (vraagFout) => remember({ vraagFout }),
  );
}

/** A question in a sentence: ours to another, or another's to us. */
export function vraagText(beeld, { organisatie, aan, soort, lid, op }) {
  const said = { over: lidNaam(beeld, lid) ?? w('huishouden_heel'), op: day(op) };
  const own = organisatie.id === beeld.gezien.organisatie.id;
  return own ? w(`gevraagd_${soort}`, { wie: aan.naam, ...said }) : w(`gevraagd_ons_${soort}`, { wie: organisatie.naam, ...said });
}

/* The hour is all that is known of when it was asked: what came within it may be from before. */
const isAnswered = (vraag, cel) => cel.feit_op !== null && moment(cel.feit_op) - moment(vraag.op) >= HOUR_MS;

/** Our last question of that sort to this source about this place, while nothing came of it; undefined: none. */
export const openVraag = (beeld, cel, soort) =>
  beeld.vragen
    .filter((v) => v.organisatie.id === beeld.gezien.organisatie.id && v.aan.id === cel.organisatie.id && v.soort === soort)
    .filter((v) => (v.lid ?? null) === (cel.lid ?? null) && v.domeinen.includes(cel.domein) && !isAnswered(v, cel))
    .sort((a, b) => a.op.localeCompare(b.op))
    .at(-1);

export function drawVraag(beeld, cel) {
  if (cel.namens || cel.organisatie.id === beeld.gezien.organisatie.id) return nothing;
  const shared = cel.staat !== 'onbekend' && cel.staat !== 'beeindigd';
  const soort = shared ? 'bijwerken' : 'delen';
  const over = lidNaam(beeld, cel.lid) ?? w('huishouden_heel');
  const open = openVraag(beeld, cel, soort);
  return html`<section class="vraag">
    <h3 class="nl-heading nl-heading--level-3">${w('vraag_kop', { wie: cel.organisatie.naam })}</h3>
    <p>${w(`vraag_${soort}_tekst`, { wie: cel.organisatie.naam, over })}</p>
    ${open ? html`<p>${icon('check')}<strong>${vraagText(beeld, open)}</strong></p>` : nothing}
    ${state.scherm.vraagFout ? problem(state.scherm.vraagFout) : nothing}
    ${state.scherm.gevraagd === celKey(cel) ? alert('ok', w('vraag_weg', { wie: cel.organisatie.naam })) : nothing}
    ${button({ ...(open ? { label: w('vraag_opnieuw'), kind: 'subtle', small: true } : { label: w(`vraag_${soort}`), icon: 'message-question' }), act: 'vraag', onClick: () => ask(beeld, cel, soort) })}
  </section>`;
}
