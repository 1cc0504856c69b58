/* Looking along as somebody: exactly what that person may see, in large type, for the kitchen table. */
import { html, button, linkButton, heading, alert } from './kit.js';
import { state } from './state.js';
import { bron } from './api.js';
import { beeldPad } from './gezin.js';
import { lidNaam } from './beeld.js';
import { w } from './woorden.js';
import { afterReden } from './reden.js';
import { drawAfdruk } from './afdruk.js';

export function drawAls() {
  const { id, lid } = state.route;
  return afterReden(
    bron(beeldPad(id, lid)),
    (beeld) =>
      html`<div class="als__balk scherm-alleen">
          ${linkButton({ label: w('als_terug'), icon: 'arrow-left', href: `gezin/${id}` })}
          <p>${w('als_uitleg', { naam: lidNaam(beeld, lid) ?? w('naam_niet_gedeeld') })}</p>
          ${button({ label: w('afdrukken'), icon: 'printer', onClick: () => print() })}
        </div>
        <div class="als">${drawAfdruk(beeld, lid)}</div>`,
  );
}
