/* Who takes part in a family. Whoever made it asks in the organisations with whom something is shared; whoever was asked in
 * may leave. Neither can be taken back, so each is asked once more. */
import { html, nothing, focusOn, problem, sureButton } from './kit.js';
import { state, set, remember, act } from './state.js';
import { bron, call, outdate } from './api.js';
import { go } from './router.js';
import { w } from './woorden.js';
import { day, list } from './format.js';

const does = (name, path, body, done) =>
  act(
    name,
    async () => {
      await call('POST', `huishoudens/${state.route.id}/${path}`, body);
      remember({ zeker: null, meedoenFout: null });
      outdate(`huishoudens/${state.route.id}/`, 'huishoudens', 'werklijst');
      done();
    },
    (meedoenFout) => remember({ meedoenFout, zeker: null }),
  );

/** How one that was asked in stands, in the same words wherever it is said. */
export const standText = ({ stand, op }) => w(`meedoen_${stand}`, { op: day(op) });

/** Every organisation to which we share now or that we asked in, with how that stands and the people it would know of. */
export function rows(beeld, deelbesluiten) {
  const found = new Map(beeld.uitnodigingen.map((u) => [u.organisatie.id, { ...u, over: [] }]));
  for (const b of deelbesluiten.filter((b) => b.eigen && b.staat === 'loopt')) {
    const row = found.get(b.aan.id) ?? { organisatie: b.aan, stand: 'niet', op: null, over: [] };
    if (b.lid && !row.over.includes(b.lid.naam)) row.over.push(b.lid.naam);
    found.set(b.aan.id, row);
  }
  return [...found.values()];
}

function drawRij({ organisatie, stand, op, over }) {
  const naam = organisatie.naam;
  const asked = () => {
    set({ melding: w('meedoen_gezegd', { naam }) });
    focusOn('#meedoen-kop');
  };
  const may = over.length > 0 && (stand === 'niet' || stand === 'gestopt');
  return html`<li class="eigen">
    <div><strong>${naam}</strong><span class="klein-grijs">${standText({ stand, op })}</span></div>
    ${may
      ? sureButton({
          ...{ key: `vraag${organisatie.id}`, label: w('meedoen_vraag'), about: naam, icon: 'heart-handshake', yes: w('meedoen_ja') },
          ask: w('meedoen_zeker', { naam, over: list(over) }),
          onYes: () => does(`vraag${organisatie.id}`, 'uitnodigingen', { organisatie: organisatie.id }, asked),
        })
      : nothing}
  </li>`;
}

function drawVertrek() {
  const left = () => {
    go('');
    set({ melding: w('vertrek_gezegd') });
  };
  return html`<p>${w('vertrek_uitleg')}</p>
    ${sureButton({ key: 'vertrek', label: w('vertrek'), about: '', ask: w('vertrek_zeker'), yes: w('vertrek_ja'), onYes: () => does('vertrek', 'vertrekken', {}, left) })}`;
}

export function drawMeedoen(beeld, { deelbesluiten }) {
  const eigen = bron('huishoudens').data?.huishoudens.find((h) => h.id === beeld.huishouden.id)?.eigen;
  const all = rows(beeld, deelbesluiten);
  return html`<section aria-labelledby="meedoen-kop">
    <h2 class="nl-heading nl-heading--level-2" id="meedoen-kop" tabindex="-1">${w('meedoen_kop')}</h2>
    ${state.scherm.meedoenFout ? problem(state.scherm.meedoenFout) : nothing}
    ${eigen === true && all.length === 0 ? html`<p>${w('meedoen_leeg')}</p>` : nothing}
    <ul class="regels">
      ${eigen === true ? all.map(drawRij) : nothing}
    </ul>
    ${eigen === false ? drawVertrek() : nothing}
  </section>`;
}
