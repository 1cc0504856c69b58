/* The drawer: one cell or one fact, with everything that says whether it can be relied on. Its address is in the page's, so
 * that the back button closes it and a link opens it. */
import { html, nothing, icon, button, linkButton, after, terms, chip, explain } from './kit.js';
import { state } from './state.js';
import { bron, outdate } from './api.js';
import { go, withVraag } from './router.js';
import { KEUZEVELDEN, w, keuze, veldNaam } from './woorden.js';
import { ago, count, day, lastDay, time, list } from './format.js';
import { celKey, celOf, cellenVan, feit, isEigen, lidNaam } from './beeld.js';
import { ageText, dat, gelezenDoor, ground, signOf, stateExplained, stateWord, title } from './staten.js';
import { domeinNaam } from './lijsten.js';
import { grondNaam } from './delen.js';
import { drawEerder } from './eerder.js';
import { drawVraag } from './vraag.js';

const HIDDEN = new Set(['stand', 'maand']);
const isOpen = () => state.sessie?.stand === 'open' && state.route.scherm === 'gezin' && (state.vraag.has('feit') || state.vraag.has('cel'));

function close() {
  if (isOpen()) go(withVraag({ feit: null, cel: null }));
}

/** A value as a person reads it; what stands empty says so, and what its level hides is not there at all. */
export function valueText(beeld, name, value) {
  if (value === null || value === '') return w('veld_leeg');
  if (value === true) return w('ja');
  if (value === false) return w('nee');
  if (name === 'doel' && /^[0-9a-f]{32}$/.test(value)) return (beeld && title(feit(beeld, value) ?? { velden: {}, soort: 'doel' })) || value;
  if (/^\d{4}(-\d{2}){1,2}$/.test(value)) return day(value);
  if (name === 'grondslag') return grondNaam(value);
  return KEUZEVELDEN.has(name) ? keuze(value) : String(value);
}

const fieldRows = (beeld, deel) =>
  Object.entries(deel.velden)
    .filter(([name]) => !HIDDEN.has(name))
    .map(([name, value]) => [veldNaam(name), valueText(beeld, name, value)]);

/** The people from whom it is kept, by name; "": nobody. */
export const keptFrom = (beeld, deel) => list(deel.niet_tonen_aan.map((id) => lidNaam(beeld, id) ?? id.slice(0, 8)));

const lezerWie = (lezer) => `${lezer.team.naam} (${lezer.organisatie.naam})`;

export function lezerText(lezer) {
  const who = lezerWie(lezer);
  if (lezer.deelbesluit === null) return w('lezer_eigen', { wie: who, leden: lezer.leden ? list(lezer.leden) : '–' });
  const { grondslag, tot, staat } = lezer.deelbesluit;
  if (staat === 'onbekend') return w('lezer_onbekend', { wie: who });
  return w(staat === 'loopt' ? 'lezer_loopt' : 'lezer_anders', { wie: who, grond: grondNaam(grondslag), tot: lastDay(tot), staat: keuze(staat) });
}

const OVER = new Set(['ingetrokken', 'verlopen']);

/**
 * The teams for which something was sealed, each once at its deepest: who can open it now, who no more, and of whom it is
 * not said that they can (a grant that has yet to begin, or is not known here).
 */
export function lezersOf(wie) {
  const standOf = ({ deelbesluit }) => (deelbesluit === null || deelbesluit.staat === 'loopt' ? 'nu' : OVER.has(deelbesluit.staat) ? 'voorbij' : 'anders');
  const found = { nu: new Map(), anders: new Map(), voorbij: new Map() };
  for (const { niveau, lezers } of wie.niveaus) for (const lezer of lezers) found[standOf(lezer)].set(lezer.team.id, { ...lezer, niveau });
  const but = (rows, ...others) => [...rows.values()].filter((lezer) => !others.some((other) => other.has(lezer.team.id)));
  return { nu: but(found.nu), anders: but(found.anders, found.nu), voorbij: but(found.voorbij, found.nu, found.anders) };
}

/** How many can open it; of what another wrote only that source could count them. */
export const lezersText = (wie) => (wie.anderen ? w('lezers_bekend') : count('lezers', lezersOf(wie).nu.length));

/** N can open it, M did: as far as the own node knows. */
function drawLezers(wie) {
  const { nu, anders, voorbij } = lezersOf(wie);
  const did = wie.gelezen.length;
  return html`<p><strong>${lezersText(wie)} ${did === 0 ? w('gelezen_geen') : count('gelezen', did)}</strong></p>
    ${did === 0 ? nothing : html`<p>${gelezenDoor(wie.gelezen)}</p>`}
    <p class="klein-grijs">${w('gelezen_uitleg')}</p>
    <ul class="punten">
      ${[...nu, ...anders].map((lezer) => html`<li>${lezerText(lezer)}: ${w(`niveau_uitleg_${lezer.niveau}`)}</li>`)}
    </ul>
    ${voorbij.length > 0 ? html`<p>${w('lezers_voorbij', { wie: list(voorbij.map(lezerWie)) })}</p>` : nothing}
    ${wie.anderen ? html`<p class="klein-grijs">${w('lezers_anderen')}</p>` : nothing}`;
}

/** From whom it comes, and who wrote it down for whom. */
export function bronText({ namens, organisatie, woord, cel }) {
  if (!namens) return organisatie.naam;
  return w(cel?.afgeschermd ? 'bron_afgeschermd' : 'bron_namens', { namens, wie: organisatie.naam, woord: woord ?? '–' });
}

function drawBron(beeld, deel) {
  const own = isEigen(beeld, deel);
  return terms([
    [w('bron'), bronText(deel)],
    [w('opgeschreven'), `${time(deel.op)} (${ago(deel.op, beeld.gezien.op)})`],
    [w('niveau'), w(`niveau_uitleg_${deel.niveau}`)],
    ...(deel.cel || own ? [[w('grondslag'), ground(deel.cel, own) || w('grondslag_eigen')]] : []),
    [w('handtekening'), w('handtekening_goed', { wie: deel.organisatie.naam })],
    [w('versie'), deel.versie === 1 ? w('versie_1') : own ? String(deel.versie) : w('versie_n', { n: deel.versie })],
    ...(deel.niet_tonen_aan.length > 0 ? [[w('niet_tonen_aan'), keptFrom(beeld, deel)]] : []),
    ...(deel.bewaren_tot ? [[w('bewaren_tot'), day(deel.bewaren_tot)]] : []),
  ]);
}

function drawFeit(beeld, deel) {
  const own = isEigen(beeld, deel);
  const id = beeld.huishouden.id;
  return html`<article class="feit">
    <h3 class="nl-heading nl-heading--level-3">${title(deel)}</h3>
    <p>${chip(w(`soort_${deel.soort}`))} ${deel.niveau < 3 || deel.velden.stand ? html`<span class="klein-grijs">${dat(deel)}</span>` : nothing}</p>
    ${terms(fieldRows(beeld, deel))}
    ${deel.niveau < 3 && !own ? html`<p class="klein-grijs">${w('niveau_meer', { niveau: w(`niveau_deelt_${deel.niveau}`) })}</p>` : nothing}
    <h4>${w('betrouwbaar')}</h4>
    ${drawBron(beeld, deel)} ${own ? drawEerder(beeld, deel) : nothing}
    <h4>${w('lezers_kop')}</h4>
    ${after(bron(`huishoudens/${id}/opgaven/${deel.item}/lezers`), drawLezers)}
    ${own && deel.soort !== 'bewijs' ? linkButton({ label: w('wijzig'), icon: 'pencil', href: `gezin/${id}/bijwerken?item=${deel.item}` }) : nothing}
  </article>`;
}

/* The others in the same place: so that any of them can be asked from here. */
function drawNaast(beeld, cel) {
  const others = cellenVan(beeld, cel.lid, cel.domein).filter((other) => other !== cel);
  if (others.length === 0) return nothing;
  return html`<section class="vraag">
    <h3 class="nl-heading nl-heading--level-3">${w('lade_naast')}</h3>
    <ul class="regels">
      ${others.map(
        (other) =>
          html`<li><a class="regel" href=${withVraag({ cel: celKey(other), feit: null })}><strong>${icon(signOf(other.staat))}${other.namens && !other.afgeschermd ? other.namens : other.organisatie.naam}</strong><span class="klein-grijs">${stateWord(other)}</span></a></li>`,
      )}
    </ul>
  </section>`;
}

function drawCel(beeld, cel) {
  const own = cel.organisatie.id === beeld.gezien.organisatie.id;
  return html`<p class="lade__staat">${icon(signOf(cel.staat))}<strong>${stateWord(cel)}</strong>${explain(stateWord(cel), stateExplained(cel, own))}</p>
    <p>${stateExplained(cel, own)}</p>
    ${cel.contact || cel.feit_op ? html`<p class="klein-grijs">${ageText(cel, beeld.gezien.op)}</p>` : nothing}
    ${cel.onderdelen.map((deel) => drawFeit(beeld, feit(beeld, deel.item)))}
    ${own ? linkButton({ label: w('bijwerken_hier'), icon: 'pencil', href: `gezin/${beeld.huishouden.id}/bijwerken?domein=${cel.domein}${cel.lid ? `&lid=${cel.lid}` : ''}` }) : drawVraag(beeld, cel)}
    ${drawNaast(beeld, cel)}`;
}

function found(beeld) {
  const deel = state.vraag.has('feit') ? feit(beeld, state.vraag.get('feit')) : null;
  const cel = state.vraag.has('cel') ? celOf(beeld, state.vraag.get('cel')) : null;
  return { deel, cel, place: deel ?? cel };
}

function drawInside(beeld) {
  const { deel, cel, place } = found(beeld);
  if (!place) return html`<h2 class="nl-heading nl-heading--level-2" id="lade-kop">${w('lade_weg')}</h2><p>${w('lade_weg_tekst')}</p>`;
  return html`<h2 class="nl-heading nl-heading--level-2" id="lade-kop">
      ${lidNaam(beeld, place.lid) ?? w('huishouden_heel')} · ${domeinNaam(place.domein)}
    </h2>
    <p class="lade__wie">${place.namens && !place.cel?.afgeschermd ? place.namens : place.organisatie.naam}</p>
    ${deel ? drawFeit(beeld, deel) : drawCel(beeld, cel)} ${deel && !isEigen(beeld, deel) && deel.cel ? drawVraag(beeld, deel.cel) : nothing}`;
}

export const drawLade = () =>
  html`<dialog
    id="lade"
    class="utrecht-drawer utrecht-drawer--inline-end lade"
    aria-labelledby="lade-kop"
    @close=${close}
    @click=${(event) => event.target === event.currentTarget && close()}
  >
    <div class="lade__sluit">${button({ label: w('sluit'), icon: 'x', kind: 'subtle', onClick: close })}</div>
    ${isOpen() ? after(bron(`huishoudens/${state.route.id}/beeld`), drawInside) : html`<h2 id="lade-kop" class="verborgen">${w('sluit')}</h2>`}
  </dialog>`;

/** After drawing: as open as the address says. Closing gives the focus back to where it came from. */
export function syncLade() {
  const lade = document.getElementById('lade');
  if (isOpen() && !lade.open) lade.showModal();
  else if (!isOpen() && lade.open) {
    lade.close();
    outdate(`huishoudens/${state.route.id}/opgaven/`); // nobody is told of a reading: who opens it again asks again
  }
}
