/* The form of an update: made from the table of soorten, filled from a draft, a fact or nothing. It holds text as typed. */
import { html, nothing, chip } from './kit.js';
import { redraw } from './state.js';
import { w, keuze, veldNaam } from './woorden.js';
import { domeinen, domeinNaam, soorten } from './lijsten.js';
import { conceptKey, saveConcept } from './concept.js';
import { title } from './staten.js';

/**
 * @typedef {{huishouden: string, item: string|null, nr: number, versie: number, soort: string, lid: string, domein: string, niveau: number,
 *            velden: Object<string, string>, was: Object<string, string>, niet: string[], namens: string, woord: string,
 *            concept: string, fouten: Object<string, string>}} Formulier
 */

const LATER = new Set(['stand', 'maand']); // what level 1 says by itself: asked last
const KEPT = ['soort', 'lid', 'domein', 'niveau', 'velden', 'niet', 'namens', 'woord', 'versie'];
const RADIO_MAX = 6;
const BYTES_PER_CHARACTER = 4; // the limit is in bytes, and no character has more
const LONG = 150;

const asTyped = (value) => (value === null || value === undefined ? '' : value === true ? 'ja' : value === false ? 'nee' : String(value));
export const soortOf = (form) => soorten().find((s) => s.soort === form.soort);

export function newForm(huishouden, { lid = '', domein = 'plan', soort = 'doel' } = {}) {
  return { huishouden, item: null, nr: 1, versie: 0, soort, lid, domein, niveau: 3, velden: {}, was: {}, niet: [], namens: '', woord: '', concept: '', fouten: {} };
}

export function formOf(huishouden, feit) {
  const velden = Object.fromEntries(Object.entries(feit.velden).map(([name, value]) => [name, asTyped(value)]));
  return {
    ...newForm(huishouden, { lid: feit.lid ?? '', domein: feit.domein, soort: feit.soort }),
    ...{ item: feit.item, versie: feit.versie, niveau: feit.niveau, velden, was: { ...velden }, niet: [...feit.niet_tonen_aan] },
    ...{ namens: feit.namens ?? '', woord: feit.woord ?? '' },
  };
}

export const keyOf = (form) => conceptKey(form.huishouden, form.item, form.nr);

/** @param {Formulier} form */
export function change(form, changes) {
  Object.assign(form, changes);
  form.concept = 'bezig';
  saveConcept(keyOf(form), Object.fromEntries(KEPT.map((key) => [key, form[key]])), (said) => (form.concept = said));
  redraw();
}

export function restore(form, concept) {
  for (const key of KEPT) if (key in concept) form[key] = concept[key];
  form.concept = 'hersteld';
}

/** The fields that go along at the chosen level. */
export const fieldsOf = (form, level = form.niveau) => (soortOf(form)?.velden ?? []).filter((veld) => veld.niveau <= level);

/** What level 1 will say: what was said for it, or else what follows from the status. */
export function standOf(form) {
  const { stand, status } = form.velden;
  const said = stand && (stand !== form.was.stand || status === form.was.status);
  const veld = soortOf(form)?.velden.find(({ naam }) => naam === 'status');
  return said ? stand : (veld?.standen[status ? veld.keuzes.indexOf(status) : 0] ?? 'loopt');
}

/** What is missing, by field; nothing: it can go. */
export function faults(form) {
  const found = {};
  const soort = soortOf(form);
  for (const veld of fieldsOf(form))
    if (veld.verplicht && !LATER.has(veld.naam) && !(form.velden[veld.naam] ?? '').trim()) found[veld.naam] = w('veld_verplicht', { veld: veldNaam(veld.naam) });
  if (!soort?.huishouden && form.lid === '') found.lid = w('veld_lid_verplicht');
  if (form.namens && !form.woord && !form.item) found.woord = w('veld_verplicht', { veld: w('woord') });
  return found;
}

/** The body of the request: for a change only what is other than it was. */
export function bodyOf(form) {
  const body = {};
  for (const { naam } of fieldsOf(form)) {
    const value = (form.velden[naam] ?? '').trim();
    if (form.item ? value !== (form.was[naam] ?? '') : value !== '') body[naam] = value;
  }
  if (form.niet.length > 0 || form.item) body.niet_tonen_aan = form.niet.join(',');
  if (form.item) return body; // for whom it is, stays
  if (form.namens) Object.assign(body, { namens: form.namens, woord: form.woord });
  if (form.lid) body.lid = form.lid;
  return { soort: form.soort, domein: form.domein, tot_niveau: form.niveau, ...body };
}

const setField = (form, name) => (event) => change(form, { velden: { ...form.velden, [name]: event.target.value } });

function drawChoice(form, veld, id, value, attrs) {
  const choices = veld.type === 'ja-nee' ? ['ja', 'nee'] : veld.keuzes;
  if (choices.length > RADIO_MAX)
    return html`<select class="utrecht-select utrecht-select--html-select" id=${id} aria-describedby=${attrs} @change=${setField(form, veld.naam)}>
      <option value="" ?selected=${value === ''}>${w('kies')}</option>
      ${choices.map((c) => html`<option value=${c} ?selected=${c === value}>${keuze(c)}</option>`)}
    </select>`;
  return html`<div class="keuzes">
    ${choices.map(
      (c) => html`<label><input type="radio" name=${id} value=${c} .checked=${c === value} @change=${setField(form, veld.naam)} />${keuze(c)}</label>`,
    )}
  </div>`;
}

function drawInput(form, veld, id, beeld, hulp) {
  const value = form.velden[veld.naam] ?? '';
  const attrs = `${id}-hulp`;
  if (veld.type === 'keuze' || veld.type === 'ja-nee') return drawChoice(form, veld, id, value, attrs);
  if (veld.type === 'item')
    return html`<select class="utrecht-select utrecht-select--html-select" id=${id} aria-describedby=${attrs} @change=${setField(form, veld.naam)}>
      <option value="">${w('geen')}</option>
      ${beeld.doelen.map((doel) => html`<option value=${doel.item} ?selected=${doel.item === value}>${title(doel)}</option>`)}
    </select>`;
  const most = veld.lengte ? Math.floor(veld.lengte / BYTES_PER_CHARACTER) : nothing;
  if (veld.type === 'tekst' && most > LONG)
    return html`<textarea class="utrecht-textbox" id=${id} rows=${most > 900 ? 6 : 3} maxlength=${most} spellcheck="false" autocomplete="off"
      aria-describedby=${attrs} aria-invalid=${hulp ? 'true' : nothing} .value=${value} @input=${setField(form, veld.naam)}></textarea>`;
  const type = veld.type === 'getal' ? 'number' : veld.type === 'datum' ? (veld.naam === 'maand' ? 'month' : 'date') : 'text';
  return html`<input class="utrecht-textbox utrecht-textbox--html-input ${type === 'text' ? '' : 'kort'}" id=${id} type=${type} maxlength=${type === 'text' ? most : nothing}
    min=${type === 'number' ? 0 : nothing} max=${type === 'number' && veld.hoogste ? veld.hoogste : nothing} autocomplete="off" spellcheck="false" aria-describedby=${attrs} aria-invalid=${hulp ? 'true' : nothing}
    .value=${value} @input=${setField(form, veld.naam)} />`;
}

/* An explanation that only repeats the label or the choices is noise. */
const adds = (veld) => veld.uitleg && !veld.keuzes && veld.uitleg.toLowerCase() !== veldNaam(veld.naam).toLowerCase().replace('?', '');

function drawField(form, veld, beeld) {
  const id = `veld-${veld.naam}`;
  const fault = form.fouten[veld.naam];
  const group = veld.type === 'ja-nee' || (veld.type === 'keuze' && veld.keuzes.length <= RADIO_MAX);
  const label = html`${veldNaam(veld.naam)}${veld.verplicht ? nothing : html` <span class="klein-grijs">${w('mag_leeg')}</span>`}`;
  const inside = html`<p class="hulp" id=${`${id}-hulp`}>${adds(veld) ? veld.uitleg : nothing}</p>
    ${fault ? html`<p class="veld-fout">${fault}</p>` : nothing}${drawInput(form, veld, id, beeld, fault)}`;
  const kind = `utrecht-form-field ${fault ? 'utrecht-form-field--invalid' : ''}`;
  return group
    ? html`<fieldset class=${kind}><legend class="utrecht-form-label">${label}</legend>${inside}</fieldset>`
    : html`<div class=${kind}><label class="utrecht-form-label" for=${id}>${label}</label>${inside}</div>`;
}

export function drawFields(form, beeld) {
  const all = fieldsOf(form);
  const hidden = (soortOf(form)?.velden ?? []).length - all.length;
  return html`${all.filter((veld) => !LATER.has(veld.naam)).map((veld) => drawField(form, veld, beeld))}
    ${hidden > 0 ? html`<p class="klein-grijs">${w('velden_niet', { niveau: w(`niveau_${form.niveau}`) })}</p>` : nothing}
    <details class="meer">
      <summary>${w('meer_velden')}</summary>
      ${all.filter((veld) => LATER.has(veld.naam)).map((veld) => drawField(form, veld, beeld))}
      ${drawKept(form, beeld)} ${form.item || !soortOf(form) || soortOf(form).dossier ? nothing : drawNamens(form)}
    </details>`;
}

/* Who never sees it in what is drawn for them. */
function drawKept(form, beeld) {
  const toggle = (id) => (event) => change(form, { niet: event.target.checked ? [...form.niet, id] : form.niet.filter((x) => x !== id) });
  return html`<fieldset class="utrecht-form-field">
    <legend class="utrecht-form-label">${w('niet_tonen_aan')}</legend>
    <p class="hulp">${w('niet_tonen_hulp')}</p>
    <div class="keuzes">
      ${beeld.leden.map((lid) => html`<label><input type="checkbox" .checked=${form.niet.includes(lid.id)} @change=${toggle(lid.id)} />${lid.naam ?? w('naam_niet_gedeeld')}</label>`)}
    </div>
  </fieldset>`;
}

function drawNamens(form) {
  const row = (name) =>
    html`<div class="utrecht-form-field ${form.fouten[name] ? 'utrecht-form-field--invalid' : ''}">
      <label class="utrecht-form-label" for=${`veld-${name}`}>${w(name)}</label>
      <p class="hulp" id=${`veld-${name}-hulp`}>${w(`${name}_hulp`)}</p>
      ${form.fouten[name] ? html`<p class="veld-fout">${form.fouten[name]}</p>` : nothing}
      <input class="utrecht-textbox utrecht-textbox--html-input" id=${`veld-${name}`} autocomplete="off" spellcheck="false" aria-describedby=${`veld-${name}-hulp`}
        .value=${form[name]} @input=${(event) => change(form, { [name]: event.target.value })} />
    </div>`;
  return html`${row('namens')}${row('woord')}`;
}

/** What it is about: kind, person, domain. Of a change these stand fixed. */
export function drawAbout(form, beeld) {
  const soort = soortOf(form);
  const pick = (label, id, value, options, on) =>
    html`<div class="utrecht-form-field ${form.fouten[id] ? 'utrecht-form-field--invalid' : ''}">
      <label class="utrecht-form-label" for=${`veld-${id}`}>${label}</label>
      ${form.fouten[id] ? html`<p class="veld-fout">${form.fouten[id]}</p>` : nothing}
      <select class="utrecht-select utrecht-select--html-select" id=${`veld-${id}`} @change=${(event) => on(event.target.value)}>
        ${options.map(([v, text]) => html`<option value=${v} ?selected=${v === value}>${text}</option>`)}
      </select>
    </div>`;
  const leden = beeld.leden.map((lid) => [lid.id, lid.naam ?? w('naam_niet_gedeeld')]);
  if (form.item) return html`<p>${chip(w(`soort_${form.soort}`))} ${chip(leden.find(([id]) => id === form.lid)?.[1] ?? w('huishouden_heel'))} ${chip(domeinNaam(form.domein))}</p>`;
  const toSoort = (code) => {
    const next = soorten().find((s) => s.soort === code);
    change(form, { soort: code, fouten: {}, domein: next.domein ?? (form.domein === 'dossier' ? 'plan' : form.domein), niveau: Math.max(...next.niveaus) });
  };
  const shown = soorten().filter((s) => s.schrijven);
  const where = domeinen().filter((d) => !['persoon', 'dossier'].includes(d.code));
  return html`<div class="rij">
    ${pick(w('soort'), 'soort', form.soort, shown.map((s) => [s.soort, w(`soort_${s.soort}`)]), toSoort)}
    ${pick(w('over_wie'), 'lid', form.lid, [...(soort?.huishouden ? [['', w('huishouden_heel')]] : [['', w('kies')]]), ...leden], (lid) => change(form, { lid }))}
    ${soort?.domein ? nothing : pick(w('leefgebied'), 'domein', form.domein, where.map((d) => [d.code, domeinNaam(d.code)]), (domein) => change(form, { domein }))}
  </div>`;
}
