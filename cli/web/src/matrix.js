/* Leden and household × domains; in each cell every organisation that has a column, with exactly one state in words. */
import { html, nothing, icon, button, place } from './kit.js';
import { state, remember } from './state.js';
import { go, withVraag } from './router.js';
import { w } from './woorden.js';
import { count, list } from './format.js';
import { celKey, cellenVan, domeinen, isDof, rijen } from './beeld.js';
import { ageText, signOf, stateWord, title } from './staten.js';
import { domeinNaam } from './lijsten.js';

const ITEMS_SHOWN = 2;
const NAMES_SHOWN = 2; // of those who say the same nothing; more are counted, and the drawer names each

export const openCel = (cel) => go(withVraag({ cel: celKey(cel), feit: null }));

function drawStaat(cel, now) {
  const said = cel.staat === 'niet-betrokken' ? [] : cel.onderdelen; // the state says it already
  const items = said.slice(0, ITEMS_SHOWN).map(title);
  const more = said.length - items.length;
  return html`<button type="button" class="staat staat--${cel.staat}" @click=${() => openCel(cel)}>
    <span class="staat__wie">${icon(signOf(cel.staat))}<strong>${cel.namens && !cel.afgeschermd ? cel.namens : cel.organisatie.naam}</strong></span>
    <span class="staat__woord">${stateWord(cel)}</span>
    ${items.map((text) => html`<span class="staat__tekst">${text}</span>`)}
    ${more > 0 ? html`<span class="staat__tekst">${count('en_meer', more)}</span>` : nothing}
    ${cel.onderdelen.length > 0 ? html`<span class="klein-grijs">${ageText(cel, now)}</span>` : nothing}
  </button>`;
}

/* The same word for several organisations is said once, with their names. */
function dofGroups(cellen) {
  const groups = new Map();
  for (const cel of cellen) groups.set(cel.staat, [...(groups.get(cel.staat) ?? []), cel]);
  return [...groups.values()];
}
const dofText = (cellen) => dofGroups(cellen).map((same) => `${list(same.map((cel) => cel.organisatie.naam))}: ${w(`staat_${same[0].staat}`)}`).join('; ');

const drawDof = (cellen) =>
  dofGroups(cellen).map(
    (same) =>
      html`<button type="button" class="dof" @click=${() => openCel(same[0])}>
        <span>${w(`staat_${same[0].staat}`)}</span
        ><span class="klein-grijs">${same.length > NAMES_SHOWN ? w('dof_namen', { n: same.length }) : list(same.map((cel) => cel.organisatie.naam))}</span>
      </button>`,
  );

/* On a narrow screen the cells of a person in which nothing stands are one sentence. */
function drawRijDof(beeld, rij, codes) {
  const dof = codes.map((code) => [code, cellenVan(beeld, rij.id, code)]).filter(([, cellen]) => cellen.every(isDof));
  if (dof.length === 0) return nothing;
  return html`<span class="rij-dof">${list(dof.map(([code]) => domeinNaam(code)))} — ${dofText(dof[0][1])}</span>`;
}

function drawCel(beeld, lid, domein) {
  const cellen = cellenVan(beeld, lid, domein);
  const alive = cellen.filter((cel) => !isDof(cel));
  return html`<td class=${alive.length === 0 ? 'is-dof' : nothing}>
    <span class="matrix__kop" aria-hidden="true">${domeinNaam(domein)}</span>
    ${alive.map((cel) => drawStaat(cel, beeld.gezien.op))}${drawDof(cellen.filter(isDof))}
  </td>`;
}

function drawRij(beeld, rij, codes) {
  return html`<tr class="utrecht-table__row">
    <th scope="row" class="utrecht-table__header-cell">${rij.id === null ? w('huishouden_heel') : (rij.naam ?? w('naam_niet_gedeeld'))}${drawRijDof(beeld, rij, codes)}</th>
    ${codes.map((code) => drawCel(beeld, rij.id, code))}
  </tr>`;
}

const drawTable = (beeld, codes) =>
  html`<div class="matrix-kader" role="group" aria-label=${w('matrix_kader')} tabindex="0">
    <table class="utrecht-table matrix" ${place({ '--kolommen': String(codes.length) })}>
      <caption class="verborgen">${w('matrix_kop')}</caption>
      <thead class="utrecht-table__header">
        <tr>
          <th scope="col" class="utrecht-table__header-cell">${w('matrix_wie')}</th>
          ${codes.map((code) => html`<th scope="col" class="utrecht-table__header-cell">${domeinNaam(code)}</th>`)}
        </tr>
      </thead>
      <tbody class="utrecht-table__body">
        ${rijen(beeld).map((rij) => drawRij(beeld, rij, codes))}
      </tbody>
    </table>
  </div>`;

/** Domains in which nobody says anything are one line, until somebody asks for them. */
export function drawMatrix(beeld) {
  const { levend, dof } = domeinen(beeld);
  const all = state.scherm.alleDomeinen === true;
  const codes = all ? [...levend, ...dof] : levend.filter((code) => code !== 'persoon'); // names stand above already
  return html`<section aria-labelledby="matrix-kop">
    <h2 class="nl-heading nl-heading--level-2" id="matrix-kop">${w('matrix_kop')}</h2>
    ${codes.length > 0 ? drawTable(beeld, codes) : html`<p>${w('matrix_leeg')}</p>`}
    ${dof.length > 0 && !all
      ? html`<p class="dof-regel">
          ${count('dof', dof.length, { welke: list(dof.map(domeinNaam)) })} ${dofText(cellenVan(beeld, null, dof[0]))}.
        </p>`
      : nothing}
    ${dof.length > 0 || levend.includes('persoon')
      ? button({ label: w(all ? 'dof_minder' : 'dof_meer'), small: true, kind: 'subtle', icon: 'chevron-down', expanded: String(all), onClick: () => remember({ alleDomeinen: !all }) })
      : nothing}
  </section>`;
}
