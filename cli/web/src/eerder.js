/* What an own fact said before: of each version only what was different from the one after it. */
import { html, nothing, button, after, terms } from './kit.js';
import { state, remember } from './state.js';
import { bron } from './api.js';
import { w, veldNaam } from './woorden.js';
import { time } from './format.js';
import { keptFrom, valueText } from './lade.js';

/** Everything that can change, as it is read. */
function rowsOf(beeld, versie) {
  const rows = new Map(Object.entries(versie.velden).map(([name, value]) => [veldNaam(name), valueText(beeld, name, value)]));
  rows.set(w('eerder_namens'), versie.namens ?? w('veld_leeg'));
  rows.set(w('eerder_woord'), versie.woord ?? w('veld_leeg'));
  rows.set(w('niet_tonen_aan'), keptFrom(beeld, versie) || w('veld_leeg'));
  return rows;
}

/* When nothing of the present opens, all of the last. */
function differs(beeld, versie, later) {
  const now = later ? rowsOf(beeld, later) : new Map();
  return [...rowsOf(beeld, versie)].filter(([name, text]) => now.get(name) !== text);
}

function drawVersie(beeld, versie, later) {
  const rows = differs(beeld, versie, later);
  return html`<li>
    <p><strong>${w('eerder_versie', { n: versie.versie })}</strong> <span class="klein-grijs">${time(versie.op)} · ${versie.gebruiker.naam}</span></p>
    ${rows.length === 0 ? html`<p>${w('eerder_zelfde')}</p>` : terms(rows)}
  </li>`;
}

function drawVersies(beeld, { versies, gesloten }) {
  const drawn = (versie, i) => (versie.nu ? nothing : drawVersie(beeld, versie, versies[i - 1]));
  return html`<ol class="eerder" aria-label=${w('eerder')}>
      ${versies.map(drawn)}
    </ol>
    ${gesloten > 0 ? html`<p class="klein-grijs">${w('eerder_gesloten')}</p>` : nothing}`;
}

/** Asked for only when somebody wants to see it. */
export function drawEerder(beeld, deel) {
  if (deel.versie < 2) return nothing;
  const shown = state.scherm.eerder === deel.item;
  const toggle = () => remember({ eerder: shown ? null : deel.item });
  return html`<p>
      ${button({ label: w(shown ? 'eerder_dicht' : 'eerder_toon'), small: true, kind: 'subtle', icon: 'chevron-down', expanded: String(shown), onClick: toggle })}
    </p>
    ${shown ? after(bron(`huishoudens/${beeld.huishouden.id}/opgaven/${deel.item}/versies`), (answer) => drawVersies(beeld, answer)) : nothing}`;
}
