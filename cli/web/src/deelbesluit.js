/* A new decision to share, step by step: for whom, to whom, on what ground, what, and what the ground asks for. The policy
 * data says what each ground needs; consent stands last for a gemeente, which cannot mend a missing ground with it. */
import { html, nothing, after, button, problem, alert, field, focusOn } from './kit.js';
import { state, remember, act, redraw } from './state.js';
import { bron, call, outdate } from './api.js';
import { w, keuze } from './woorden.js';
import { daysBetween, list } from './format.js';
import { levelWord } from './staten.js';
import { domeinen, domeinNaam } from './lijsten.js';

const CONSENT_LAST = (a, b) => a.gever - b.gever;
const EVIDENCE = [
  ['gever', 'namen'],
  ['informatie', 'datum'],
  ['vorm', 'vorm'],
  ['kenmerk', 'tekst'],
  ['einde', 'datum'],
  ['motivering', 'lang'],
  ['doel', 'tekst'],
];

const fresh = () => ({ lid: [], aan: '', team: '', grondslag: '', sjabloon: '', domeinen: ['plan'], niveau: 2, dagen: 180, bewijs: {}, mist: [] });
/** Filled in after a decision that there is: all but the evidence, which is given anew. */
export const formLike = (besluit) => ({
  ...fresh(),
  ...{ lid: besluit.lid ? [besluit.lid.id] : [], aan: besluit.aan.id, grondslag: besluit.grondslag, niveau: besluit.niveau },
  domeinen: besluit.domeinen.filter((code) => code !== 'persoon'),
  dagen: Math.max(1, daysBetween(besluit.van_dag, besluit.tot_dag)),
  naar: besluit.aan.naam,
});
/** Filled in as another organisation asked for it, on the work list. */
export const formAsked = (vraag) => ({
  ...fresh(),
  ...{ lid: vraag.get('lid') ? [vraag.get('lid')] : [], aan: vraag.get('aan'), domeinen: (vraag.get('domeinen') ?? 'plan').split(',') },
  niveau: Number(vraag.get('niveau')) || 2,
  gevraagd: true,
});

function nieuw() {
  if (state.scherm.nieuw) return state.scherm.nieuw;
  const asked = state.vraag.has('aan');
  if (asked) focusOn('#nieuw-kop');
  return (state.scherm.nieuw = asked ? formAsked(state.vraag) : fresh());
}
const change = (changes) => {
  Object.assign(nieuw(), { zeker: false }, changes); // what is changed is looked at once more
  redraw();
};

const own = (partners) => partners.find((p) => p.organisatie.id === state.sessie.organisatie?.id);
const fits = (soorten, soort) => soorten === null || soort === null || soort === undefined || soorten.includes(soort);

/** The grounds that can be between these two, and are in force; those for which nobody needs to be asked first. */
export function grounds(all, from, to) {
  return all.filter((g) => g.aan && fits(g.van, from) && fits(g.naar, to)).sort(CONSENT_LAST);
}

/** The fields that this ground needs; what it does not need is not asked. */
export function needed(ground) {
  const needs = new Set([...ground.vereist, 'doel']);
  if (ground.gever) needs.add('gever');
  if (ground.motivering_min > 0) needs.add('motivering');
  return EVIDENCE.filter(([naam]) => needs.has(naam));
}

export function bodyOf(form) {
  const { lid, aan, team, grondslag, domeinen: codes, niveau, dagen, bewijs } = form;
  const said = Object.fromEntries(Object.entries(bewijs).filter(([, text]) => text.trim() !== ''));
  if (said.gever) said.gever = names(said.gever);
  return { lid, aan, ...(team && { team }), grondslag, domeinen: codes, niveau, dagen, ...said };
}

/** What is still to be filled in, in the order in which it is asked; of a text, also when it is too short. */
export function lacking(ground, bewijs) {
  const short = (naam) => [...(bewijs[naam] ?? '').trim()].length < (naam === 'motivering' ? Math.max(1, ground.motivering_min) : 1);
  return needed(ground).map(([naam]) => naam).filter((naam) => naam !== 'doel' && short(naam));
}

/* The keyboard, and the eye with it, go to the first of them. */
function refuse(form, missing) {
  form.fout = { title: w('nieuw_mist', { wat: list(missing.map((naam) => w('vraag_naam', { vraag: w(`bewijs_${naam}`) }))) }), volgende: w('nieuw_mist_volgende') };
  form.mist = missing;
  redraw();
  focusOn('.stap .utrecht-form-field--invalid :is(input, select, textarea)');
}

async function send(event, id, ground) {
  event.preventDefault();
  const form = nieuw();
  const missing = lacking(ground, form.bewijs);
  Object.assign(form, { fout: null, mist: [] });
  if (missing.length > 0) return refuse(form, missing);
  if (!form.zeker) {
    change({ zeker: true });
    return focusOn('#deel-nu');
  }
  await act(
    'nieuw',
    async () => {
      await call('POST', `huishoudens/${id}/deelbesluiten`, bodyOf(form));
      remember({ nieuw: fresh() }, { melding: w('nieuw_gedaan') });
      outdate(`huishoudens/${id}/`, 'werklijst');
    },
    (fout) => change({ fout }),
  );
}

const step = (n, head, inside) =>
  html`<fieldset class="stap">
    <legend class="nl-heading nl-heading--level-3"><span class="stap__n" aria-hidden="true">${n}</span>${head}</legend>
    ${inside}
  </fieldset>`;

export const ticks = (rows, chosen, on) =>
  html`<div class="keuzes">
    ${rows.map(
      ([value, label]) =>
        html`<label><input type="checkbox" .checked=${chosen.includes(value)} @change=${(e) => on(e.target.checked ? [...chosen, value] : chosen.filter((x) => x !== value))} />${label}</label>`,
    )}
  </div>`;

export const radios = (name, rows, chosen, on) =>
  html`<div class="keuzes keuzes--breed">
    ${rows.map(
      ([value, label, more]) =>
        html`<label><input type="radio" name=${name} .checked=${chosen === value} @change=${() => on(value)} /><span><strong>${label}</strong>${more ? html` <span class="klein-grijs">${more}</span>` : nothing}</span></label>`,
    )}
  </div>`;

const names = (text) => text.split(',').map((name) => name.trim()).filter(Boolean);

const groundText = (g) =>
  [w('grond_duur', { dagen: g.lease_dagen, niveau: levelWord(g.niveau) }), g.gever ? w('grond_gever') : w('grond_organisatie')].join(' ');

function drawEvidence(form, ground, leden, namen) {
  return needed(ground).map(([naam, kind]) => {
    const id = `bewijs-${naam}`;
    const put = (value) => change({ bewijs: { ...form.bewijs, [naam]: value }, mist: form.mist.filter((one) => one !== naam) });
    const set = (event) => put(event.target.value);
    const wrong = form.mist.includes(naam) ? w(`mist_${kind}`, { n: ground.motivering_min }) : null;
    const said = `${id}-hulp ${id}-fout`;
    const value = form.bewijs[naam] ?? '';
    const input =
      kind === 'lang'
        ? html`<textarea class="utrecht-textbox" id=${id} rows="3" spellcheck="false" autocomplete="off" aria-describedby=${said} aria-invalid=${wrong ? 'true' : nothing} .value=${value} @input=${set}></textarea>`
        : kind === 'vorm'
          ? html`<select class="utrecht-select utrecht-select--html-select" id=${id} aria-describedby=${said} aria-invalid=${wrong ? 'true' : nothing} @change=${set}>
              <option value="">${w('kies')}</option>
              ${['mondeling', 'schriftelijk', 'digitaal'].map((v) => html`<option value=${v} ?selected=${v === value}>${keuze(v)}</option>`)}
            </select>`
          : html`<input class="utrecht-textbox utrecht-textbox--html-input" id=${id} type=${kind === 'datum' ? 'date' : 'text'} autocomplete="off" spellcheck="false"
              aria-describedby=${said} aria-invalid=${wrong ? 'true' : nothing} .value=${value} @input=${set} />`;
    const help = w(`bewijs_${naam}_hulp`, { n: ground.motivering_min, namen: list(leden.map((l) => l.naam ?? '–')) });
    const known = kind === 'namen' ? ticks(namen.map((n) => [n, n]), names(value), (next) => put(next.join(', '))) : nothing;
    return field(id, w(`bewijs_${naam}`), help, html`${known} ${input}`, wrong);
  });
}

function drawWhat(form, sjablonen, ground) {
  const template = (code) => {
    const s = sjablonen.find((x) => x.code === code);
    change(s ? { sjabloon: code, domeinen: s.domeinen.filter((d) => d !== 'persoon'), niveau: Math.min(s.niveau, ground.niveau), dagen: Math.min(s.dagen, ground.lease_dagen) } : { sjabloon: '' });
  };
  const codes = domeinen().filter((d) => d.deelbaar !== false && !['persoon', 'dossier'].includes(d.code));
  return html`${field(
      'sjabloon',
      w('sjabloon'),
      null,
      html`<select class="utrecht-select utrecht-select--html-select" id="sjabloon" @change=${(e) => template(e.target.value)}>
        <option value="">${w('sjabloon_geen')}</option>
        ${sjablonen.map((s) => html`<option value=${s.code} ?selected=${s.code === form.sjabloon}>${s.naam}</option>`)}
      </select>`,
    )}
    <details class="meer" ?open=${form.sjabloon === ''}>
      <summary>${w('wat_aanpassen')}</summary>
      ${ticks(codes.map((d) => [d.code, domeinNaam(d.code)]), form.domeinen, (next) => change({ domeinen: next }))}
    </details>
    ${radios('niveau', [1, 2, 3].filter((n) => n <= ground.niveau).map((n) => [n, levelWord(n), w(`niveau_uitleg_${n}`)]), form.niveau, (niveau) => change({ niveau }))}
    ${field(
      'dagen',
      w('dagen'),
      w('dagen_hulp', { n: ground.lease_dagen }),
      html`<input class="utrecht-textbox utrecht-textbox--html-input kort" id="dagen" type="number" min="1" max=${ground.lease_dagen} aria-describedby="dagen-hulp"
        .value=${String(form.dagen)} @input=${(e) => change({ dagen: Number(e.target.value) })} />`,
    )}`;
}

function summary(form, leden, partner, ground) {
  return w('nieuw_zin', {
    aan: partner.organisatie.naam,
    over: list(leden.map((l) => l.naam ?? '–')),
    niveau: w(`niveau_uitleg_${form.niveau}`),
    domeinen: list(form.domeinen.map(domeinNaam)),
    dagen: form.dagen,
    grond: ground.naam,
  });
}

/* Only where there is something to choose. Which team takes part already, the program knows. */
function drawTeam(form) {
  const teams = (bron('teams').data?.teams ?? []).filter((t) => t.organisatie.id === form.aan && !t.beeindigd);
  if (teams.length < 2) return nothing;
  return field(
    'aan-team',
    w('stap_team'),
    null,
    html`<select class="utrecht-select utrecht-select--html-select kort" id="aan-team" @change=${(event) => change({ team: event.target.value })}>
      <option value="">${w('stap_team_mee')}</option>
      ${teams.map((t) => html`<option value=${t.id} ?selected=${t.id === form.team}>${t.naam}</option>`)}
    </select>`,
  );
}

/* What was chosen before stays within what this ground allows. */
function choose(form, possible, grondslag) {
  const { lease_dagen, niveau } = possible.find((g) => g.code === grondslag);
  change({ grondslag, dagen: Math.min(form.dagen, lease_dagen), niveau: Math.min(form.niveau, niveau) });
}

/* What was shared stays seen: so once more, after all of it stands above. */
const drawSure = (partner) =>
  html`<div class="zeker" role="alert">
    <p>${w('nieuw_zeker', { aan: partner.organisatie.naam })}</p>
    <div class="knoppen">${button({ label: w('nieuw_nu'), id: 'deel-nu', icon: 'share', kind: 'primary', type: 'submit', act: 'nieuw' })} ${button({ label: w('annuleer'), kind: 'subtle', onClick: () => change({}) })}</div>
  </div>`;

function drawForm(beeld, partners, alle, sjablonen) {
  const form = nieuw();
  const leden = beeld.leden.filter((l) => form.lid.includes(l.id));
  const others = partners.filter((p) => p.organisatie.id !== state.sessie.organisatie?.id && p.staat !== 'beeindigd');
  const partner = others.find((p) => p.organisatie.id === form.aan);
  const possible = partner ? grounds(alle, own(partners)?.soort, partner.soort) : [];
  const ground = possible.find((g) => g.code === form.grondslag);
  return html`<form class="formulier" autocomplete="off" novalidate @submit=${(event) => (ground ? send(event, beeld.huishouden.id, ground) : event.preventDefault())}>
    ${form.gevraagd && partner ? alert('info', w('nieuw_gevraagd', { aan: partner.organisatie.naam }), html`<p>${w('nieuw_gevraagd_tekst')}</p>`) : nothing}
    ${form.naar ? alert('info', w('nieuw_naar', { aan: form.naar }), html`<p>${w('nieuw_naar_tekst')}</p>`) : nothing}
    ${step(1, w('stap_wie'), ticks(beeld.leden.map((l) => [l.id, l.naam ?? w('naam_niet_gedeeld')]), form.lid, (lid) => change({ lid })))}
    ${leden.length > 0 ? step(2, w('stap_aan'), others.length === 0 ? html`<p>${w('stap_aan_geen')}</p>` : html`${radios('aan', others.map((p) => [p.organisatie.id, p.organisatie.naam, p.soort ? keuze(p.soort) : '']), form.aan, (aan) => change({ aan, team: '' }))} ${drawTeam(form)}`) : nothing}
    ${leden.length > 0 && partner ? step(3, w('stap_grond'), html`<p class="hulp">${w('stap_grond_hulp')}</p>${radios('grondslag', possible.map((g) => [g.code, g.naam, groundText(g)]), form.grondslag, (code) => choose(form, possible, code))}`) : nothing}
    ${leden.length > 0 && partner && ground
      ? html`${step(4, w('stap_wat'), drawWhat(form, sjablonen, ground))} ${step(5, w('stap_bewijs'), drawEvidence(form, ground, leden, beeld.leden.map((l) => l.naam).filter(Boolean)))}
          ${alert('info', w('nieuw_zin_kop'), html`<p>${summary(form, leden, partner, ground)}</p>`)}
          ${form.fout ? problem(form.fout) : nothing}
          ${form.zeker ? drawSure(partner) : html`<div class="knoppen">${button({ label: w('nieuw_vastleggen'), icon: 'check', kind: 'primary', type: 'submit', act: 'nieuw', off: form.domeinen.length === 0 })}</div>`}`
      : nothing}
  </form>`;
}

export function drawNieuw(beeld) {
  const sources = ['partners', 'grondslagen', 'sjablonen'].map(bron);
  return html`<section aria-labelledby="nieuw-kop">
    <h2 class="nl-heading nl-heading--level-2" id="nieuw-kop" tabindex="-1">${w('nieuw_besluit_kop')}</h2>
    <p>${w('nieuw_besluit_intro')}</p>
    ${after(sources[0], ({ partners }) => after(sources[1], ({ grondslagen }) => after(sources[2], ({ sjablonen }) => drawForm(beeld, partners, grondslagen, sjablonen))))}
  </section>`;
}
