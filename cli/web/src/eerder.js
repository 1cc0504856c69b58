/* What an own fact said before: of each version only what was different from the one after it. */
import { html, nothing, button, after, terms } from './kit.js';
import { state, remember } from './state.js';
import { bron } from './api.js';
import { w, veldNaam } from './woorden.js';
import { count, time } from './format.js';
import { keptFrom, valueText } from './lade.js';

/** Everything that can change, as it is read. */
function rowsOf(beeld, versie) {
  const rows = new Map(Object.entries(versie.velden).map(([name, value]) => [veldNaam(name), valueText(beeld, name, value)]));
  rows.set(w('eerder_namens'), versie.namens ?? w('veld_leeg'));
  rows.set(w('eerder_woord'), versie.woord ?? w('veld_leeg'));
  rows.set(w('niet_tonen_aan'), keptFrom(beeld, versie) || w('veld_leeg'));
  return rows;
}

function differs(beeld, versie, later) {
  const now = rowsOf(beeld, later);
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
  const [, ...earlier] = versies;
  return html`<ol class="eerder" aria-label=${w('eerder')}>
      ${earlier.map((versie, i) => drawVersie(beeld, versie, versies[i]))}
    </ol>
    ${gesloten > 0 ? html`<p class="klein-grijs">${w('eerder_gesloten')}</p>` : nothing}`;
}

/** Asked for only when somebody wants to see it. */
export function drawEerder(beeld, deel) {
  if (deel.versie < 2) return nothing;
  const shown = state.scherm.eerder === deel.item;
  const toggle = () => remember({ eerder: shown ? null : deel.item });
  return html`<p>
      ${button({ label: shown ? w('eerder_dicht') : count('eerder_toon', deel.versie - 1), small: true, kind: 'subtle', icon: 'chevron-down', expanded: String(shown), onClick: toggle })}
    </p>
    ${shown ? after(bron(`huishoudens/${beeld.huishouden.id}/opgaven/${deel.item}/versies`), (answer) => drawVersies(beeld, answer)) : nothing}`;
}
