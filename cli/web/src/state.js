/* Everything the page knows, in one plain object, and when it is drawn again. */

/**
 * @typedef {{id: string, naam: string|null}} Genoemd
 * @typedef {{stand: 'geen-kluis'|'vergrendeld'|'open', gebruiker: Genoemd|null, organisatie: Genoemd|null, rollen: string[],
 *            token: string, taal: 'nl'|'en', vergrendelt_over: number|null,
 *            demo: {personen: {nummer: number, naam: string, organisatie: string}[], nu: number|null}|null}} Sessie
 */
export const state = {
  /** @type {'nl'|'en'} */ taal: 'nl',
  /** @type {Sessie|null} */ sessie: null, // null: not asked yet
  /** @type {import('./api.js').Problem|null} */ sessieFout: null,
  lijn: true, // false: the program on this computer does not answer
  route: { scherm: 'werklijst', id: '', lid: '' },
  vraag: new URLSearchParams(),
  slotOp: 0, // when the vault locks, in ms of the clock; 0: not known
  bezig: new Set(), // names of acts that run, so that a button is not pressed twice
  melding: '', // what was done: shown for some seconds, and said once by a screen reader
  gezegd: '', // only said, since it is shown elsewhere
  /** What a screen remembers while it is open: search text, open steps, a form. Gone at lock and at another screen. */
  scherm: {},
};

let draw = () => {};
let planned = false;

export function drawWith(fn) {
  draw = fn;
}

/** Draws once, after what runs now. */
export function redraw() {
  if (planned) return;
  planned = true;
  queueMicrotask(() => {
    planned = false;
    draw();
  });
}

const READ_MS = 8000;
const READ_SIGN_MS = 100;
let fading = 0;

export function set(changes) {
  Object.assign(state, changes);
  if (changes.melding) {
    clearTimeout(fading);
    fading = setTimeout(() => set({ melding: '' }), Math.max(READ_MS, READ_SIGN_MS * changes.melding.length));
  }
  redraw();
}

/** What the screen that is open remembers; with what else is set at once. */
export const remember = (changes, also = {}) => set({ scherm: { ...state.scherm, ...changes }, ...also });

/** Runs an act under a name; while it runs `state.bezig` holds the name. The answer is its result, or undefined after a fault. */
export async function act(name, fn, onFault) {
  if (state.bezig.has(name)) return undefined;
  state.bezig.add(name);
  redraw();
  try {
    return await fn();
  } catch (fault) {
    onFault(fault);
    return undefined;
  } finally {
    state.bezig.delete(name);
    redraw();
  }
}
