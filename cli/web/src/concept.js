/* Unsent text, kept sealed by the program while it is typed. A draft has a key that says nothing about whom.
 *
 * What could not be handed over waits here and is tried again: the only text that outlives a lock in the page, and only for
 * the person who typed it. */
import { call } from './api.js';
import { state, redraw } from './state.js';

const WAIT_MS = 800;
const AGAIN_MS = 2000;

/** @type {Map<string, {value: any, wie: string, said: (how: string) => void, timer: any}>} */
const waiting = new Map();

/* One after the other: a draft that is being dropped is not read. */
let last = Promise.resolve();
const inTurn = (fn) => (last = last.then(fn, fn));

const person = () => state.sessie?.gebruiker?.id ?? '';
/* Behind a lock nothing is asked: how something left can be heard there. */
const kept = async () => (state.sessie?.stand === 'open' ? call('GET', 'concepten').then(({ data }) => data.concepten, () => []) : []);
const isKept = async (key) => (await kept()).includes(key);

/** Of an update: the first half of each id is enough to tell drafts apart. Of what is new there can be several. */
export const conceptKey = (huishouden, item, nr = 1) => `b-${huishouden.slice(0, 16)}-${item ? item.slice(0, 16) : nr > 1 ? `nieuw-${nr}` : 'nieuw'}`;

/** Those of these keys that there is a draft of. */
export const keptOf = (keys) =>
  inTurn(async () => {
    const there = await kept();
    return keys.filter((key) => waiting.get(key)?.wie === person() || there.includes(key));
  });

/** @returns {Promise<any|null>} null: there is none, and the form works without it */
export const readConcept = (key) =>
  inTurn(async () => {
    const mine = waiting.get(key);
    if (mine?.wie === person()) return mine.value;
    if (!(await isKept(key))) return null;
    return call('GET', `concepten/${key}`).then(({ data }) => data, () => null);
  });

/** Saves a moment after the last key; `said` hears 'bewaard' or 'niet-bewaard'. */
export function saveConcept(key, value, said) {
  const wie = person();
  clearTimeout(waiting.get(key)?.timer);
  waiting.set(key, { value, wie, said, timer: setTimeout(() => inTurn(() => put(key)), WAIT_MS) });
}

async function put(key) {
  const mine = waiting.get(key);
  if (mine === undefined) return;
  let kept = false;
  if (state.sessie?.stand === 'open' && mine.wie === person())
    kept = await call('PUT', `concepten/${key}`, mine.value).then(() => true, () => false);
  if (waiting.get(key) !== mine) return; // there is newer text by now
  if (kept) waiting.delete(key);
  else mine.timer = setTimeout(() => inTurn(() => put(key)), AGAIN_MS);
  mine.said(kept ? 'bewaard' : 'niet-bewaard');
  redraw();
}

/** Before a lock: what was typed in the last moment too. */
export async function flushConcepten() {
  for (const [key, { timer }] of waiting) {
    clearTimeout(timer);
    await inTurn(() => put(key));
  }
}

export function dropConcept(key) {
  clearTimeout(waiting.get(key)?.timer);
  waiting.delete(key);
  return inTurn(async () => {
    if (await isKept(key)) await call('DELETE', `concepten/${key}`).catch(() => {});
  });
}
