/* The lock: opening the vault, locking it, and the time that is left. */
import { html, nothing, button, alert, heading, problem, icon } from './kit.js';
import { state, remember, act } from './state.js';
import { call, letGo, readSessie, takeSessie } from './api.js';
import { w } from './woorden.js';
import { flushConcepten } from './concept.js';
import { drawBegin, drawGesprek } from './gesprek.js';

const WARN_MS = 60000;
const STAY_MS = 30000;

async function unlock(event) {
  event.preventDefault();
  const field = event.target.elements.wachtzin;
  const wachtzin = field.value;
  if (wachtzin.trim() === '') return remember({ fout: { title: w('slot_leeg'), volgende: w('slot_leeg_volgende') } });
  state.scherm.fout = null;
  const done = await act(
    'ontgrendel',
    async () => {
      const { data } = await call('POST', 'sessie/ontgrendelingen', { wachtzin });
      takeSessie(data);
      return true;
    },
    (fout) => remember({ fout }),
  );
  if (!done) field.select();
}

export async function lock() {
  await flushConcepten();
  await act('vergrendel', async () => {
    letGo();
    await call('POST', 'sessie/vergrendelingen', {}).catch(() => {});
    await readSessie();
  });
}

/** Whoever reads for long and touches nothing else still works: a key or a move now and then says so. */
export function startKeeper() {
  let said = 0;
  const onSign = () => {
    if (state.sessie?.stand !== 'open' || Date.now() - said < STAY_MS) return;
    said = Date.now();
    readSessie({ alive: true });
  };
  for (const sign of ['keydown', 'pointerdown', 'wheel']) addEventListener(sign, onSign, { passive: true });
}

export function drawLockButton() {
  const left = Math.max(0, state.slotOp - Date.now());
  const clock = `${Math.floor(left / 60000)}:${String(Math.floor(left / 1000) % 60).padStart(2, '0')}`;
  return html`<button type="button" class="balk__knop" @click=${lock}>
    ${icon('lock')}<span>${w('vergrendel_nu')}</span>
    ${state.slotOp > 0 ? html`<span class="balk__klok" aria-hidden="true">${clock}</span>` : nothing}
  </button>`;
}

/** In the last minute: said once, with a button to stay. */
export function drawLockWarning() {
  const left = state.slotOp - Date.now();
  if (state.slotOp === 0 || left > WARN_MS || left < 0) return nothing;
  return alert(
    'warning',
    w('slot_bijna'),
    html`<p>${w('slot_bijna_tekst')}</p>
      ${button({ label: w('slot_blijf'), small: true, onClick: () => readSessie({ alive: true }) })}`,
    { role: 'alert' },
  );
}

function drawNone() {
  return html`${heading(1, w('geenkluis_kop'))}
    <p class="intro">${w('geenkluis_intro')}</p>
    <ol class="stappen">
      ${['geenkluis_1', 'geenkluis_2', 'geenkluis_3'].map((key) => html`<li>${w(key)}</li>`)}
    </ol>
    ${drawGesprek(() => drawBegin('aanmeldingen', 'meld_aan', ['regel', 'naam']))}
    ${button({ label: w('afdrukken'), icon: 'printer', kind: 'subtle', onClick: () => print() })}`;
}

/* In the demo all keys are here: nobody needs to know a passphrase. */
const drawDemo = () =>
  html`${heading(1, w('demo_slot_kop'))}<p class="intro">${w('demo_slot_intro')}</p>
    ${state.bezig.has('demo') ? html`<p class="voortgang" role="status"><progress aria-label=${w('slot_bezig')}></progress> ${w('slot_bezig')}</p>` : nothing}`;

export function drawSlot() {
  if (state.sessie.demo) return html`<section class="slot">${drawDemo()}</section>`;
  if (state.sessie.stand === 'geen-kluis') return html`<section class="slot">${drawNone()}</section>`;
  const fout = state.scherm.fout;
  const busy = state.bezig.has('ontgrendel');
  return html`<section class="slot">
    ${heading(1, w('slot_kop'))}
    <p class="intro">
      ${state.sessie.gebruiker?.naam ? w('slot_intro_naam', { naam: state.sessie.gebruiker.naam }) : w('slot_intro')}
    </p>
    <form @submit=${unlock} autocomplete="off">
      <div class="utrecht-form-field ${fout ? 'utrecht-form-field--invalid' : ''}">
        <label class="utrecht-form-label" for="wachtzin">${w('wachtzin')}</label>
        <p class="hulp" id="wachtzin-hulp">${w('wachtzin_hulp')}</p>
        ${fout ? html`<div id="wachtzin-fout">${problem(fout)}</div>` : nothing}
        <input
          class="utrecht-textbox utrecht-textbox--html-input"
          id="wachtzin"
          name="wachtzin"
          type=${state.scherm.toon ? 'text' : 'password'}
          autocomplete="off"
          spellcheck="false"
          autocapitalize="none"
          aria-describedby=${fout ? 'wachtzin-hulp wachtzin-fout' : 'wachtzin-hulp'}
          aria-invalid=${fout ? 'true' : nothing}
        />
      </div>
      <label class="vink">
        <input type="checkbox" .checked=${!!state.scherm.toon} @change=${(e) => remember({ toon: e.target.checked })} />
        ${w('wachtzin_toon')}
      </label>
      <div class="knoppen">
        ${button({ label: w('ontgrendel'), icon: 'lock-open', kind: 'primary', type: 'submit', act: 'ontgrendel' })}
      </div>
      ${busy ? html`<p class="voortgang" role="status"><progress aria-label=${w('slot_bezig')}></progress> ${w('slot_bezig')}</p>` : nothing}
    </form>
  </section>`;
}
