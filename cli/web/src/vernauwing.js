/* Sharing less, in place: another decision on the same evidence takes the place of this one. Sharing more or longer is a
 * decision of its own, for which the form of a new one is filled in but for its evidence. */
import { html, nothing, button, focusOn, problem, field } from './kit.js';
import { state, remember, act, redraw } from './state.js';
import { call, outdate } from './api.js';
import { w } from './woorden.js';
import { day, list } from './format.js';
import { levelWord } from './staten.js';
import { domeinNaam } from './lijsten.js';
import { radios, ticks } from './deelbesluit.js';

const shown = (besluit) => besluit.domeinen.filter((code) => code !== 'persoon');

export function openMinder(besluit) {
  remember({ zeker: null, fout: null, minder: { id: besluit.id, niveau: besluit.niveau, domeinen: shown(besluit), tot: besluit.tot_dag, fout: null } });
  focusOn('.minder input');
}

export const closeMinder = (besluit) => {
  remember({ minder: null });
  focusOn(`#besluit-${besluit.id} button`);
};

/** The body of the request: only what is other than it was. */
export function minderBody(besluit, { niveau, domeinen, tot }) {
  const body = {};
  if (niveau !== besluit.niveau) body.niveau = niveau;
  if (domeinen.length !== shown(besluit).length) body.domeinen = domeinen;
  if (tot !== besluit.tot_dag) body.tot = tot;
  return body;
}

function faultOf(form, body) {
  if (form.domeinen.length === 0 && 'domeinen' in body) return { title: w('minder_niets_over'), volgende: w('minder_niets_over_volgende') };
  return Object.keys(body).length === 0 ? { title: w('minder_gelijk'), volgende: w('minder_gelijk_volgende') } : null;
}

async function send(event, besluit) {
  event.preventDefault();
  const form = state.scherm.minder;
  const body = minderBody(besluit, form);
  const refuse = (fout) => {
    form.fout = fout;
    redraw();
  };
  const fault = faultOf(form, body);
  if (fault) return refuse(fault);
  await act(
    'minder',
    async () => {
      const { id } = state.route;
      await call('POST', `huishoudens/${id}/deelbesluiten/${besluit.id}/vernauwingen`, body);
      remember({ minder: null }, { melding: w('minder_gezegd', { aan: besluit.aan.naam }) });
      outdate(`huishoudens/${id}/`, 'intrekkingen', 'werklijst');
      focusOn('#besluiten-kop');
    },
    refuse,
  );
}

export function drawMinder(besluit) {
  const form = state.scherm.minder;
  const change = (changes) => {
    Object.assign(form, { fout: null, ...changes });
    redraw();
  };
  const levels = [1, 2, 3].filter((n) => n <= besluit.niveau).map((n) => [n, levelWord(n), w(`niveau_uitleg_${n}`)]);
  return html`<form class="minder formulier" autocomplete="off" novalidate aria-label=${w('minder')} @submit=${(event) => send(event, besluit)}>
    ${form.fout ? problem(form.fout) : nothing}
    <fieldset class="utrecht-form-field"><legend class="utrecht-form-label">${w('minder_niveau')}</legend>${radios('minder-niveau', levels, form.niveau, (niveau) => change({ niveau }))}</fieldset>
    <fieldset class="utrecht-form-field">
      <legend class="utrecht-form-label">${w('minder_domeinen')}</legend>
      ${ticks(shown(besluit).map((code) => [code, domeinNaam(code)]), form.domeinen, (domeinen) => change({ domeinen }))}
    </fieldset>
    ${field(
      'minder-tot',
      w('minder_tot'),
      w('minder_tot_hulp', { tot: day(besluit.tot_dag) }),
      html`<input class="utrecht-textbox utrecht-textbox--html-input kort" id="minder-tot" type="date" max=${besluit.tot_dag} aria-describedby="minder-tot-hulp"
        .value=${form.tot} @input=${(event) => change({ tot: event.target.value })} />`,
    )}
    <p>${w('minder_zin', { aan: besluit.aan.naam, niveau: levelWord(form.niveau), domeinen: list(form.domeinen.map(domeinNaam)) || w('geen'), tot: day(form.tot) })}</p>
    <div class="knoppen">
      ${button({ label: w('minder_ja'), icon: 'check', kind: 'primary', type: 'submit', act: 'minder' })}
      ${button({ label: w('annuleer'), kind: 'subtle', onClick: () => closeMinder(besluit) })}
    </div>
  </form>`;
}
