/* A new family: its name and the team that works with it. Who belongs to it is the next screen. */
import { html, nothing, button, problem, field } from './kit.js';
import { state, set, remember, act } from './state.js';
import { bron, call, outdate } from './api.js';
import { go } from './router.js';
import { w } from './woorden.js';

const eigenTeams = () => (bron('teams').data?.teams ?? []).filter((t) => t.eigen && !t.beeindigd && t.leden.some((lid) => lid.id === state.sessie.gebruiker.id));

function create(event) {
  event.preventDefault();
  const { roepnaam, team } = event.target.elements;
  const naam = roepnaam.value.trim();
  if (naam === '') return remember({ nieuwFout: { title: w('huishouden_naam_leeg'), volgende: w('huishouden_naam_leeg_volgende') } });
  return act(
    'huishouden',
    async () => {
      const { data } = await call('POST', 'huishoudens', team ? { roepnaam: naam, team: team.value } : { roepnaam: naam });
      outdate('werklijst', 'huishoudens');
      go(`gezin/${data.item}/leden`);
      set({ melding: w('huishouden_gemaakt', { naam }) });
    },
    (nieuwFout) => remember({ nieuwFout }),
  );
}

const drawTeam = (teams) =>
  field(
    'huishouden-team',
    w('huishouden_team'),
    null,
    html`<select class="utrecht-select utrecht-select--html-select kort" id="huishouden-team" name="team">
      ${teams.map((t) => html`<option value=${t.id}>${t.naam}</option>`)}
    </select>`,
  );

function drawForm() {
  const teams = eigenTeams();
  if (bron('teams').data && teams.length === 0) return html`<p>${w('huishouden_geen_team')}</p>`;
  return html`<form class="formulier" autocomplete="off" novalidate @submit=${create}>
    ${state.scherm.nieuwFout ? problem(state.scherm.nieuwFout) : nothing}
    ${field(
      'roepnaam',
      w('huishouden_naam'),
      w('huishouden_naam_hulp'),
      html`<input class="utrecht-textbox utrecht-textbox--html-input kort" id="roepnaam" name="roepnaam" maxlength="60" autocomplete="off" spellcheck="false" aria-describedby="roepnaam-hulp" />`,
    )}
    ${teams.length > 1 ? drawTeam(teams) : nothing}
    <div class="knoppen">${button({ label: w('huishouden_maak'), icon: 'plus', kind: 'primary', type: 'submit', act: 'huishouden' })}</div>
  </form>`;
}

export const drawNieuwHuishouden = () =>
  html`<details class="meer" ?open=${state.scherm.nieuwOpen} @toggle=${(event) => event.target.open !== (state.scherm.nieuwOpen ?? false) && remember({ nieuwOpen: event.target.open })}>
    <summary>${w('huishouden_nieuw')}</summary>
    ${state.scherm.nieuwOpen ? drawForm() : nothing}
  </details>`;
