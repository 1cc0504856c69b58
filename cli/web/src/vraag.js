/* Asking a partner for an update or for sharing. It never shows whether there is anything. */
import { html, nothing, button, alert, problem } from './kit.js';
import { state, remember, act } from './state.js';
import { call, outdate } from './api.js';
import { w } from './woorden.js';
import { day } from './format.js';
import { celKey, lidNaam } from './beeld.js';

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

const asked = (beeld, cel) =>
  beeld.vragen.filter((v) => v.organisatie.id === cel.organisatie.id && (v.lid ?? null) === (cel.lid ?? null) && v.domeinen.includes(cel.domein));

export function drawVraag(beeld, cel) {
  if (cel.namens || cel.organisatie.id === beeld.gezien.organisatie.id) return nothing;
  const shared = cel.staat !== 'onbekend' && cel.staat !== 'beeindigd';
  const soort = shared ? 'bijwerken' : 'delen';
  const over = lidNaam(beeld, cel.lid) ?? w('huishouden_heel');
  return html`<section class="vraag">
    <h3 class="nl-heading nl-heading--level-3">${w('vraag_kop', { wie: cel.organisatie.naam })}</h3>
    <p>${w(`vraag_${soort}_tekst`, { wie: cel.organisatie.naam, over })}</p>
    ${asked(beeld, cel).map((v) => html`<p class="klein-grijs">${w(`gevraagd_${v.soort}`, { wie: v.organisatie.naam, over, op: day(v.op) })}</p>`)}
    ${state.scherm.vraagFout ? problem(state.scherm.vraagFout) : nothing}
    ${state.scherm.gevraagd === celKey(cel) ? alert('ok', w('vraag_weg', { wie: cel.organisatie.naam })) : nothing}
    ${button({ label: w(`vraag_${soort}`), icon: 'message-question', act: 'vraag', onClick: () => ask(beeld, cel, soort) })}
  </section>`;
}
