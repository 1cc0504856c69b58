/* What stands around every screen: the bar, the demo's banner, what leaves, the drawer, and who can read along. */
import { html, nothing, icon, waiting, problem, alert, heading } from './kit.js';
import { state, set, act } from './state.js';
import { call, forget, readSessie, speak } from './api.js';
import { w } from './woorden.js';
import { drawSlot, drawLockButton, drawLockWarning } from './slot.js';
import { drawUitgaand } from './uitgaand.js';
import { drawLade } from './lade.js';
import { domeinen } from './lijsten.js';
import { drawWerklijst } from './werklijst.js';
import { drawGezin } from './gezin.js';
import { drawAls } from './als.js';
import { drawBijwerken } from './bijwerken.js';
import { drawDelen } from './delen.js';
import { drawStaf } from './staf.js';
import { drawLedenScherm } from './leden.js';
import { drawIntrekkingen } from './intrekkingen.js';
import { drawInzage } from './inzage.js';
import { drawLogboek } from './logboek.js';
import { drawBeheer } from './beheer.js';

const SCREENS = {
  werklijst: drawWerklijst,
  gezin: drawGezin,
  als: drawAls,
  bijwerken: drawBijwerken,
  delen: drawDelen,
  staf: drawStaf,
  leden: drawLedenScherm,
  intrekkingen: drawIntrekkingen,
  inzage: drawInzage,
  logboek: drawLogboek,
  beheer: drawBeheer,
  onbekend: () => html`${heading(1, w('titel_onbekend'))}<p>${w('onbekend_tekst')} <a class="nl-link" href="./">${w('titel_werklijst')}</a></p>`,
};

const NAV = [
  ['./', 'werklijst', { icon: 'list-check' }],
  ['intrekkingen', 'intrekkingen', { icon: 'link-off' }],
  ['logboek', 'logboek', { icon: 'book', role: 'privacy' }],
  ['beheer', 'beheer', { icon: 'settings' }],
];

const open = () => state.sessie?.stand === 'open';

const drawNav = () =>
  html`<nav class="balk__nav" aria-label=${w('nav')}>
    ${NAV.filter(([, , sign]) => !sign.role || state.sessie.rollen.includes(sign.role)).map(
      ([href, scherm, sign]) =>
        html`<a href=${href} aria-current=${state.route.scherm === scherm ? 'page' : nothing}
          >${icon(sign.icon)}<span>${w(`titel_${scherm}`)}</span></a
        >`,
    )}
  </nav>`;

const drawTaal = () =>
  html`<div class="balk__taal" role="group" aria-label=${w('taal')}>
    ${['nl', 'en'].map(
      (taal) =>
        html`<button type="button" class="balk__knop" lang=${taal} aria-pressed=${String(state.taal === taal)}
          @click=${() => speak(taal)}>${taal.toUpperCase()}<span class="verborgen">${taal === 'nl' ? ' Nederlands' : ' English'}</span></button>`,
    )}
  </div>`;

const drawBar = () =>
  html`<header class="balk">
    <div class="balk__merk">
      <a href="./"><strong>eenplan</strong></a>
      ${open() ? html`<span class="balk__wie">${state.sessie.gebruiker?.naam}, ${state.sessie.organisatie?.naam}</span>` : nothing}
    </div>
    ${open() ? drawNav() : nothing}
    <div class="balk__rechts">${drawTaal()}${open() ? drawLockButton() : nothing}</div>
  </header>`;

function choose(nummer) {
  act(
    'demo',
    async () => {
      await call('POST', 'sessie/demo-personen', { nummer });
      forget();
      history.replaceState(null, '', document.baseURI);
      dispatchEvent(new PopStateEvent('popstate'));
      await readSessie();
    },
    (fout) => set({ sessieFout: fout }),
  );
}

function drawDemo() {
  const demo = state.sessie?.demo;
  if (!demo) return nothing;
  return html`<aside class="demo" aria-label=${w('demo')}>
    <p>${icon('info-circle')}<strong>${w('demo_kop')}</strong> ${w('demo_tekst')}</p>
    <div class="demo__personen" role="group" aria-label=${w('demo_kies')}>
      <span>${w('demo_kies')}</span>
      ${demo.personen.map(
        (p) =>
          html`<button type="button" class="demo__persoon" aria-pressed=${String(p.nummer === demo.nu)} @click=${() => choose(p.nummer)}>
            ${p.naam ? html`<strong>${p.naam}</strong> ` : nothing}${p.organisatie}
          </button>`,
      )}
      ${state.bezig.has('demo') ? html`<span role="status">${w('slot_bezig')}</span>` : nothing}
    </div>
  </aside>`;
}

const drawFoot = () =>
  html`<footer class="voet">
    <details>
      <summary>${w('meelezen_zin')}</summary>
      <div class="voet__tekst">
        ${['meelezen_1', 'meelezen_2', 'meelezen_3', 'meelezen_4'].map((key) => html`<p>${w(key)}</p>`)}
      </div>
    </details>
  </footer>`;

function drawMain() {
  if (state.sessie === null) return state.sessieFout ? problem(state.sessieFout, () => readSessie()) : waiting();
  if (!open()) return drawSlot();
  domeinen(); // asked for at once, so that no screen is drawn twice for their names
  return SCREENS[state.route.scherm]();
}

const drawLijn = () =>
  state.lijn || state.sessie === null ? nothing : alert('warning', w('geen_lijn'), html`<p>${w('geen_lijn_tekst')}</p>`, { role: 'alert' });

function skip(event) {
  event.preventDefault();
  event.stopPropagation();
  document.getElementById('inhoud').focus();
}

export const drawShell = () =>
  html`<a class="nl-skip-link nl-skip-link--visible-on-focus" href="#inhoud" @click=${skip}>${w('naar_inhoud')}</a>
    ${drawDemo()}${drawBar()}
    <main id="inhoud" class="blad blad--${open() ? state.route.scherm : 'slot'}" tabindex="-1">
      ${drawLijn()}${open() ? drawLockWarning() : nothing}${state.sessie && state.lijn && state.sessieFout ? problem(state.sessieFout, () => readSessie()) : nothing}
      ${drawMain()}
    </main>
    <div class="onderaan">
      ${open() ? drawUitgaand() : nothing}
      <div role="status" aria-live="polite">
        ${state.melding ? html`<p class="gezegd">${icon('check')}<span>${state.melding}</span></p>` : nothing}
        <p class="verborgen">${open() ? state.gezegd : ''}</p>
      </div>
    </div>
    ${drawFoot()}${drawLade()}`;
