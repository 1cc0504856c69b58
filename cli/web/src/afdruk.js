/* The plan as a family reads it: on paper, and in large type at the table. Short sentences; no scores, no dossier, nothing
 * that is kept from anybody in the house unless the view was drawn for one person. */
import { html, nothing } from './kit.js';
import { w, keuze } from './woorden.js';
import { ago, day, list } from './format.js';
import { betrokken, feiten, lidNaam } from './beeld.js';
import { title } from './staten.js';
import { domeinNaam } from './lijsten.js';

/* What one member may see is not what the others may: the paper for all holds the shared plan only, with the actions that
 * serve its goals; the rest of a person stands on that person's own paper. */
export function shownTo(beeld, lid) {
  const shared = new Set(beeld.doelen.filter((doel) => doel.domein === 'plan').map((doel) => doel.item));
  const ofAll = (deel) => deel.domein === 'plan' || shared.has(deel.velden.doel);
  return (deel) =>
    deel.domein !== 'veiligheid' &&
    deel.domein !== 'dossier' &&
    (lid ? !deel.niet_tonen_aan.includes(lid) : deel.niet_tonen_aan.length === 0 && ofAll(deel));
}

const ons = (beeld) => beeld.gezien.organisatie.naam;
const who = (beeld, deel) => lidNaam(beeld, deel.lid) ?? w('ons_gezin');

function drawActie(beeld, actie) {
  const v = actie.velden;
  const parts = [
    w('plan_wie', { wie: v.uitvoerder || actie.namens || actie.organisatie.naam }),
    v.moment && w('plan_wanneer', { wanneer: v.moment }),
    v.gereed && w('plan_klaar', { op: day(v.gereed) }),
    v.status && w('plan_staat', { staat: keuze(v.status) }),
  ].filter(Boolean);
  return html`<li><strong>${title(actie)}</strong> <span>${who(beeld, actie)}. ${parts.join(' ')}</span></li>`;
}

/** How far this reaches: as far as the own organisation sees, and of that what this person may see. */
export const reach = (beeld, lid) =>
  w(lid ? 'plan_reikt_lid' : 'plan_reikt', { organisatie: ons(beeld), naam: lidNaam(beeld, lid) ?? w('naam_niet_gedeeld') });

function drawDoel(beeld, doel, acties, alone) {
  const v = doel.velden;
  return html`<section class="plan__doel">
    <h3>${title(doel)}</h3>
    ${v.eigen_woorden ? html`<p class="plan__eigen"><q>${v.eigen_woorden}</q></p>` : nothing}
    <p>
      ${w('plan_doel_van', { wie: who(beeld, doel) })} ${v.streefdatum ? w('plan_doel_op', { op: day(v.streefdatum) }) : nothing}
      ${v.status ? w('plan_staat', { staat: keuze(v.status) }) : nothing}
    </p>
    ${acties.length > 0 ? html`<p>${w('plan_daarvoor')}</p><ul>${acties.map((a) => drawActie(beeld, a))}</ul>` : nothing}${alone ? html`<p>${w('plan_nog_niemand', { organisatie: ons(beeld) })}</p>` : nothing}
  </section>`;
}

function drawAfspraken(beeld, shown) {
  const rows = shown.filter((f) => ['afspraak', 'voorziening', 'evaluatie'].includes(f.soort));
  if (rows.length === 0) return nothing;
  return html`<h2>${w('plan_afspraken')}</h2>
    <ul>
      ${rows.map((f) => {
        const v = f.velden;
        const when = v.wanneer || (v.volgende && day(v.volgende)) || (v.van && day(v.van));
        return html`<li><strong>${f.soort === 'evaluatie' ? w('plan_evaluatie') : title(f)}</strong> <span>${who(beeld, f)}. ${f.namens ?? f.organisatie.naam}${when ? `, ${when}` : ''}.</span></li>`;
      })}
    </ul>`;
}

/* For one person: the rest of what he or she may see, so that nothing is kept back at the table. */
function drawVerder(shown) {
  const rows = shown.filter((f) => ['score', 'samenvatting', 'niet-betrokken'].includes(f.soort));
  if (rows.length === 0) return nothing;
  return html`<h2>${w('plan_verder')}</h2>
    <ul>
      ${rows.map((f) => html`<li><strong>${domeinNaam(f.domein)}: ${title(f)}</strong> ${f.velden.tekst ?? nothing} <span>${f.namens ?? f.organisatie.naam}, ${day(f.op)}.</span></li>`)}
    </ul>`;
}

/** @param {string|null} lid for whom the view was drawn; null: the whole family may read it */
export function drawAfdruk(beeld, lid = null) {
  const may = shownTo(beeld, lid);
  const shown = feiten(beeld).filter(may);
  const doelen = beeld.doelen.filter(may);
  const acties = beeld.acties.filter(may);
  const loose = acties.filter((a) => !doelen.some((d) => d.item === a.velden.doel));
  const r = beeld.regisseur;
  return html`<article class="plan">
    <h1 class="plan__kop" tabindex="-1">${lid ? w('plan_kop_lid', { naam: lidNaam(beeld, lid) ?? w('naam_niet_gedeeld') }) : w('plan_kop')}</h1>
    <p>${w('plan_gemaakt', { organisatie: ons(beeld), op: day(beeld.gezien.op) })} ${reach(beeld, lid)}
      ${r && r.stand === 'aanvaard' ? w(r.telefoon ? 'plan_regisseur_tel' : 'plan_regisseur', { naam: r.gebruiker.naam, organisatie: r.organisatie.naam, telefoon: r.telefoon }) : nothing}</p>
    ${lid ? nothing : html`<p>${w('plan_voor', { wie: list(beeld.leden.map((l) => l.naam ?? w('naam_niet_gedeeld'))) })}</p>`}
    <h2>${w('plan_doelen')}</h2>
    ${doelen.length === 0 ? html`<p>${w('plan_geen_doelen', { organisatie: ons(beeld) })}</p>` : doelen.map((d) => drawDoel(beeld, d, acties.filter((a) => a.velden.doel === d.item), acties.length === 0))}
    ${loose.length > 0 ? html`<h2>${w('plan_acties')}</h2><ul>${loose.map((a) => drawActie(beeld, a))}</ul>` : nothing}
    ${drawAfspraken(beeld, shown)}
    ${lid ? drawVerder(shown) : nothing}
    <h2>${w('plan_helpen')}</h2>
    <ul>
      ${betrokken(beeld)
        .filter((o) => o.eigen || shown.some((f) => f.organisatie.id === o.organisatie.id))
        .map((o) => html`<li><strong>${o.organisatie.naam}</strong>${o.feitOp && !lid ? html` <span>${w('plan_bijgewerkt', { wanneer: ago(o.feitOp, beeld.gezien.op) })}</span>` : nothing}</li>`)}
    </ul>
    <p class="plan__slot">${w('plan_rechten')}</p>
  </article>`;
}
