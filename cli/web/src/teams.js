/* Teams, users and partners, for who may change them: a steward makes teams, the user authority ends users and pairings. To whom it
 * is not given, one sentence says whose work it is. */
import { html, nothing, button, focusOn, problem, sureButton, field, pick } from './kit.js';
import { state, set, remember, act } from './state.js';
import { bron, call, outdate } from './api.js';
import { w } from './woorden.js';

const mag = (rol) => state.sessie.rollen.includes(rol);

/** One act: what it says when it is done, and where the keyboard goes on. */
const does = (name, path, body, { gezegd, focus }) =>
  act(
    name,
    async () => {
      await call('POST', path, body);
      remember({ zeker: null, [`${focus}Fout`]: null });
      set({ melding: gezegd });
      outdate('teams', 'gebruikers', 'partners', 'status', 'werklijst', 'huishoudens/');
      focusOn(`#beheer-${focus}`);
      return true;
    },
    (fout) => remember({ [`${focus}Fout`]: fout }),
  );

const fault = (focus) => (state.scherm[`${focus}Fout`] ? problem(state.scherm[`${focus}Fout`]) : nothing);
const actief = () => (bron('gebruikers').data?.gebruikers ?? []).filter((g) => g.staat === 'actief');
const nobody = () => remember({ teamsFout: { title: w('kies_collega'), volgende: w('kies_collega_volgende') } });

function drawLid(team, lid) {
  const gone = { gezegd: w('teamlid_eruit', { naam: lid.naam, team: team.naam }), focus: 'teams' };
  return html`<li class="eigen">
    <div><strong>${lid.naam}</strong></div>
    ${sureButton({
      ...{ key: `eruit${team.id}${lid.id}`, label: w('teamlid_haal'), about: lid.naam, ask: w('teamlid_zeker', { naam: lid.naam, team: team.naam }) },
      ...{ yes: w('teamlid_ja'), onYes: () => does(`eruit${team.id}${lid.id}`, `teams/${team.id}/leden/${lid.id}/einden`, {}, gone) },
    })}
  </li>`;
}

function addTo(event, team) {
  event.preventDefault();
  const wie = actief().find((g) => g.id === event.target.elements.wie.value);
  if (!wie) return nobody();
  return does(`erin${team.id}`, `teams/${team.id}/leden`, { gebruiker: wie.id }, { gezegd: w('teamlid_erin', { naam: wie.naam, team: team.naam }), focus: 'teams' });
}

function drawTeam(team) {
  const others = actief().filter((g) => !team.leden.some((lid) => lid.id === g.id));
  const inside = team.leden.some((lid) => lid.id === state.sessie.gebruiker.id);
  return html`<details class="meer">
    <summary>${w('team_wijzig', { team: team.naam })}</summary>
    <ul class="regels">
      ${team.leden.map((lid) => drawLid(team, lid))}
    </ul>
    ${inside ? nothing : html`<p>${w('team_zonder_u')}</p>`}
    ${others.length === 0
      ? html`<p class="klein-grijs">${w('team_allen')}</p>`
      : html`<form class="formulier" autocomplete="off" novalidate @submit=${(event) => addTo(event, team)}>
          ${pick(`erin-${team.id}`, w('staf_wie'), others, 'wie')}
          <div class="knoppen">${button({ label: w('team_erbij'), icon: 'plus', kind: 'primary', type: 'submit', act: `erin${team.id}` })}</div>
        </form>`}
    ${sureButton({
      ...{ key: `einde${team.id}`, label: w('team_einde'), about: team.naam, ask: w('team_einde_zeker', { team: team.naam }), yes: w('team_einde_ja') },
      onYes: () => does(`einde${team.id}`, `teams/${team.id}/einden`, {}, { gezegd: w('team_einde_gezegd', { team: team.naam }), focus: 'teams' }),
    })}
  </details>`;
}

async function create(event) {
  event.preventDefault();
  const { naam, wie } = event.target.elements;
  if (naam.value.trim() === '') return remember({ teamsFout: { title: w('team_naam_leeg'), volgende: w('team_naam_leeg_volgende') } });
  if (wie.value === '') return nobody();
  const done = await does('team', 'teams', { naam: naam.value.trim(), gebruiker: wie.value }, { gezegd: w('team_gemaakt', { team: naam.value.trim() }), focus: 'teams' });
  if (done) event.target.reset();
  return done;
}

const drawCreate = () =>
  html`<details class="meer">
    <summary>${w('team_nieuw')}</summary>
    <form class="formulier" autocomplete="off" novalidate @submit=${create}>
      ${field(
        'team-naam',
        w('team_naam'),
        w('team_naam_hulp'),
        html`<input class="utrecht-textbox utrecht-textbox--html-input kort" id="team-naam" name="naam" maxlength="60" autocomplete="off" spellcheck="false" aria-describedby="team-naam-hulp" />`,
      )}
      ${pick('team-wie', w('team_eerste'), actief(), 'wie')}
      <div class="knoppen">${button({ label: w('team_maak'), icon: 'plus', kind: 'primary', type: 'submit', act: 'team' })}</div>
    </form>
  </details>`;

export const drawTeamActs = (teams) =>
  mag('steward') ? html`${fault('teams')} ${teams.filter((t) => t.eigen && !t.beeindigd).map(drawTeam)} ${drawCreate()}` : html`<p class="klein-grijs">${w('teams_wie')}</p>`;

function drawGebruiker(g) {
  const said = { gezegd: w('gebruiker_einde_gezegd', { naam: g.naam }), focus: 'gebruikers' };
  return html`<li class="eigen">
    <div><strong>${g.naam}</strong></div>
    ${sureButton({
      ...{ key: `gebruiker${g.id}`, label: w('gebruiker_einde'), about: g.naam, ask: w('gebruiker_einde_zeker', { naam: g.naam }), yes: w('gebruiker_einde_ja') },
      onYes: () => does(`gebruiker${g.id}`, `gebruikers/${g.id}/einden`, {}, said),
    })}
  </li>`;
}

export const drawGebruikerActs = () =>
  mag('autoriteit')
    ? html`${fault('gebruikers')}
        <details class="meer">
          <summary>${w('gebruiker_wijzig')}</summary>
          <ul class="regels">
            ${actief().map(drawGebruiker)}
          </ul>
        </details>`
    : html`<p class="klein-grijs">${w('gebruikers_wie')}</p>`;

function drawPartner({ organisatie: { id, naam } }) {
  const said = { gezegd: w('partner_einde_gezegd', { naam }), focus: 'partners' };
  return html`<li class="eigen">
    <div><strong>${naam}</strong></div>
    ${sureButton({
      ...{ key: `partner${id}`, label: w('partner_einde'), about: naam, ask: w('partner_einde_zeker', { naam }), yes: w('partner_einde_ja') },
      onYes: () => does(`partner${id}`, `partners/${id}/einden`, {}, said),
    })}
  </li>`;
}

export function drawPartnerActs(partners) {
  const others = partners.filter((p) => p.staat !== 'beeindigd' && p.organisatie.id !== state.sessie.organisatie?.id);
  if (!mag('autoriteit')) return html`<p class="klein-grijs">${w('partners_wie')}</p>`;
  return html`${fault('partners')}
    ${others.length === 0
      ? nothing
      : html`<details class="meer">
          <summary>${w('partner_wijzig')}</summary>
          <ul class="regels">
            ${others.map(drawPartner)}
          </ul>
        </details>`}`;
}
