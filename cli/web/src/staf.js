/* Who works with a family: who has the regie, and which colleagues open it without saying why. */
import { html, nothing, alert, button, chip, focusOn, heading, icon, problem, sureButton, field, pick } from './kit.js';
import { state, set, remember, act } from './state.js';
import { bron, call, outdate } from './api.js';
import { w } from './woorden.js';
import { day } from './format.js';
import { beeldPad, huishoudenNaam, regisseurText } from './gezin.js';
import { afterReden } from './reden.js';

const ik = () => state.sessie.gebruiker.id;
const onze = (regie) => regie !== null && regie.organisatie.id === state.sessie.organisatie?.id;

/** One act of this screen: what it says when it is done, and where the keyboard goes on. */
const does = (name, path, body, { gezegd, focus }) =>
  act(
    name,
    async () => {
      await call('POST', `huishoudens/${state.route.id}/${path}`, body);
      remember({ zeker: null, stafFout: null, regieFout: null, voorstel: undefined });
      set({ melding: gezegd });
      outdate(`huishoudens/${state.route.id}/`, 'huishoudens', 'werklijst');
      focusOn(focus);
    },
    (fout) => remember({ [name.startsWith('staf') ? 'stafFout' : 'regieFout']: fout }),
  );

/** The colleagues of the team that works with this household. */
function collegas(id) {
  const team = bron('huishoudens').data?.huishoudens.find((h) => h.id === id)?.thuisteam?.id;
  return bron('teams').data?.teams.find((t) => t.id === team)?.leden ?? [];
}

const takeOff = (wie) => does(`staf${wie.id}`, 'staf', { eraf: [wie.id] }, { gezegd: w('staf_eraf_gezegd', { wie: wie.naam }), focus: '#staf-kop' });

/* The last one stays: somebody must be left. Oneself is more than a press: there is no way back by oneself. */
function drawOff(wie) {
  const off = { label: w('staf_eraf'), about: wie.naam, icon: 'x' };
  if (wie.id === ik()) return sureButton({ ...off, key: `staf${wie.id}`, ask: w('staf_zelf_zeker'), yes: w('staf_zelf_ja'), onYes: () => takeOff(wie) });
  const label = html`${off.label}<span class="verborgen"> ${wie.naam}</span>`;
  return button({ ...off, label, small: true, kind: 'subtle', act: `staf${wie.id}`, onClick: () => takeOff(wie) });
}

const drawOne = (wie, staf) =>
  html`<li class="eigen">
    <div><strong>${wie.naam}${wie.id === ik() ? html` ${chip(w('staf_u'))}` : nothing}</strong></div>
    ${staf.length === 1 ? html`<span class="klein-grijs">${w('staf_laatste')}</span>` : drawOff(wie)}
  </li>`;

function putOn(event, others) {
  event.preventDefault();
  const wie = others.find((one) => one.id === event.target.elements.erbij.value);
  if (wie) does('staf', 'staf', { erbij: [wie.id] }, { gezegd: w('staf_erbij_gezegd', { wie: wie.naam }), focus: '#staf-kop' });
  else remember({ stafFout: { title: w('kies_collega'), volgende: w('kies_collega_volgende') } });
}

const drawErbij = (others) =>
  html`<form class="formulier" autocomplete="off" novalidate @submit=${(event) => putOn(event, others)}>
    ${pick('erbij', w('staf_wie'), others)}
    <div class="knoppen">${button({ label: w('staf_erbij'), icon: 'plus', kind: 'primary', type: 'submit', act: 'staf' })}</div>
  </form>`;

function drawLijst({ huishouden, staf }) {
  const others = collegas(huishouden.id).filter((one) => !staf.some((wie) => wie.id === one.id));
  return html`${state.scherm.stafFout ? problem(state.scherm.stafFout) : nothing}
    <ul class="regels">
      ${staf.map((wie) => drawOne(wie, staf))}
    </ul>
    ${staf.length === 0 ? alert('warning', w('staf_leeg')) : nothing}
    ${others.length === 0
      ? html`<p class="klein-grijs">${w('staf_allen')}</p>`
      : drawErbij(others)}`;
}

/* A steward puts somebody on the list without opening the family: the last one may have left. */
function drawZonder() {
  const { id } = state.route;
  if (bron(beeldPad(id)).fout?.code !== 'EP_NOT_STAF' || !state.sessie.rollen.includes('steward')) return nothing;
  return html`<section aria-labelledby="zonder-kop">
    <h2 class="nl-heading nl-heading--level-2" id="zonder-kop">${w('staf_zonder_kop')}</h2>
    <p>${w('staf_zonder')}</p>
    ${state.scherm.stafFout ? problem(state.scherm.stafFout) : nothing} ${drawErbij(collegas(id))}
  </section>`;
}

const takeRegie = (gezegd) => (event) => {
  event.preventDefault();
  const telefoon = event.target.elements.telefoon.value.trim();
  does('regie', 'regieaanvaardingen', { telefoon }, { gezegd, focus: '#regie-kop' });
};

/* Everybody who takes part sees the number, and so does a node: it is one of work. */
const drawTelefoon = (label, gezegd, telefoon) =>
  html`<form class="formulier" autocomplete="off" novalidate @submit=${takeRegie(gezegd)}>
    ${field(
      'telefoon',
      w('regie_telefoon'),
      w('regie_telefoon_hulp'),
      html`<input class="utrecht-textbox utrecht-textbox--html-input kort" type="tel" id="telefoon" name="telefoon" maxlength="24" aria-describedby="telefoon-hulp" .value=${telefoon ?? ''} />`,
    )}
    <div class="knoppen">${button({ label, icon: 'check', kind: 'primary', type: 'submit', act: 'regie' })}</div>
  </form>`;

const drawNummer = ({ gebruiker, stand, telefoon }) =>
  stand === 'aanvaard' && gebruiker.id === ik() ? html`<details class="meer"><summary>${w('regie_nummer')}</summary>${drawTelefoon(w('regie_nummer_bewaar'), w('regie_nummer_gezegd'), telefoon)}</details>` : nothing;
const end = () => does('regie', 'regie-einden', {}, { gezegd: w('regie_einde_gezegd'), focus: '#regie-kop' });

const drawEnd = (regie) =>
  onze(regie)
    ? sureButton({ key: 'regie', label: w('regie_einde'), about: '', ask: w('regie_einde_zeker', { naam: regie.gebruiker.naam }), yes: w('regie_einde_ja'), onYes: end })
    : nothing;

function propose(event) {
  event.preventDefault();
  const { organisatie, gebruiker } = event.target.elements;
  const wie = gebruiker.value.trim();
  if (wie === '') return remember({ regieFout: { title: w('kies_collega'), volgende: w('kies_collega_volgende') } });
  const body = organisatie.value ? { gebruiker: wie, organisatie: organisatie.value } : { gebruiker: wie };
  return does('regie', 'regievoorstellen', body, { gezegd: w('regie_voorgesteld'), focus: '#regie-kop' });
}

/* Of another organisation this client knows no list of people: the name is typed as it stands under what they wrote. */
function drawPropose(beeld) {
  const own = state.sessie.organisatie?.id;
  const orgs = [...new Map(beeld.cellen.filter((c) => !c.namens && c.organisatie.id !== own).map((c) => [c.organisatie.id, c.organisatie.naam]))];
  const van = state.scherm.van ?? '';
  return html`<details class="meer" ?open=${beeld.regisseur === null}>
    <summary>${w(beeld.regisseur === null ? 'regie_stel_voor' : 'regie_draag_over')}</summary>
    <form class="formulier" autocomplete="off" novalidate @submit=${propose}>
      <p>${w('regie_uitleg')}</p>
      ${field(
        'organisatie',
        w('regie_organisatie'),
        null,
        html`<select class="utrecht-select utrecht-select--html-select kort" id="organisatie" name="organisatie" @change=${(event) => remember({ van: event.target.value })}>
          <option value="">${w('trek_in_wij')}</option>
          ${orgs.map(([id, naam]) => html`<option value=${id}>${naam}</option>`)}
        </select>`,
      )}
      ${van === ''
        ? pick('gebruiker', w('regie_wie'), collegas(beeld.huishouden.id))
        : field(
            'gebruiker',
            w('regie_wie'),
            w('regie_wie_hulp'),
            html`<input class="utrecht-textbox utrecht-textbox--html-input kort" id="gebruiker" name="gebruiker" autocomplete="off" spellcheck="false" aria-describedby="gebruiker-hulp" />`,
          )}
      <div class="knoppen">${button({ label: w('regie_voorstel'), icon: 'users', kind: 'primary', type: 'submit', act: 'regie' })}</div>
    </form>
  </details>`;
}

export const isVoorgesteld = (beeld) => beeld.regievoorstel?.gebruiker.id === ik();

function drawRegie(beeld) {
  const { regisseur, regievoorstel: voorstel } = beeld;
  const other = voorstel !== null && regisseur?.stand === 'aanvaard';
  return html`<section aria-labelledby="regie-kop">
    <h2 class="nl-heading nl-heading--level-2" id="regie-kop" tabindex="-1">${w('regie_kop')}</h2>
    ${state.scherm.regieFout ? problem(state.scherm.regieFout) : nothing}
    <p>${regisseurText(beeld)} ${regisseur?.tot && regisseur.stand === 'aanvaard' ? w('regie_tot', { tot: day(regisseur.tot) }) : nothing}
      ${regisseur?.telefoon ? w('regie_bel', { telefoon: regisseur.telefoon }) : nothing}</p>
    ${other ? html`<p>${w('regisseur_voorgesteld', { naam: voorstel.gebruiker.naam, organisatie: voorstel.organisatie.naam })}</p>` : nothing}
    ${isVoorgesteld(beeld)
      ? alert('info', w('regie_u'), html`<p>${w('regie_u_tekst')}</p>${drawTelefoon(w('regie_neem'), w('regie_gezegd'))}`)
      : nothing}
    ${regisseur && !isVoorgesteld(beeld) ? drawNummer(regisseur) : nothing} ${drawPropose(beeld)} ${drawEnd(regisseur)}
  </section>`;
}

export const drawStaf = () =>
  html`${heading(1, w('titel_staf'))}${afterReden(
    bron(beeldPad(state.route.id)),
    (beeld) =>
      html`<p><a class="nl-link" href=${`gezin/${state.route.id}`}>${icon('arrow-left')}${huishoudenNaam(beeld)}</a></p>
        ${drawRegie(beeld)}
        <section aria-labelledby="staf-kop">
          <h2 class="nl-heading nl-heading--level-2" id="staf-kop" tabindex="-1">${w('staf_kop')}</h2>
          <p>${w('staf_uitleg')}</p>
          ${drawLijst(beeld)}
        </section>`,
    2,
  )}${drawZonder()}`;
