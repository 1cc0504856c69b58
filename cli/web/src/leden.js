/* Who belongs to a family: somebody joins it, or does not belong to it any more. Only the organisation that made the family
 * says so; for anybody else one sentence says whose work it is. */
import { html, nothing, button, focusOn, heading, icon, problem, sureButton, field } from './kit.js';
import { state, set, remember, act } from './state.js';
import { bron, call, outdate } from './api.js';
import { w, keuze, veldNaam } from './woorden.js';
import { day, daysBetween } from './format.js';
import { soorten } from './lijsten.js';
import { beeldPad, huishoudenNaam } from './gezin.js';
import { ticks } from './deelbesluit.js';
import { afterReden } from './reden.js';

const ADULT_DAYS = 6575; // eighteen years, a little rounded up: it only decides what is asked
const fresh = () => ({ aanduiding: '', rol: '', geboren: '', houders: [], ander: '', bron: '' });
const form = () => (state.scherm.lid ??= fresh());
const change = (changes) => remember({ lid: { ...form(), ...changes } });
const typed = (name) => (event) => change({ [name]: event.target.value });
const naamVan = (lid) => lid.naam ?? w('naam_niet_gedeeld');

/** One act of this screen; whoever it is about is said, and the keyboard goes on at the list. */
const does = (name, path, body, gezegd) =>
  act(
    name,
    async () => {
      await call('POST', `huishoudens/${state.route.id}/${path}`, body);
      remember({ zeker: null, lidFout: null, overleden: '', lid: fresh() });
      set({ melding: gezegd });
      outdate(`huishoudens/${state.route.id}/`, 'huishoudens', 'werklijst');
      focusOn('#leden-kop');
    },
    (lidFout) => remember({ lidFout, zeker: null }),
  );

function drawEinde(lid) {
  const naam = naamVan(lid);
  const overleden = state.scherm.overleden ?? '';
  return sureButton({
    ...{ key: `lid${lid.id}`, label: w('lid_einde'), about: naam, ask: w('lid_einde_zeker', { naam }), yes: w('lid_einde_ja') },
    inside: field(
      'overleden',
      html`${w('lid_overleden')} <span class="klein-grijs">${w('mag_leeg')}</span>`,
      null,
      html`<input class="utrecht-textbox utrecht-textbox--html-input kort" id="overleden" type="date" .value=${overleden} @input=${(event) => (state.scherm.overleden = event.target.value)} />`,
    ),
    onYes: () => does(`lid${lid.id}`, `leden/${lid.id}/einden`, state.scherm.overleden ? { overleden: state.scherm.overleden } : {}, w('lid_einde_gezegd', { naam })),
  });
}

/* What decides what may be shared about somebody, in the own file: each organisation looks it up itself. */
const FEITEN = ['basis', 'gezag', 'vertegenwoordiging', 'geheimhouding'];
const feitText = ({ soort, velden: v }) =>
  [w(`soort_${soort}`), v.houder ?? v.wie ?? v.naam, v.vorm && keuze(v.vorm), v.bron, v.van && day(v.van), v.tot && w('tijd_tot', { tot: day(v.tot) })].filter(Boolean).join(' · ');

function drawFeiten(beeld, lid) {
  const naar = `gezin/${beeld.huishouden.id}/bijwerken`;
  const naam = html`<span class="verborgen"> ${naamVan(lid)}</span>`;
  const known = beeld.dossier.filter((f) => f.lid === lid.id && FEITEN.includes(f.soort));
  return html`<details class="meer">
    <summary>${w('lid_feiten')}${naam}</summary>
    <ul class="punten">
      ${known.map((f) => html`<li>${feitText(f)} <a class="nl-link" href=${`${naar}?item=${f.item}`}>${w('wijzig')}<span class="verborgen"> ${feitText(f)}</span></a></li>`)}
    </ul>
    <p>${w('lid_feiten_uitleg')}</p>
    <ul class="punten">
      ${FEITEN.map((soort) => html`<li><a class="nl-link" href=${`${naar}?lid=${lid.id}&soort=${soort}`}>${w(`lid_schrijf_${soort}`)}${naam}</a></li>`)}
    </ul>
  </details>`;
}

const drawLid = (beeld, lid, eigen) =>
  html`<li class="eigen">
    <div>
      <strong>${naamVan(lid)}</strong>
      <span class="klein-grijs">${[lid.rol && keuze(lid.rol), lid.geboren && w('geboren', { op: day(lid.geboren) })].filter(Boolean).join(', ')}</span>
    </div>
    ${eigen ? drawEinde(lid) : nothing} ${drawFeiten(beeld, lid)}
  </li>`;

function add(event) {
  event.preventDefault();
  const { aanduiding, rol, geboren, houders, ander, bron: waar } = form();
  const gezag = isKind() ? [...houders, ander.trim()].filter(Boolean) : [];
  const naam = aanduiding.trim();
  const lacks = naam === '' ? 'naam' : gezag.length > 0 && waar.trim() === '' ? 'bron' : null;
  if (lacks) return remember({ lidFout: { title: w(`lid_${lacks}_leeg`), volgende: w(`lid_${lacks}_leeg_volgende`) } });
  const body = { aanduiding: naam, ...(rol && { rol }), ...(geboren && { geboren }), ...(gezag.length > 0 && { gezag, bron: waar.trim() }) };
  return does('lid', 'leden', body, w('lid_erbij_gezegd', { naam }));
}

/* By the day on which the program looked: a computer's own clock may be wrong. */
const isKind = () => form().geboren !== '' && daysBetween(form().geboren, bron(beeldPad(state.route.id)).data.gezien.op) < ADULT_DAYS;

const drawTekst = (id, name, hulp) =>
  html`<input class="utrecht-textbox utrecht-textbox--html-input kort" id=${id} maxlength="60" autocomplete="off" spellcheck="false"
    aria-describedby=${hulp ? `${id}-hulp` : nothing} .value=${form()[name]} @input=${typed(name)} />`;

/* Of a child it is asked at once, since nothing can be shared without it. */
const drawGezag = (namen) =>
  html`<fieldset class="utrecht-form-field">
      <legend class="utrecht-form-label">${veldNaam('houder')} <span class="klein-grijs">${w('mag_leeg')}</span></legend>
      <p class="hulp">${w('lid_gezag_hulp')}</p>
      ${ticks(namen.map((naam) => [naam, naam]), form().houders, (houders) => change({ houders }))}
    </fieldset>
    ${field('lid-ander', w('lid_ander'), null, drawTekst('lid-ander', 'ander'))}
    ${field('lid-bron', veldNaam('bron'), w('lid_bron_hulp'), drawTekst('lid-bron', 'bron', true))}`;

function drawErbij(beeld) {
  const rollen = soorten().find((s) => s.soort === 'persoon')?.velden.find((veld) => veld.naam === 'rol')?.keuzes ?? [];
  const { rol, geboren } = form();
  return html`<form class="formulier" autocomplete="off" novalidate aria-labelledby="erbij-kop" @submit=${add}>
    <h2 class="nl-heading nl-heading--level-2" id="erbij-kop">${w('lid_erbij_kop')}</h2>
    ${state.scherm.lidFout ? problem(state.scherm.lidFout) : nothing}
    ${field('lid-naam', w('lid_naam'), w('lid_naam_hulp'), drawTekst('lid-naam', 'aanduiding', true))}
    <div class="rij">
      ${field(
        'lid-rol',
        html`${veldNaam('rol')} <span class="klein-grijs">${w('mag_leeg')}</span>`,
        null,
        html`<select class="utrecht-select utrecht-select--html-select kort" id="lid-rol" .value=${rol} @change=${typed('rol')}>
          <option value="">${w('kies')}</option>
          ${rollen.map((code) => html`<option value=${code} ?selected=${code === rol}>${keuze(code)}</option>`)}
        </select>`,
      )}
      ${field(
        'lid-geboren',
        html`${veldNaam('geboren')} <span class="klein-grijs">${w('mag_leeg')}</span>`,
        null,
        html`<input class="utrecht-textbox utrecht-textbox--html-input kort" id="lid-geboren" type="date" .value=${geboren} @input=${typed('geboren')} />`,
      )}
    </div>
    ${isKind() ? drawGezag(beeld.leden.map((lid) => lid.naam).filter(Boolean)) : nothing}
    <div class="knoppen">${button({ label: w('lid_erbij'), icon: 'plus', kind: 'primary', type: 'submit', act: 'lid' })}</div>
  </form>`;
}

export const drawLedenScherm = () =>
  html`${heading(1, w('titel_leden'))}${afterReden(
    bron(beeldPad(state.route.id)),
    (beeld) => {
      const eigen = bron('huishoudens').data?.huishoudens.find((h) => h.id === beeld.huishouden.id)?.eigen === true;
      return html`<p><a class="nl-link" href=${`gezin/${state.route.id}`}>${icon('arrow-left')}${huishoudenNaam(beeld)}</a></p>
        <section aria-labelledby="leden-kop">
          <h2 class="nl-heading nl-heading--level-2" id="leden-kop" tabindex="-1">${w('leden_kop')}</h2>
          ${beeld.leden.length === 0 ? html`<p>${w('leden_leeg')}</p>` : nothing}
          <ul class="regels">
            ${beeld.leden.map((lid) => drawLid(beeld, lid, eigen))}
          </ul>
        </section>
        ${eigen ? drawErbij(beeld) : html`<p class="klein-grijs">${w('leden_wie')}</p>`}`;
    },
    2,
  )}`;
