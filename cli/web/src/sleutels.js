/* Keys with which other programs on this computer ask what this page asks. One is shown when it is made, and never again. */
import { html, nothing, after, alert, button, focusOn, problem, sureButton, field, copy } from './kit.js';
import { state, set, remember, act } from './state.js';
import { bron, call, outdate } from './api.js';
import { w } from './woorden.js';

const MAG = ['lezen', 'schrijven'];
const fault = (sleutelFout) => remember({ sleutelFout });

async function make(event) {
  event.preventDefault();
  const { elements } = event.target;
  const naam = elements.naam.value.trim();
  if (naam === '') return fault({ title: w('sleutel_naam_leeg'), volgende: w('sleutel_naam_leeg_volgende') });
  await act(
    'sleutel',
    async () => {
      const { data } = await call('POST', 'sleutels', { naam, mag: elements.mag.value });
      elements.naam.value = '';
      remember({ sleutel: data, sleutelFout: null });
      outdate('sleutels');
      focusOn('#sleutel-nieuw');
    },
    fault,
  );
}

const revoke = (row) =>
  act(
    `sleutel${row.n}`,
    async () => {
      await call('DELETE', `sleutels/${row.n}`);
      remember({ zeker: null, sleutelFout: null, sleutel: state.scherm.sleutel?.n === row.n ? null : state.scherm.sleutel });
      set({ melding: w('sleutel_weg', { naam: row.naam }) });
      outdate('sleutels');
      focusOn('#beheer-sleutels');
    },
    fault,
  );

function close() {
  remember({ sleutel: null });
  focusOn('#beheer-sleutels');
}

const drawNew = ({ naam, sleutel }) =>
  html`<div id="sleutel-nieuw" tabindex="-1">
    ${alert(
      'ok',
      w('sleutel_gemaakt', { naam }),
      html`<p>${w('sleutel_eenmalig')}</p>
        <p><code class="sleutel">${sleutel}</code></p>
        <div class="knoppen">
          ${button({ label: w('sleutel_kopieer'), icon: 'copy', small: true, onClick: () => copy(sleutel) })} ${button({ label: w('sleutel_bewaard'), icon: 'check', small: true, onClick: close })}
        </div>`,
    )}
  </div>`;

const drawRow = (row) =>
  html`<li class="eigen">
    <div><strong>${row.naam}</strong><span class="klein-grijs">${w(`mag_${row.mag}`)}</span></div>
    ${sureButton({ key: `sleutel${row.n}`, label: w('sleutel_trek_in'), about: row.naam, ask: w('sleutel_zeker', { naam: row.naam }), yes: w('sleutel_ja'), onYes: () => revoke(row) })}
  </li>`;

const drawMake = () =>
  html`<form class="formulier" autocomplete="off" novalidate @submit=${make}>
    ${field('sleutel-naam', w('sleutel_voor'), null, html`<input class="utrecht-textbox utrecht-textbox--html-input kort" id="sleutel-naam" name="naam" maxlength="64" autocomplete="off" spellcheck="false" />`)}
    <fieldset class="utrecht-form-field">
      <legend class="utrecht-form-label">${w('sleutel_mag')}</legend>
      <div class="keuzes keuzes--breed">
        ${MAG.map((mag) => html`<label><input type="radio" name="mag" value=${mag} ?checked=${mag === 'lezen'} /><span>${w(`mag_${mag}`)}</span></label>`)}
      </div>
    </fieldset>
    <div class="knoppen">${button({ label: w('sleutel_maak'), icon: 'plus', kind: 'primary', type: 'submit', act: 'sleutel' })}</div>
  </form>`;

export const drawSleutels = () =>
  html`<section aria-labelledby="beheer-sleutels">
    <h2 class="nl-heading nl-heading--level-2" id="beheer-sleutels" tabindex="-1">${w('beheer_sleutels')}</h2>
    <p>${w('sleutels_uitleg')}</p>
    ${state.scherm.sleutelFout ? problem(state.scherm.sleutelFout) : nothing} ${state.scherm.sleutel ? drawNew(state.scherm.sleutel) : nothing}
    ${after(bron('sleutels'), ({ sleutels }) => html`<ul class="regels">${sleutels.map(drawRow)}</ul>`)} ${drawMake()}
  </section>`;
