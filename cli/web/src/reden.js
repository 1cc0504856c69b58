/* A family that this person does not work with: before it opens, why. What is typed goes into the own file of the family, and
 * the page says so, and who is told, before anything is read. */
import { html, nothing, after, alert, button, focusOn, heading, problem } from './kit.js';
import { state, remember, act, redraw } from './state.js';
import { call, keep, outdate } from './api.js';
import { beeldPad } from './gezin.js';
import { w } from './woorden.js';

const NEEDS = new Set(['EP_NOT_STAF', 'EP_REASON_OLD']);
const KINDS = ['collega', 'nood'];

const reden = () => (state.scherm.reden ??= { soort: 'collega', tekst: '', fout: null });
const change = (changes) => {
  Object.assign(reden(), changes);
  redraw();
};

function refuse(fout) {
  change({ fout });
  focusOn('#reden');
}

async function open(event) {
  event.preventDefault();
  const { id } = state.route;
  const { soort, tekst } = reden();
  if (tekst.trim() === '') return refuse({ title: w('reden_leeg'), volgende: w('reden_leeg_volgende') });
  await act(
    'reden',
    async () => {
      const { data } = await call('POST', `huishoudens/${id}/inzagen`, { [soort]: tekst.trim() });
      outdate(`huishoudens/${id}/`, 'werklijst');
      keep(beeldPad(id), data); // one reading stands on record, and no second one for the same look
      remember({ reden: undefined }, { melding: w('reden_gezegd') });
      focusOn('h1');
    },
    refuse,
  );
}

const drawKinds = (form) =>
  html`<fieldset class="utrecht-form-field">
    <legend class="utrecht-form-label">${w('reden_soort')}</legend>
    <div class="keuzes keuzes--breed">
      ${KINDS.map(
        (soort) =>
          html`<label><input type="radio" name="reden-soort" .checked=${form.soort === soort} @change=${() => change({ soort, fout: null })} /><span><strong>${w(`reden_${soort}`)}</strong> <span class="klein-grijs">${w(`reden_${soort}_hulp`)}</span></span></label>`,
      )}
    </div>
  </fieldset>`;

function drawReden(level) {
  const form = reden();
  return html`<section class="formulier" aria-labelledby="reden-kop">
    <div id="reden-kop">${heading(level, w('reden_kop'))}</div>
    <p class="intro">${w('reden_intro')}</p>
    <form class="formulier" autocomplete="off" novalidate @submit=${open}>
      ${drawKinds(form)}
      <div class="utrecht-form-field ${form.fout ? 'utrecht-form-field--invalid' : ''}">
        <label class="utrecht-form-label" for="reden">${w('reden_waarom')}</label>
        <p class="hulp" id="reden-hulp">${w('reden_waarom_hulp')}</p>
        ${form.fout ? html`<div id="reden-fout">${problem(form.fout)}</div>` : nothing}
        <textarea class="utrecht-textbox" id="reden" rows="3" maxlength="500" spellcheck="false" autocomplete="off"
          aria-describedby=${form.fout ? 'reden-hulp reden-fout' : 'reden-hulp'} aria-invalid=${form.fout ? 'true' : nothing}
          .value=${form.tekst} @input=${(event) => change({ tekst: event.target.value })}></textarea>
      </div>
      ${alert('info', w('reden_vast_kop'), html`<p>${w('reden_vast')}</p><p>${w(`reden_vast_${form.soort}`)}</p>`)}
      <div class="knoppen">
        ${button({ label: w('reden_open'), icon: 'eye', kind: 'primary', type: 'submit', act: 'reden' })}
        <a class="nl-link" href="./">${w('reden_terug')}</a>
      </div>
    </form>
  </section>`;
}

/** As `after`, of what is read of a family. Where a reason is needed, nothing that came before stays on the screen. */
export const afterReden = (source, draw, level = 1) => (NEEDS.has(source.fout?.code) ? drawReden(level) : after(source, draw));
