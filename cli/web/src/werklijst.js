/* What needs me today, in words and by day; and the families I work with. Names are searched here, in memory. */
import { html, nothing, icon, after, alert, button, heading, empty, chip, problem } from './kit.js';
import { state, set, remember, act } from './state.js';
import { bron, call, outdate } from './api.js';
import { w } from './woorden.js';
import { count, day, familyName } from './format.js';
import { drawNieuwHuishouden } from './huishouden.js';

const SOORTEN = {
  intrekking: { icon: 'link-off' },
  uitnodiging: { icon: 'heart-handshake' },
  vraag: { icon: 'message-question' },
  evaluatie: { icon: 'calendar-event' },
  herbevestigen: { icon: 'refresh' },
  'loopt-af': { icon: 'hourglass' },
  'doel-zonder-uitvoerder': { icon: 'target' },
  'niet-bevestigd': { icon: 'clock' },
  regie: { icon: 'users' },
  'zonder-staf': { icon: 'users' },
  inzage: { icon: 'eye' },
};
const delen = (r) => `gezin/${r.huishouden.id}/delen${r.deelbesluit ? `?besluit=${r.deelbesluit}` : ''}`;
/* An answer begins where it was asked for: a grant as it was asked, or the first place that an update was asked of. */
const gevraagd = (r) => r.gevraagd.domeinen.filter((code) => code !== 'persoon');
const vragen = (more) => new URLSearchParams(Object.entries(more).filter(([, value]) => value));
const geef = (r) => `gezin/${r.huishouden.id}/delen?${vragen({ aan: r.organisatie.id, lid: r.lid?.id, domeinen: gevraagd(r).join(','), niveau: r.gevraagd.niveau })}`;
const schrijf = (r) => `gezin/${r.huishouden.id}/bijwerken?${vragen({ lid: r.lid?.id, domein: gevraagd(r)[0] })}`;
export const WHERE = {
  'niet-bevestigd': (r) => `gezin/${r.huishouden.id}/bijwerken${r.item ? `?item=${r.item}` : ''}`,
  vraag: (r) => (r.gevraagd.soort === 'delen' ? geef(r) : schrijf(r)),
  herbevestigen: (r) => delen(r),
  'loopt-af': (r) => delen(r),
  regie: (r) => `gezin/${r.huishouden.id}/staf`,
  'zonder-staf': (r) => `gezin/${r.huishouden.id}/staf`,
  intrekking: () => 'intrekkingen',
  inzage: (r) => (r.lid ? `gezin/${r.huishouden.id}/inzage/${r.lid.id}` : `gezin/${r.huishouden.id}`),
};

const naam = (huishouden) => familyName(huishouden?.naam, huishouden?.namen ?? namenVan(huishouden?.id));

/* A line names its household by id and name; who is in it stands with the household. */
const namenVan = (id) => bron('werklijst').data?.huishoudens.find((h) => h.id === id)?.namen ?? [];
const where = (regel) => WHERE[regel.soort]?.(regel) ?? `gezin/${regel.huishouden.id}${regel.item ? `?feit=${regel.item}` : ''}`;

/* A notice stays until somebody says that it was seen. */
const seen = (regel) =>
  act(
    `gezien${regel.bericht}`,
    () => call('POST', `berichten/${regel.bericht}/gezien`, {}).then(() => outdate('werklijst')),
    (fout) => remember({ fout }),
  );

function drawRegel(regel) {
  return html`<li class="werk__regel">
    <a class="regel" href=${where(regel)}>
      <strong>${regel.tekst.replace(/\d{4}-\d{2}-\d{2}/g, day)}</strong>
      <span class="klein-grijs">${[naam(regel.huishouden), regel.lid?.naam, regel.organisatie?.naam, regel.op && day(regel.op)].filter(Boolean).join(' · ')}</span>
    </a>
    ${regel.bericht ? button({ label: w('gezien'), icon: 'check', small: true, act: `gezien${regel.bericht}`, onClick: () => seen(regel) }) : nothing}
  </li>`;
}

function drawSoort([soort, regels]) {
  return html`<section class="werk__soort" aria-labelledby=${`werk-${soort}`}>
    <h2 class="nl-heading nl-heading--level-3" id=${`werk-${soort}`}>${icon(SOORTEN[soort]?.icon ?? 'info-circle')}${w(`werk_${soort}`)} ${chip(String(regels.length))}</h2>
    <ul class="regels">
      ${regels.map(drawRegel)}
    </ul>
  </section>`;
}

function drawVandaag({ regels, niet_nagekeken: unread = 0 }) {
  const partly = unread > 0 ? alert('warning', count('niet_nagekeken', unread)) : nothing;
  if (regels.length === 0) return html`${partly}${empty(w('werk_leeg'), w('werk_leeg_tekst'))}`;
  const order = [...Object.keys(SOORTEN), ...new Set(regels.map((r) => r.soort))];
  const groups = [...new Set(order)].map((soort) => [soort, regels.filter((r) => r.soort === soort)]).filter(([, of]) => of.length > 0);
  for (const [, of] of groups) of.sort((a, b) => (a.op ?? '9').localeCompare(b.op ?? '9'));
  return html`${partly}<p class="intro">${count('werk_regels', regels.length)}</p>
    <div class="werk">${groups.map(drawSoort)}</div>`;
}

function drawHuishouden(h) {
  const invited = h.uitnodiging_van;
  return html`<li>
    <a class="regel regel--gezin" href=${`gezin/${h.id}`}>
      <strong>${icon('users')}${naam(h)}</strong>
      <span class="klein-grijs">
        ${[
          h.leden && count('leden', h.leden),
          h.regisseur ? w('regisseur_is', { naam: h.regisseur.gebruiker.naam }) : h.leden !== null && w(h.eigen ? 'regisseur_geen' : 'regisseur_onbekend'),
          h.thuisteam?.naam,
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
      ${invited ? chip(w('uitnodiging_van', { wie: invited.naam })) : nothing}${!invited && !h.thuisteam ? chip(w('vertrokken')) : nothing}${h.staf === false ? chip(w('niet_op_lijst')) : nothing}
    </a>
    ${invited ? html`<div class="knoppen">${button({ label: w('aanvaard'), icon: 'check', small: true, act: `aanvaard${h.id}`, onClick: () => accept(h) })}</div>` : nothing}
  </li>`;
}

/* By hand: whoever accepts has compared it with the own file. */
const accept = (h) =>
  act(
    `aanvaard${h.id}`,
    async () => {
      await call('POST', `huishoudens/${h.id}/aanvaardingen`, {});
      set({ melding: w('aanvaard_gezegd') });
      outdate('werklijst', 'huishoudens');
    },
    (fout) => remember({ fout }),
  );

/** Is it sought by this text? By what the family is called, and by each of its people whose name is known here. */
export const fits = (h, text) =>
  [naam(h), ...(h.namen ?? [])].some((name) => name?.toLocaleLowerCase().includes(text.trim().toLocaleLowerCase()));

function drawGezinnen({ huishoudens }) {
  const text = state.scherm.zoek ?? '';
  const shown = huishoudens.filter((h) => fits(h, text)).sort((a, b) => naam(a).localeCompare(naam(b), state.taal));
  if (huishoudens.length === 0) return empty(w('gezinnen_leeg'), w('gezinnen_leeg_tekst'));
  return html`${state.scherm.fout ? problem(state.scherm.fout) : nothing}
    <div class="utrecht-form-field zoek">
      <label class="utrecht-form-label" for="zoek">${w('zoek')}</label>
      <input class="utrecht-textbox utrecht-textbox--html-input" id="zoek" type="search" autocomplete="off" spellcheck="false"
        .value=${text} @input=${(e) => remember({ zoek: e.target.value })} />
    </div>
    <p class="verborgen" role="status">${text === '' ? nothing : count('gevonden', shown.length)}</p>
    ${shown.length === 0 ? html`<p>${w('zoek_niets')}</p>` : nothing}
    <ul class="regels gezinnen">
      ${shown.map(drawHuishouden)}
    </ul>`;
}

export const drawWerklijst = () =>
  html`${heading(1, w('werk_kop'))}${after(
    bron('werklijst'),
    (lijst) =>
      html`<div class="tweeluik">
        <div>${drawVandaag(lijst)}</div>
        <section aria-labelledby="gezinnen-kop">
          <h2 class="nl-heading nl-heading--level-2" id="gezinnen-kop">${w('gezinnen_kop')}</h2>
          ${drawGezinnen(lijst)} ${drawNieuwHuishouden()}
        </section>
      </div>`,
  )}`;
