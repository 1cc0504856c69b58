/* One family on one page: who is involved, what asks for attention, every cell with its state, goals and actions in time. */
import { html, nothing, icon, button, linkButton, heading, terms, empty, explain, guard } from './kit.js';
import { state, remember } from './state.js';
import { bron } from './api.js';
import { go, withVraag } from './router.js';
import { w, keuze } from './woorden.js';
import { ago, count, day, familyName, lastDay, list } from './format.js';
import { betrokken, feit, feiten, lidNaam } from './beeld.js';
import { aandacht, eerst } from './aandacht.js';
import { placeText, title, ageText } from './staten.js';
import { domeinen } from './lijsten.js';
import { drawMatrix } from './matrix.js';
import { drawTijdlijn } from './tijdlijn.js';
import { drawAfdruk } from './afdruk.js';
import { vraagText } from './vraag.js';
import { grondNaam } from './delen.js';
import { afterReden } from './reden.js';
import { isVoorgesteld } from './staf.js';
import { standText } from './meedoen.js';
import { drawDossierFout, drawInDossier } from './dossier.js';

export const beeldPad = (id, als) => `huishoudens/${id}/beeld${als ? `?als=${als}` : ''}`;
export const huishoudenNaam = (beeld) => familyName(beeld.huishouden.naam, beeld.leden.map((lid) => lid.naam));

export const drawGezin = () => afterReden(bron(beeldPad(state.route.id)), drawBeeld);

const drawActs = (id) =>
  html`<div class="knoppen knoppen--kop">
    ${linkButton({ label: w('titel_bijwerken'), icon: 'pencil', kind: 'primary', href: `gezin/${id}/bijwerken` })}
    ${linkButton({ label: w('titel_delen'), icon: 'share', href: `gezin/${id}/delen` })} ${linkButton({ label: w('titel_staf'), icon: 'users', href: `gezin/${id}/staf` })}
    ${button({ label: w('afdrukken'), icon: 'printer', onClick: () => print() })} ${drawInDossier(id)}
  </div>
  ${drawDossierFout()}`;

function drawLeden(beeld) {
  return html`<ul class="leden" aria-label=${w('leden')}>
    ${beeld.leden.map(
      (lid) =>
        html`<li>
          ${icon('user')}
          <div>
            <strong>${lid.naam ?? w('naam_niet_gedeeld')}</strong>
            <span>${[lid.rol && keuze(lid.rol), lid.geboren ? w('geboren', { op: day(lid.geboren) }) : lid.leeftijd && w('jaar', { n: lid.leeftijd })].filter(Boolean).join(', ')}</span>
            <span class="leden__links">
              <a class="nl-link" href=${`gezin/${beeld.huishouden.id}/als/${lid.id}`}>${w('meekijken')}<span class="verborgen"> ${lid.naam}</span></a>
              <a class="nl-link" href=${`gezin/${beeld.huishouden.id}/inzage/${lid.id}`}>${w('titel_inzage')}<span class="verborgen"> ${lid.naam}</span></a>
            </span>
          </div>
        </li>`,
    )}
  </ul>
  <p><a class="nl-link" href=${`gezin/${beeld.huishouden.id}/leden`}>${w('leden_wijzig')}</a></p>`;
}

function drawOrganisatie(org, now) {
  const said = org.beeindigd
    ? w('staat_beeindigd', { op: day(org.beeindigd.sinds) })
    : org.niveau > 0
      ? w('strip_deelt', { niveau: w(`niveau_deelt_${org.niveau}`) })
      : w('strip_nog_niets');
  return html`<li class="strip__org ${org.stil ? 'is-oud' : ''}">
    <strong>${org.organisatie.naam}</strong>
    <span>${org.eigen ? w('strip_wij') : said}</span>
    <span class="klein-grijs">
      ${[org.uitnodiging && standText(org.uitnodiging), org.feitOp && w('strip_nieuwste', { wanneer: ago(org.feitOp, now) }), !org.eigen && org.contact && w('contact', { wanneer: ago(org.contact, now) })].filter(Boolean).join('; ')}
    </span>
    ${org.stil ? html`<span class="let-op">${icon('clock')}${w('staat_verouderd', { op: day(org.stil.sinds) })}</span>` : nothing}
  </li>`;
}

const drawStrip = (beeld) =>
  html`<section aria-labelledby="strip-kop">
    <h2 class="nl-heading nl-heading--level-2" id="strip-kop">${w('strip_kop')}</h2>
    <ul class="strip">
      ${betrokken(beeld).map((org) => drawOrganisatie(org, beeld.gezien.op))}
      <li class="strip__org strip__org--anderen"><strong>${w('strip_anderen')}</strong><span>${w('staat_onbekend')}</span>${explain(w('strip_anderen'), w('uitleg_anderen'))}</li>
    </ul>
  </section>`;

function attentionText({ soort, woorden: o }) {
  const over = (o.over ?? []).map((naam) => naam ?? w('huishouden_heel'));
  return w(`aandacht_${soort}`, {
    ...o,
    dagen: o.dagen && list(o.dagen.map((d) => w(`dag_${d}`))),
    over: list([...new Set(over)]),
    op: day(o.op),
    sinds: day(o.sinds),
    tot: lastDay(o.tot),
    lid: o.lid ?? w('huishouden_heel'),
  });
}

function drawAandacht(beeld) {
  const found = aandacht(beeld);
  const all = state.scherm.alleAandacht === true;
  const lines = all ? found : eerst(found);
  return html`<section aria-labelledby="aandacht-kop">
    <h2 class="nl-heading nl-heading--level-2" id="aandacht-kop">${w('aandacht_kop')}</h2>
    ${lines.length === 0 ? html`<p>${w('aandacht_geen')}</p>` : nothing}
    <ul class="aandacht">
      ${lines.map(
        (line) =>
          html`<li>
            ${icon('alert-triangle')}<span>${attentionText(line)}</span>
            ${line.items.map((item) =>
              button({ label: w('bekijk_wat', { wat: title(feit(beeld, item)) }), small: true, kind: 'subtle', onClick: () => openFeit(item) }),
            )}
          </li>`,
      )}
    </ul>
    ${eerst(found).length < found.length
      ? button({ label: all ? w('aandacht_minder') : w('aandacht_alle', { n: found.length }), small: true, kind: 'subtle', icon: 'chevron-down', expanded: String(all), onClick: () => remember({ alleAandacht: !all }) })
      : nothing}
  </section>`;
}

export const openFeit = (item) => go(withVraag({ feit: item, cel: null }));

/* Agreements, evaluations, provisions and summaries have no end in time to draw: they are listed. */
function drawOverig(beeld) {
  const shown = feiten(beeld).filter((f) => ['afspraak', 'evaluatie', 'voorziening', 'samenvatting'].includes(f.soort));
  if (shown.length === 0) return nothing;
  return html`<section aria-labelledby="overig-kop">
    <h2 class="nl-heading nl-heading--level-2" id="overig-kop">${w('overig_kop')}</h2>
    <ul class="regels">
      ${shown.map(
        (f) =>
          html`<li>
            <button type="button" class="regel" @click=${() => openFeit(f.item)}>
              <span class="regel__soort">${w(`soort_${f.soort}`)}</span>
              <strong>${title(f)}</strong>
              <span class="klein-grijs">${placeText(beeld, f, lidNaam(beeld, f.lid))} · ${f.namens ?? f.organisatie.naam} · ${ago(f.op, beeld.gezien.op)}</span>
            </button>
          </li>`,
      )}
    </ul>
  </section>`;
}

function drawGevraagd(beeld) {
  const rows = [
    ...beeld.vragen.map((v) => vraagText(beeld, v)),
    ...beeld.intrekkingen.map((i) =>
      w(i.bevestigd_ontvanger ? 'ingetrokken_bevestigd' : 'ingetrokken_niet', {
        bron: i.bron.naam,
        aan: i.ontvanger.naam,
        over: lidNaam(beeld, i.lid) ?? w('huishouden_heel'),
        op: day(i.op),
        weg: day(i.bevestigd_ontvanger?.verwijderd),
        kopie: day(i.bevestigd_ontvanger?.uit_reservekopieen),
      }),
    ),
  ];
  if (rows.length === 0 && beeld.afgewezen === 0) return nothing;
  return html`<section aria-labelledby="gevraagd-kop">
    <h2 class="nl-heading nl-heading--level-2" id="gevraagd-kop">${w('gevraagd_kop')}</h2>
    <ul class="punten">
      ${rows.map((row) => html`<li>${row}</li>`)} ${beeld.afgewezen > 0 ? html`<li>${count('afgewezen', beeld.afgewezen)}</li>` : nothing}
    </ul>
  </section>`;
}

function drawDossier(beeld) {
  if (beeld.dossier.length === 0) return nothing;
  return html`<details class="dossier">
    <summary>${icon('shield-lock')}${count('dossier', beeld.dossier.length)}</summary>
    <ul class="regels">
      ${beeld.dossier.map(
        (f) =>
          html`<li><button type="button" class="regel" @click=${() => openFeit(f.item)}>
            <span class="regel__soort">${w(`soort_${f.soort}`)}</span><strong>${f.velden.tekst || f.velden.houder || f.velden.wie || (f.velden.grondslag ? grondNaam(f.velden.grondslag) : w(`soort_${f.soort}`))}</strong>
            <span class="klein-grijs">${lidNaam(beeld, f.lid) ?? w('huishouden_heel')} · ${ago(f.op, beeld.gezien.op)}</span>
          </button></li>`,
      )}
    </ul>
  </details>`;
}

/** Who has the regie. Only the founder of a household would know of one; for all others none known is not none. */
export function regisseurText({ regisseur: r, huishouden, gezien }) {
  if (r === null) return w(huishouden.eigen ? 'regisseur_geen' : 'regisseur_onbekend');
  const said = w(`regisseur_${r.stand}`, { naam: r.gebruiker.naam, organisatie: r.organisatie.naam, sinds: day(r.sinds) });
  const told = r.stand === 'aanvaard' || huishouden.eigen || r.organisatie.id === gezien.organisatie.id;
  return told ? said : `${said} ${w('regisseur_nam', { naam: r.gebruiker.naam })}`;
}

/* What follows from the view alone: drawn when another view comes, and not each second with the clock of the lock. */
const FIRST = [drawAandacht, drawStrip, drawMatrix];
const THEN = [drawTijdlijn, drawOverig, drawGevraagd];

/* The rest of a long page comes one frame later, so that who just unlocked waits for what he sees and no more. */
function sayPainted() {
  if (state.scherm.geverfd !== undefined) return;
  state.scherm.geverfd = false;
  requestAnimationFrame(() => setTimeout(() => remember({ geverfd: true })));
}

function drawBeeld(beeld) {
  const namen = domeinen();
  const still = (draw) => guard([beeld, state.taal, namen, state.scherm.alleDomeinen, state.scherm.alleAandacht], () => draw(beeld));
  sayPainted();
  return html`<div class="scherm-alleen">
      ${heading(1, huishoudenNaam(beeld))}
      <p class="intro">${regisseurText(beeld)} <span class="klein-grijs">${w('gezien_door', { naam: beeld.gezien.gebruiker.naam, organisatie: beeld.gezien.organisatie.naam, op: day(beeld.gezien.op) })}</span></p>
      ${isVoorgesteld(beeld) ? html`<p>${w('regie_u')} <a class="nl-link" href=${`gezin/${beeld.huishouden.id}/staf`}>${w('bekijk')}</a></p>` : nothing}
      ${drawActs(beeld.huishouden.id)} ${drawLeden(beeld)}
      ${FIRST.map(still)} ${state.scherm.geverfd ? [THEN.map(still), drawDossier(beeld)] : nothing}
    </div>
    <div class="afdruk-alleen">${state.scherm.geverfd ? still(drawAfdruk) : nothing}</div>`;
}
