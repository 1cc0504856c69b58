/* Somebody of the own organisation was first: both texts beside each other, and the person
 * decides: field by field, or at once. */
import { html, nothing, alert, button, terms } from './kit.js';
import { w, veldNaam } from './woorden.js';
import { time } from './format.js';
import { feit } from './beeld.js';
import { formOf, fieldsOf } from './formulier.js';
import { valueText } from './lade.js';

export const isConflict = (fout) => fout?.status === 412 || fout?.status === 409 || fout?.code === 'EP_CONFLICT' || fout?.code === 'conflict';

/** Does the form rest on a version that is not the last? False as long as the newer one has not come. */
export function inConflict(form, beeld) {
  const now = form.conflict ? feit(beeld, form.item) : null;
  return now !== null && now !== undefined && now.versie !== form.versie;
}

/* What the person did not touch becomes as the colleague made it, at once, so that the form shows what will be sent. From whom
 * something is kept, it stays kept from: theirs and ours. */
function merge(form, theirs) {
  const untouched = Object.keys({ ...form.velden, ...theirs.velden }).filter((naam) => (form.velden[naam] ?? '') === (form.was[naam] ?? ''));
  for (const naam of untouched) form.velden[naam] = form.was[naam] = theirs.velden[naam] ?? '';
  form.niet = [...new Set([...form.niet, ...theirs.niet])];
}

/** @param {{again: () => void, drop: () => void, take: (velden: Object<string, string>) => void}} acts */
export function drawConflict(form, beeld, { again, drop, take }) {
  if (!inConflict(form, beeld)) return nothing;
  const now = feit(beeld, form.item);
  const theirs = formOf(form.huishouden, now);
  merge(form, theirs);
  const value = (velden, naam) => velden[naam] ?? '';
  const names = fieldsOf(form)
    .map(({ naam }) => naam)
    .filter((naam) => value(theirs.velden, naam) !== value(form.velden, naam) && value(form.velden, naam) !== value(form.was, naam));
  const rows = (velden, after = () => nothing) => terms(names.map((naam) => [veldNaam(naam), html`${valueText(beeld, naam, value(velden, naam))} ${after(naam)}`]));
  const adopt = (naam) =>
    button({ label: html`${w('conflict_neem')}<span class="verborgen"> ${veldNaam(naam)}</span>`, small: true, onClick: () => take({ ...form.velden, [naam]: value(theirs.velden, naam) }) });
  const rebase = () => {
    Object.assign(form, { versie: now.versie, was: theirs.velden, conflict: false });
    again();
  };
  return alert(
    'warning',
    w('conflict_kop'),
    html`<p>${w('conflict_tekst', { n: now.versie, op: time(now.op) })}</p>
      ${names.length === 0
        ? html`<p>${w('conflict_niets')}</p>`
        : html`<div class="naast">
            <section><h2 class="nl-heading nl-heading--level-3">${w('conflict_er_staat')}</h2>${rows(theirs.velden, adopt)}</section>
            <section><h2 class="nl-heading nl-heading--level-3">${w('conflict_uw')}</h2>${rows(form.velden)}</section>
          </div>`}
      <div class="knoppen">
        ${button({ label: w('conflict_mijn'), kind: 'primary', onClick: rebase })} ${button({ label: w('conflict_hun'), kind: 'subtle', onClick: drop })}
      </div>`,
    { role: 'alert' },
  );
}
