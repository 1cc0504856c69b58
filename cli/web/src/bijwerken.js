/* Putting in an update: a form, what everybody will see of it, and the own facts that are still right with one press. */
import { html, nothing, after, button, focusOn, heading, icon, problem, terms, linkButton } from './kit.js';
import { state, remember, act, redraw } from './state.js';
import { bron, call, outdate } from './api.js';
import { w } from './woorden.js';
import { ago, count } from './format.js';
import { feit, feiten, isEigen, lidNaam } from './beeld.js';
import { beeldPad, huishoudenNaam, regisseurText } from './gezin.js';
import { gelezenDoor, placeText, title } from './staten.js';
import { soorten } from './lijsten.js';
import { bodyOf, change, drawAbout, drawFields, faults, formOf, keyOf, newForm, restore, soortOf } from './formulier.js';
import { drawVoorbeeld, recipients } from './voorbeeld.js';
import { dropConcept, keptOf, readConcept } from './concept.js';
import { isLeaving, leaving, onEnding, sent } from './uitgaand.js';
import { afterReden } from './reden.js';
import { drawConflict, inConflict, isConflict } from './conflict.js';

const PLACES = 17; // one more than can be on its way at once

const lezersPad = (id) => `huishoudens/${id}/lezers`;
const opgaven = (id) => `huishoudens/${id}/opgaven`;

/* A draft stays until its text has really left; what failed or was undone is still in it. */
onEnding((row) => {
  const form = state.scherm.form;
  const same = form !== undefined && !form.leest && row.sleutel === keyOf(form); // while it reads, its place is not chosen yet
  if (row.stand === 'verzonden' && row.sleutel) dropConcept(row.sleutel);
  if (same && row.stand === 'verzonden') state.scherm.form = undefined;
  if (!same && row.stand !== 'verzonden' && row.sleutel) comeBack(row, form);
  if (!same || row.stand === 'verzonden') return;
  if (row.stand === 'onbekend' && !form.weg) return; // behind a lock: a new form stands here, which is no draft
  form.weg = false;
  change(form, {}); // another window may have ended the draft
  row.getoond = row.stand === 'mislukt' && isConflict(row.probleem);
  if (row.getoond) conflict(form);
});

/* Another form stands there by now. Nothing in it: the text comes back. Else it is a draft until there is room. */
function comeBack(row, form) {
  if (form?.huishouden === row.huishouden && !form.item && form.concept === '') state.scherm.form = undefined;
  else if (row.stand === 'ongedaan') row.zegt = w('uitgaand_bewaard');
}

function conflict(form) {
  form.conflict = true;
  outdate(beeldPad(form.huishouden));
}

/* Of what is new the first draft that is not on its way; without one, a place of its own. */
async function choosePlace(form) {
  const keys = new Map(Array.from({ length: PLACES }, (_, i) => [keyOf({ ...form, nr: i + 1 }), i + 1]));
  const away = await leaving();
  for (const key of keys.keys()) if (isLeaving(key) || away.includes(key)) keys.delete(key);
  const [first] = await keptOf([...keys.keys()]);
  form.nr = keys.get(first) ?? [...keys.values()][0];
}

async function readDraft(form) {
  if (form.item) form.weg = isLeaving(keyOf(form));
  else await choosePlace(form);
  return readConcept(keyOf(form));
}

/** The form of this address: from a draft when there is one. */
function formFor(beeld) {
  const item = state.vraag.get('item');
  const lid = state.vraag.get('lid') ?? '';
  const soort = soorten().find((s) => s.soort === state.vraag.get('soort'));
  const key = `${item}${lid}${soort?.soort}${state.vraag.get('domein')}`;
  if (state.scherm.form && state.scherm.voor === key) return state.scherm.form;
  const from = item ? feit(beeld, item) : null;
  const form = from ? formOf(beeld.huishouden.id, from) : newForm(beeld.huishouden.id, { lid, domein: soort?.domein ?? state.vraag.get('domein') ?? 'plan', soort: soort?.soort });
  Object.assign(state.scherm, { form, voor: key });
  outdate(lezersPad(beeld.huishouden.id)); // nobody is told of a reading
  form.leest = true; // what is typed now would write over the draft
  readDraft(form).then((concept) => {
    form.leest = false;
    if (concept !== null) restore(form, concept);
    redraw();
    if (state.scherm.begint) focusOn('#veld-soort');
    state.scherm.begint = false;
  });
  return form;
}

async function send(form) {
  form.fouten = faults(form);
  form.fout = null;
  if (Object.keys(form.fouten).length > 0) {
    redraw();
    queueMicrotask(() => document.querySelector('.utrecht-form-field--invalid')?.querySelector('input, select, textarea')?.focus());
    return;
  }
  const path = form.item ? `${opgaven(form.huishouden)}/${form.item}/wijzigingen` : opgaven(form.huishouden);
  const headers = { 'Eenplan-Concept': keyOf(form), ...(form.item ? { 'If-Match': `"${form.versie}"` } : {}) };
  const wat = w(`soort_${form.soort}`);
  const answer = await act('deel', () => call('POST', path, bodyOf(form), headers), (fout) => {
    if (isConflict(fout)) conflict(form);
    else form.fout = fout;
  });
  if (!answer) return;
  form.weg = true;
  form.conflict = false;
  sent(answer, { wat, huishouden: form.huishouden, sleutel: keyOf(form) });
}

/* One press: the same text, said again today. */
const confirm = (beeld, deel) =>
  act(
    `actueel${deel.item}`,
    async () =>
      sent(await call('POST', `${opgaven(beeld.huishouden.id)}/${deel.item}/wijzigingen`, {}, { 'If-Match': `"${deel.versie}"` }), {
        wat: w('nog_actueel_wat', { wat: title(deel) }),
        kort: w('nog_actueel'),
        huishouden: beeld.huishouden.id,
      }),
    (fout) => remember({ eigenFout: fout }),
  );

async function confirmAll(beeld, own) {
  for (const deel of own) await confirm(beeld, deel);
}

function drawNiveau(form) {
  const soort = soortOf(form);
  if (!soort || soort.dossier || form.item || soort.niveaus.length < 2) return nothing;
  return html`<fieldset class="utrecht-form-field">
    <legend class="utrecht-form-label">${w('deel_als')}</legend>
    <div class="keuzes keuzes--breed">
      ${soort.niveaus.map(
        (n) =>
          html`<label><input type="radio" name="niveau" value=${n} .checked=${form.niveau === n} @change=${() => change(form, { niveau: n })} /><span><strong>${w(`niveau_${n}`)}</strong> ${w(`niveau_uitleg_${n}`)}</span></label>`,
      )}
    </div>
  </fieldset>`;
}

function sendLabel(form) {
  if (soortOf(form)?.dossier) return w('zet_dossier');
  const to = recipients(form);
  return to === null || to.length === 0 ? w('schrijf_op') : count('deel_met', new Set(to.map((r) => r.organisatie.id)).size);
}

const CONCEPT = { bezig: 'concept_bezig', bewaard: 'concept_bewaard', 'niet-bewaard': 'concept_niet', hersteld: 'concept_hersteld' };

async function discard(form) {
  await dropConcept(keyOf(form));
  state.scherm.form = undefined;
  redraw();
}

function drawConcept(form) {
  if (!form.concept) return nothing;
  return html`<p class="klein-grijs concept" role="status">${w(CONCEPT[form.concept])}
    ${form.concept === 'hersteld' ? button({ label: w('concept_weg'), icon: 'trash', small: true, kind: 'subtle', onClick: () => discard(form) }) : nothing}</p>`;
}

function onKey(event, sendNow) {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    sendNow();
  }
}

function drawForm(form, beeld) {
  const sendNow = () => inConflict(form, beeld) || send(form); // first it is chosen what stays
  return html`<form class="formulier" autocomplete="off" novalidate @submit=${(event) => (event.preventDefault(), sendNow())} @keydown=${(event) => onKey(event, sendNow)}>
    <fieldset class="kaal" ?disabled=${form.weg || form.leest}>
      <legend class="nl-heading nl-heading--level-2">${w(form.item ? 'wijzig_kop' : 'nieuw_kop')}</legend>
      ${drawConcept(form)} ${form.fout ? problem(form.fout) : nothing} ${drawConflict(form, beeld, { again: () => send(form), drop: () => discard(form), take: (velden) => change(form, { velden }) })}
      ${drawAbout(form, beeld)} ${drawNiveau(form)} ${drawFields(form, beeld)}
    </fieldset>
    <div class="knoppen">
      ${inConflict(form, beeld) ? nothing : button({ label: sendLabel(form), icon: 'share', kind: 'primary', type: 'submit', act: 'deel', off: form.weg })}
      ${form.weg && !form.item ? button({ label: w('nog_een'), icon: 'plus', onClick: () => remember({ form: undefined, begint: true }) }) : nothing}
      ${form.item ? linkButton({ label: w('nieuw_kop'), icon: 'plus', kind: 'subtle', href: `gezin/${form.huishouden}/bijwerken` }) : nothing}
      <span class="klein-grijs">${w('sneltoets')}</span>
    </div>
  </form>`;
}

function drawEigen(beeld) {
  const own = feiten(beeld).filter((f) => isEigen(beeld, f) && f.cel !== null && !['persoon', 'naam'].includes(f.soort));
  if (own.length === 0) return nothing;
  const gelezen = new Map((bron(lezersPad(beeld.huishouden.id)).data?.onderdelen ?? []).map((deel) => [deel.item, deel.gelezen]));
  return html`<section aria-labelledby="eigen-kop">
    <h2 class="nl-heading nl-heading--level-2" id="eigen-kop">${w('eigen_kop')}</h2>
    <p>${w('eigen_intro')}</p>
    ${state.scherm.eigenFout ? problem(state.scherm.eigenFout) : nothing}
    <ul class="regels">
      ${own.map(
        (deel) =>
          html`<li class="eigen">
            <div><strong>${title(deel)}</strong><span class="klein-grijs">${w(`soort_${deel.soort}`)} · ${placeText(beeld, deel, lidNaam(beeld, deel.lid))} · ${ago(deel.op, beeld.gezien.op)}</span>${gelezen.get(deel.item)?.length > 0 ? html`<span class="klein-grijs">${gelezenDoor(gelezen.get(deel.item))}</span>` : nothing}</div>
            ${button({ label: w('nog_actueel'), icon: 'check', small: true, act: `actueel${deel.item}`, onClick: () => confirm(beeld, deel) })}
            ${linkButton({ label: w('wijzig'), icon: 'pencil', kind: 'subtle', href: `gezin/${beeld.huishouden.id}/bijwerken?item=${deel.item}` })}
          </li>`,
      )}
    </ul>
    ${own.length > 1 ? button({ label: count('alles_actueel', own.length), icon: 'check', onClick: () => confirmAll(beeld, own) }) : nothing}
  </section>`;
}

/* What a provider gets back for its work. */
function drawTerug(beeld) {
  const r = beeld.regisseur;
  const shared = beeld.doelen.filter((doel) => !isEigen(beeld, doel));
  return html`<section aria-labelledby="terug-kop">
    <h2 class="nl-heading nl-heading--level-2" id="terug-kop">${w('terug_kop')}</h2>
    ${terms([
      [w('regisseur'), r ? [r.gebruiker.naam, r.organisatie.naam, r.telefoon].filter(Boolean).join(', ') : regisseurText(beeld)],
      [w('gedeelde_doelen'), shared.length === 0 ? w('geen') : html`<ul class="punten">${shared.map((d) => html`<li>${title(d)}</li>`)}</ul>`],
    ])}
    <p class="klein-grijs">${w('terug_lezers')} ${w('gelezen_uitleg')}</p>
  </section>`;
}

function drawIn(beeld) {
  if (soorten().length === 0) return after(bron('soorten'), () => nothing);
  const form = formFor(beeld);
  return html`<p><a class="nl-link" href=${`gezin/${beeld.huishouden.id}`}>${icon('arrow-left')}${huishoudenNaam(beeld)}</a></p>
    <div class="tweeluik tweeluik--formulier">
      <div>${drawForm(form, beeld)}</div>
      ${drawVoorbeeld(form, beeld)}
    </div>
    ${drawEigen(beeld)} ${drawTerug(beeld)}`;
}

export const drawBijwerken = () => html`${heading(1, w('titel_bijwerken'))}${afterReden(bron(beeldPad(state.route.id)), drawIn, 2)}`;
