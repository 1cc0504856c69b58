/* Who may see what of whom, why and until when: per lid, with withdrawing in one act and a guided new decision. */
import { html, nothing, after, button, chip, focusOn, empty, heading, icon, problem } from './kit.js';
import { state, set, remember, act } from './state.js';
import { bron, call, outdate } from './api.js';
import { w, keuze } from './woorden.js';
import { count, day, list } from './format.js';
import { beeldPad, huishoudenNaam } from './gezin.js';
import { levelWord } from './staten.js';
import { domeinNaam } from './lijsten.js';
import { afterReden } from './reden.js';
import { drawMinder, openMinder } from './vernauwing.js';
import { drawMeedoen } from './meedoen.js';
import { drawNieuw, formLike } from './deelbesluit.js';

const pad = (id) => `huishoudens/${id}/deelbesluiten`;

const withdraw = (besluit) =>
  act(
    `intrek${besluit.id}`,
    async () => {
      const door = state.scherm.door ?? '';
      await call('POST', `${pad(state.route.id)}/${besluit.id}/intrekkingen`, door ? { door } : {});
      remember({ zeker: null, fout: null }, { melding: w('ingetrokken_gezegd', { aan: besluit.aan.naam }) });
      outdate(`huishoudens/${state.route.id}/`, 'intrekkingen', 'werklijst');
    },
    (fout) => remember({ fout }),
  );

/* More, or longer, is a decision of its own, at the bottom of this screen. */
function renew(besluit) {
  remember({ nieuw: formLike(besluit) });
  focusOn('#nieuw-kop');
}

/* What another organisation gives is its own to decide about: it is asked. */
const askOn = (besluit) =>
  act(
    `verder${besluit.id}`,
    async () => {
      const body = { organisatie: besluit.van.id, soort: 'delen', domeinen: besluit.domeinen.filter((d) => d !== 'persoon'), niveau: besluit.niveau };
      await call('POST', `huishoudens/${state.route.id}/vragen`, besluit.lid ? { ...body, lid: besluit.lid.id } : body);
      set({ melding: w('vraag_weg', { wie: besluit.van.naam }) });
      outdate(`huishoudens/${state.route.id}/beeld`);
    },
    (fout) => remember({ fout }),
  );

function drawKnoppen(besluit, ask) {
  const naar = html`<span class="verborgen"> ${besluit.van.naam} ${besluit.aan.naam}</span>`;
  const own = besluit.van.id === state.sessie.organisatie?.id;
  const mine = [
    button({ label: html`${w('minder')}${naar}`, icon: 'minus', small: true, onClick: () => openMinder(besluit) }),
    button({ label: html`${w('verleng')}${naar}`, icon: 'refresh', small: true, onClick: () => renew(besluit) }),
  ];
  const theirs = button({ label: html`${w('verder_vragen')}${naar}`, icon: 'message-question', small: true, act: `verder${besluit.id}`, onClick: () => askOn(besluit) });
  return html`<div class="knoppen">
    ${besluit.staat !== 'loopt' ? nothing : own ? mine : theirs}
    ${button({ label: html`${w('trek_in')}${naar}`, icon: 'link-off', small: true, kind: 'subtle', onClick: ask(besluit.id) })}
  </div>`;
}

function drawActs(besluit, namen) {
  if (besluit.staat !== 'loopt' && besluit.staat !== 'nog-niet') return nothing;
  const ask = (zeker) => () => {
    remember({ zeker, minder: null, door: '', fout: null });
    focusOn(zeker ? '#door' : `#besluit-${besluit.id} button`);
  };
  if (state.scherm.minder?.id === besluit.id) return drawMinder(besluit);
  if (state.scherm.zeker !== besluit.id) return drawKnoppen(besluit, ask);
  return html`<div class="zeker" role="alert">
    <p>${w('trek_in_zeker', { aan: besluit.aan.naam })}</p>
    <label class="utrecht-form-label" for="door">${w('trek_in_door')}</label>
    <select class="utrecht-select utrecht-select--html-select kort" id="door" @change=${(e) => (state.scherm.door = e.target.value)}>
      <option value="">${w('trek_in_wij')}</option>
      ${namen.map((naam) => html`<option>${naam}</option>`)}
    </select>
    ${button({ label: w('trek_in_ja'), icon: 'link-off', small: true, kind: 'primary', act: `intrek${besluit.id}`, onClick: () => withdraw(besluit) })}
    ${button({ label: w('annuleer'), small: true, kind: 'subtle', onClick: ask(null) })}
  </div>`;
}

const staatText = (b) =>
  b.staat === 'ingetrokken'
    ? w(b.bevestigd ? 'besluit_ingetrokken_bevestigd' : 'besluit_ingetrokken', { op: day(b.ingetrokken), bevestigd: day(b.bevestigd) })
    : keuze(b.staat);

/* The work list led here. */
const isMeant = (b) => state.vraag.get('besluit') === b.id;

function drawBesluit(b, namen) {
  const meant = isMeant(b);
  if (meant && state.scherm.bedoeld !== b.id) {
    state.scherm.bedoeld = b.id; // once: then the keyboard is somebody's own again
    focusOn(`#besluit-${b.id}`);
  }
  return html`<li class="besluit besluit--${b.staat} ${meant ? 'is-bedoeld' : ''}" id=${`besluit-${b.id}`} tabindex=${meant ? '-1' : nothing} aria-current=${meant ? 'true' : nothing}>
    <div>
      <p><strong>${b.van.naam}</strong> ${icon('chevron-right')} <strong>${b.aan.naam}</strong>${b.team ? html` <span class="klein-grijs">${b.team.naam}</span>` : nothing}</p>
      <p>${chip(levelWord(b.niveau))} ${list(b.domeinen.filter((d) => d !== 'persoon').map(domeinNaam))}</p>
      <p class="klein-grijs">${w('besluit_regel', { grond: grondNaam(b.grondslag), van: day(b.van_dag), tot: day(b.tot_dag) })} · <strong>${staatText(b)}</strong></p>
    </div>
    ${drawActs(b, namen)}
  </li>`;
}

export const grondNaam = (code) => bron('grondslagen').data?.grondslagen.find((g) => g.code === code)?.naam ?? keuze(code);

function drawLid(naam, besluiten, namen) {
  const live = besluiten.filter((b) => b.staat === 'loopt' || b.staat === 'nog-niet');
  const over = besluiten.filter((b) => !live.includes(b));
  return html`<section class="lid-besluiten">
    <h3 class="nl-heading nl-heading--level-3">${icon('user')}${naam}</h3>
    ${live.length === 0 ? html`<p>${w('besluiten_geen')}</p>` : html`<ul class="besluiten">${live.map((b) => drawBesluit(b, namen))}</ul>`}
    ${over.length > 0
      ? html`<details class="meer" ?open=${over.some(isMeant)}><summary>${count('besluiten_over', over.length)}</summary><ul class="besluiten">${over.map((b) => drawBesluit(b, namen))}</ul></details>`
      : nothing}
  </section>`;
}

function drawLijst(beeld, { deelbesluiten }) {
  const rows = beeld.leden.map((lid) => [lid.naam ?? w('naam_niet_gedeeld'), deelbesluiten.filter((b) => b.lid?.id === lid.id)]);
  const namen = beeld.leden.map((lid) => lid.naam).filter(Boolean);
  const rest = deelbesluiten.filter((b) => !beeld.leden.some((lid) => lid.id === b.lid?.id));
  return html`${deelbesluiten.length === 0 ? empty(w('delen_leeg'), w('delen_leeg_tekst')) : rows.map(([naam, of]) => drawLid(naam, of, namen))}
    ${rest.length > 0 ? drawLid(w('anderen'), rest, namen) : nothing}`;
}

export const drawDelen = () =>
  html`${heading(1, w('titel_delen'))}${afterReden(
    bron(beeldPad(state.route.id)),
    (beeld) =>
      html`<p><a class="nl-link" href=${`gezin/${state.route.id}`}>${icon('arrow-left')}${huishoudenNaam(beeld)}</a></p>
        <p class="intro">${w('delen_intro')}</p>
        ${state.scherm.fout ? problem(state.scherm.fout) : nothing}
        <section aria-labelledby="besluiten-kop">
          <h2 class="nl-heading nl-heading--level-2" id="besluiten-kop" tabindex="-1">${w('besluiten_kop')}</h2>
          ${after(bron(pad(state.route.id)), (lijst) => drawLijst(beeld, lijst))}
        </section>
        ${bron(pad(state.route.id)).data ? drawMeedoen(beeld, bron(pad(state.route.id)).data) : nothing} ${drawNieuw(beeld)}`,
    2,
  )}`;
