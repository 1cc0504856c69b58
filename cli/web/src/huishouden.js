/* A new family: its name and the team that works with it. Who belongs to it is the next screen. */
import { html, nothing, button, problem } from './kit.js';
import { state, set, act } from './state.js';
import { bron, call, outdate } from './api.js';
import { go } from './router.js';
import { w } from './woorden.js';

const put = (changes) => set({ scherm: { ...state.scherm, ...changes } });
const eigenTeams = () => (bron('teams').data?.teams ?? []).filter((t) => t.eigen && !t.beeindigd && t.leden.some((lid) => lid.id === state.sessie.gebruiker.id));

function create(event) {
  event.preventDefault();
  const { roepnaam, team } = event.target.elements;
  const naam = roepnaam.value.trim();
  if (naam === '') return put({ nieuwFout: { title: w('huishouden_naam_leeg'), volgende: w('huishouden_naam_leeg_volgende') } });
  return act(
    'huishouden',
    async () => {
      const { data } = await call('POST', 'huishoudens', team ? { roepnaam: naam, team: team.value } : { roepnaam: naam });
      outdate('werklijst', 'huishoudens');
      go(`gezin/${data.item}/leden`);
      set({ melding: w('huishouden_gemaakt', { naam }) });
    },
    (nieuwFout) => put({ nieuwFout }),
  );
}

const drawTeam = (teams) =>
  html`<div class="utrecht-form-field">
    <label class="utrecht-form-label" for="huishouden-team">${w('huishouden_team')}</label>
    <select class="utrecht-select utrecht-select--html-select kort" id="huishouden-team" name="team">
      ${teams.map((t) => html`<option value=${t.id}>${t.naam}</option>`)}
    </select>
  </div>`;

function drawForm() {
  const teams = eigenTeams();
  if (bron('teams').data && teams.length === 0) return html`<p>${w('huishouden_geen_team')}</p>`;
  return html`<form class="formulier" autocomplete="off" novalidate @submit=${create}>
    ${state.scherm.nieuwFout ? problem(state.scherm.nieuwFout) : nothing}
    <div class="utrecht-form-field">
      <label class="utrecht-form-label" for="roepnaam">${w('huishouden_naam')}</label>
      <p class="hulp" id="roepnaam-hulp">${w('huishouden_naam_hulp')}</p>
      <input class="utrecht-textbox utrecht-textbox--html-input kort" id="roepnaam" name="roepnaam" maxlength="60" autocomplete="off" spellcheck="false" aria-describedby="roepnaam-hulp" />
    </div>
    ${teams.length > 1 ? drawTeam(teams) : nothing}
    <div class="knoppen">${button({ label: w('huishouden_maak'), icon: 'plus', kind: 'primary', type: 'submit', act: 'huishouden' })}</div>
  </form>`;
}

export const drawNieuwHuishouden = () =>
  html`<details class="meer" ?open=${state.scherm.nieuwOpen} @toggle=${(event) => event.target.open !== (state.scherm.nieuwOpen ?? false) && put({ nieuwOpen: event.target.open })}>
    <summary>${w('huishouden_nieuw')}</summary>
    ${state.scherm.nieuwOpen ? drawForm() : nothing}
  </details>`;
