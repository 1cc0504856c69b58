/* Somebody of the own organisation was first: both texts beside each other, and the person decides. */
import { html, nothing, alert, button, terms } from './kit.js';
import { w, veldNaam } from './woorden.js';
import { time } from './format.js';
import { feit } from './beeld.js';
import { formOf, fieldsOf } from './formulier.js';
import { valueText } from './lade.js';

export const isConflict = (fout) => fout?.status === 412 || fout?.status === 409 || fout?.code === 'EP_CONFLICT' || fout?.code === 'conflict';

export function drawConflict(form, beeld, { again, drop }) {
  const now = feit(beeld, form.item);
  if (!now || now.versie === form.versie) return nothing; // the newer one has not come yet
  const theirs = formOf(form.huishouden, now);
  const names = fieldsOf(form)
    .map(({ naam }) => naam)
    .filter((naam) => (theirs.velden[naam] ?? '') !== (form.velden[naam] ?? ''));
  const rows = (velden) => terms(names.map((naam) => [veldNaam(naam), valueText(beeld, naam, velden[naam] ?? '')]));
  const rebase = () => {
    Object.assign(form, { versie: now.versie, was: theirs.velden, conflict: false });
    again();
  };
  return alert(
    'warning',
    w('conflict_kop'),
    html`<p>${w('conflict_tekst', { n: now.versie, op: time(now.op) })}</p>
      <div class="naast">
        <section><h2 class="nl-heading nl-heading--level-3">${w('conflict_er_staat')}</h2>${rows(theirs.velden)}</section>
        <section><h2 class="nl-heading nl-heading--level-3">${w('conflict_uw')}</h2>${rows(form.velden)}</section>
      </div>
      <div class="knoppen">
        ${button({ label: w('conflict_mijn'), onClick: rebase })} ${button({ label: w('conflict_hun'), kind: 'subtle', onClick: drop })}
      </div>`,
    { role: 'alert' },
  );
}
