/* For who administers: partners, teams, users and how the node does. No content of any family is here. */
import { html, nothing, after, empty, heading } from './kit.js';
import { state } from './state.js';
import { bron } from './api.js';
import { w, keuze } from './woorden.js';
import { ago, count, day } from './format.js';
import { drawSleutels } from './sleutels.js';
import { drawGebruikerActs, drawPartnerActs, drawTeamActs } from './teams.js';
import { drawBegin, drawGesprek } from './gesprek.js';

const table = (label, heads, rows) =>
  html`<div class="tabel-kader" role="group" aria-label=${label} tabindex="0">
    <table class="utrecht-table">
      <thead class="utrecht-table__header">
        <tr>
          ${heads.map((head) => html`<th scope="col" class="utrecht-table__header-cell">${head}</th>`)}
        </tr>
      </thead>
      <tbody class="utrecht-table__body">
        ${rows.map((cells) => html`<tr class="utrecht-table__row">${cells.map((cell) => html`<td class="utrecht-table__cell">${cell}</td>`)}</tr>`)}
      </tbody>
    </table>
  </div>`;

const part = (key, source, draw) =>
  html`<section aria-labelledby=${`beheer-${key}`}>
    <h2 class="nl-heading nl-heading--level-2" id=${`beheer-${key}`} tabindex="-1">${w(`beheer_${key}`)}</h2>
    ${after(source, draw)}
  </section>`;

function drawPartners({ partners }) {
  if (partners.length === 0) return empty(w('partners_leeg'), w('partners_leeg_tekst'));
  return table(
    w('beheer_partners'),
    [w('organisatie'), w('stand'), w('laatste_contact'), w('wachtend'), w('kenmerkwoorden')],
    partners.map((p) => [p.organisatie.naam, keuze(p.staat), p.contact ? day(p.contact) : w('nooit'), p.wachtend ?? 0, p.kenmerk ?? '–']),
  );
}

const drawTeams = ({ teams }) =>
  teams.length === 0
    ? html`<p>${w('geen')}</p>`
    : table(
        w('beheer_teams'),
        [w('team'), w('organisatie'), w('sleutel'), w('leden')],
        teams.map((t) => [t.naam, t.organisatie.naam, t.beeindigd ? w('team_beeindigd') : count('sleutel_dagen', t.dagen ?? 0, { periode: t.periode }), t.leden ? t.leden.map((l) => l.naam ?? l).join(', ') : w('niet_van_ons')]),
      );

const drawGebruikers = ({ gebruikers }) =>
  gebruikers.length === 0
    ? html`<p>${w('geen')}</p>`
    : table(
        w('beheer_gebruikers'),
        [w('naam'), w('rollen'), w('stand'), w('tot')],
        gebruikers.map((g) => [g.naam, g.rollen.length > 0 ? g.rollen.map(keuze).join(', ') : w('rol_geen'), keuze(g.staat ?? 'actief'), g.tot ? day(g.tot) : '–']),
      );

function drawStatus(status) {
  return html`<ul class="punten">
      <li>${w('status_organisatie', { naam: status.organisatie.naam, kluis: status.kluis })}</li>
      ${status.knooppunten.map(
        (k) => html`<li>${w(k.contact ? 'status_partner' : 'status_partner_nooit', { naam: k.organisatie.naam, wanneer: k.contact ? ago(k.contact, status.op) : '' })} ${k.wachtend > 0 ? count('status_wacht', k.wachtend) : nothing}</li>`,
      )}
      ${status.afgewezen > 0 ? html`<li>${count('afgewezen', status.afgewezen)}</li>` : nothing}
    </ul>
    ${status.geweigerd.length > 0 ? html`<ul class="punten">${status.geweigerd.map((g) => html`<li>${w('aandacht_geweigerd', { organisatie: g.organisatie.naam, tekst: g.tekst })}</li>`)}</ul>` : nothing}`;
}

/* No part of eenplan makes a copy or hears of one: that is said, with what whoever makes them has to know. */
const drawReservekopie = () =>
  html`<section aria-labelledby="beheer-kopie">
    <h2 class="nl-heading nl-heading--level-2" id="beheer-kopie">${w('kopie_kop')}</h2>
    <ul class="punten">
      ${['kopie_niet', 'kopie_databank', 'kopie_terug', 'kopie_kluis'].map((key) => html`<li>${w(key)}</li>`)}
    </ul>
  </section>`;

/* Only who holds the authority can begin. */
const drawKoppelen = () =>
  html`<section aria-labelledby="koppelen-kop">
    <h2 class="nl-heading nl-heading--level-2" id="koppelen-kop">${w('koppelen_kop')}</h2>
    ${state.sessie.rollen.includes('autoriteit')
      ? html`<div class="rij">
          ${drawBegin('partneruitnodigingen', 'nodig_partner', [])} ${drawBegin('partneraanvaardingen', 'neem_aan', ['regel'])}
          ${drawBegin('gebruikersuitnodigingen', 'nodig_collega', [], ['steward', 'privacy'])}
        </div>`
      : html`<p>${w('koppelen_wie')}</p>`}
  </section>`;

export const drawBeheer = () =>
  html`${heading(1, w('titel_beheer'))}
    <p class="intro">${w('beheer_intro')}</p>
    ${drawGesprek(drawKoppelen)} ${part('status', bron('status'), drawStatus)} ${part('partners', bron('partners'), (lijst) => html`${drawPartners(lijst)} ${drawPartnerActs(lijst.partners)}`)} ${part('teams', bron('teams'), (lijst) => html`${drawTeams(lijst)} ${drawTeamActs(lijst.teams)}`)}
    ${part('gebruikers', bron('gebruikers'), (lijst) => html`${drawGebruikers(lijst)} ${drawGebruikerActs()}`)} ${drawReservekopie()} ${drawSleutels()}`;
