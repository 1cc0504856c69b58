/* Unsent text, kept sealed by the program while it is typed. A draft has a key that says nothing about whom. */
import { call } from './api.js';
import { state, redraw } from './state.js';

const WAIT_MS = 800;
const timers = new Map();

/** Of an update: the first half of each id is enough to tell drafts apart. */
export const conceptKey = (huishouden, item) => `b-${huishouden.slice(0, 16)}-${item ? item.slice(0, 16) : 'nieuw'}`;

/** @returns {Promise<any|null>} null: there is none, and the form works without it */
export async function readConcept(key) {
  try {
    const { concepten } = (await call('GET', 'concepten')).data;
    if (!concepten.some((concept) => (concept.sleutel ?? concept) === key)) return null;
    return (await call('GET', `concepten/${key}`)).data;
  } catch {
    return null;
  }
}

/** Saves a moment after the last key; `said` hears 'bewaard' or 'niet-bewaard'. */
export function saveConcept(key, value, said) {
  clearTimeout(timers.get(key));
  timers.set(
    key,
    setTimeout(async () => {
      timers.delete(key);
      try {
        await call('PUT', `concepten/${key}`, value);
        said('bewaard');
      } catch {
        said('niet-bewaard');
      }
      redraw();
    }, WAIT_MS),
  );
}

export async function dropConcept(key) {
  clearTimeout(timers.get(key));
  timers.delete(key);
  if (state.sessie?.stand === 'open') await call('DELETE', `concepten/${key}`).catch(() => {});
}
