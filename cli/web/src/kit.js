/* The parts that every screen is made of. Text is always text: lit-html sets it as such, and nothing here takes markup. */
import { html, nothing } from 'lit-html';
import { directive, Directive } from 'lit-html/directive.js';
import { guard } from 'lit-html/directives/guard.js';
import { ifDefined } from 'lit-html/directives/if-defined.js';
import { state, set, remember, redraw } from './state.js';
import { volgende, w } from './woorden.js';

export { html, nothing, guard };

export const icon = (name) =>
  html`<svg class="icoon" aria-hidden="true" focusable="false"><use href=${`icons.svg#${name}`}></use></svg>`;

/* A style attribute would be stopped by the policy of the page; a property of the element is not. */
class PlaceDirective extends Directive {
  render() {
    return nothing;
  }
  update(part, [values]) {
    for (const [name, value] of Object.entries(values)) part.element.style.setProperty(name, value);
    return nothing;
  }
}
export const place = directive(PlaceDirective);

/** @param {{label: any, icon?: string, kind?: 'primary'|'secondary'|'subtle', act?: string, type?: string, hidden?: boolean}} o */
export function button({ label, kind = 'secondary', type = 'button', act, onClick, off = false, small = false, describedBy, ...o }) {
  const busy = act !== undefined && state.bezig.has(act);
  return html`<button
    type=${type}
    id=${ifDefined(o.id)}
    class="nl-button nl-button--${kind} ${small ? 'klein' : ''} ${off || busy ? 'nl-button--disabled' : ''}"
    aria-disabled=${off || busy ? 'true' : nothing}
    aria-describedby=${ifDefined(describedBy)}
    aria-pressed=${ifDefined(o.pressed)}
    aria-expanded=${ifDefined(o.expanded)}
    @click=${(event) => (off || busy ? event.preventDefault() : onClick?.(event))}
  >
    ${o.icon ? html`<span class="nl-button__icon-start">${icon(o.icon)}</span>` : nothing}
    <span class="nl-button__label">${busy ? w('bezig') : label}</span>
  </button>`;
}

export const linkButton = ({ label, icon: name, href, kind = 'secondary' }) =>
  html`<a class="nl-button nl-button--${kind}" href=${href}>
    ${name ? html`<span class="nl-button__icon-start">${icon(name)}</span>` : nothing}
    <span class="nl-button__label">${label}</span>
  </a>`;

const ALERT_ICON = { info: { icon: 'info-circle' }, warning: { icon: 'alert-triangle' }, error: { icon: 'alert-triangle' }, ok: { icon: 'check' } };

/** @param {'info'|'warning'|'error'|'ok'} kind */
export const alert = (kind, head, body = nothing, { role } = {}) =>
  html`<div class="utrecht-alert utrecht-alert--${kind} melding" role=${ifDefined(role)}>
    <div class="melding__icoon">${icon(ALERT_ICON[kind].icon)}</div>
    <div class="melding__tekst"><strong>${head}</strong>${body === nothing ? nothing : html`<div>${body}</div>`}</div>
  </div>`;

/** Shows only when it takes longer than a second: the style sheet waits. */
export const waiting = (what = w('laadt')) =>
  html`<div class="laadt" role="status"><progress aria-label=${what}></progress><span>${what}</span></div>`;

/** @param {import('./api.js').Problem} fault */
export function problem(fault, again) {
  const head = fault.code === 'geen-lijn' ? w('geen_lijn') : fault.title || w('fout_onbekend');
  const next = fault.code === 'geen-lijn' ? w('geen_lijn_volgende') : volgende(fault) || w('fout_volgende');
  const told = fault.detail && fault.detail !== head && fault.code !== 'EP_USAGE' && !/^[0-9a-f]{32}$/.test(fault.detail); // that one is about a command line, and an id tells nobody anything
  return alert(
    'error',
    head,
    html`${told ? html`<p>${fault.detail}</p>` : nothing}
      <p>${next}</p>
      ${again ? button({ label: w('opnieuw'), icon: 'refresh', small: true, onClick: again }) : nothing}`,
    { role: 'alert' },
  );
}

export const empty = (head, body) =>
  html`<div class="leeg">${icon('circle-dashed')}<div><strong>${head}</strong><p>${body}</p></div></div>`;

/** Draws what came; else says that it is on its way, or what went wrong. What came before stays when a later look fails. */
export function after(source, draw) {
  if (source.data !== null)
    return html`${source.fout ? problem(source.fout, () => again(source)) : nothing}${draw(source.data)}`;
  if (source.fout) return problem(source.fout, () => again(source));
  return waiting();
}

function again(source) {
  source.oud = true;
  redraw();
}

/** A short word in a frame: what something is, never how good somebody is. */
export const chip = (text, name) => html`<span class="nl-data-badge chip">${name ? icon(name) : nothing}${text}</span>`;

/** A sentence behind a question mark. */
export const explain = (label, text) =>
  html`<details class="uitleg">
    <summary aria-label=${w('uitleg_bij', { wat: label })}>${icon('help')}</summary>
    <p>${text}</p>
  </details>`;

export const heading = (level, text) => {
  if (level === 1) return html`<h1 class="nl-heading nl-heading--level-1" tabindex="-1">${text}</h1>`;
  return level === 2
    ? html`<h2 class="nl-heading nl-heading--level-2">${text}</h2>`
    : html`<h3 class="nl-heading nl-heading--level-3">${text}</h3>`;
};

/** The focus goes there when it is drawn; where what had it is gone, a keyboard would begin at the top again. */
export const focusOn = (selector) => queueMicrotask(() => queueMicrotask(() => document.querySelector(selector)?.focus()));

/**
 * A button that asks once more, for what cannot be taken back. While it asks, `state.scherm.zeker` holds its key.
 * @param {{key: string, label: any, about: string, ask: string, yes: string, icon?: string, inside?: any, onYes: () => void}} o
 */
export function sureButton({ key, label, about, ask, yes, icon: sign, inside = nothing, onYes }) {
  const turn = (zeker, selector) => () => {
    remember({ zeker });
    focusOn(selector);
  };
  if (state.scherm.zeker !== key)
    return button({ label: html`${label}<span class="verborgen"> ${about}</span>`, icon: sign ?? 'x', small: true, kind: 'subtle', id: `vraag-${key}`, act: key, onClick: turn(key, '.zeker :is(input, button)') });
  return html`<div class="zeker" role="alert">
    <p>${ask}</p>
    ${inside} ${button({ label: yes, small: true, act: key, onClick: onYes })} ${button({ label: w('annuleer'), small: true, kind: 'subtle', onClick: turn(null, `#vraag-${key}`) })}
  </div>`;
}

/** A part of a form: its label, a sentence of help when there is one (which what is filled in names as `ID-hulp`), and that; what is
 * wrong with it goes as `ID-fout`. */
export const field = (id, label, help, input, wrong = null) =>
  html`<div class="utrecht-form-field ${wrong ? 'utrecht-form-field--invalid' : ''}">
    <label class="utrecht-form-label" for=${id}>${label}</label>
    ${help ? html`<p class="hulp" id=${`${id}-hulp`}>${help}</p>` : nothing} ${wrong ? html`<p class="veld-fout" id=${`${id}-fout`}>${wrong}</p>` : nothing} ${input}
  </div>`;

/** One of these people, or none. */
export const pick = (id, label, people, name = id) =>
  field(
    id,
    label,
    null,
    html`<select class="utrecht-select utrecht-select--html-select kort" id=${id} name=${name}>
      <option value="">${w('kies')}</option>
      ${people.map((one) => html`<option value=${one.id}>${one.naam}</option>`)}
    </select>`,
  );

export const copy = (text) => navigator.clipboard.writeText(text).then(() => set({ melding: w('gekopieerd') }), () => set({ melding: w('kopieer_niet') }));

/** Terms with what they say, as one list; what is empty is left out by the caller. */
export const terms = (rows) =>
  html`<dl class="gegevens">${rows.map(([term, said]) => html`<div><dt>${term}</dt><dd>${said}</dd></div>`)}</dl>`;
