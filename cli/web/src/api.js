/* The API of `eenplan web`, and what it said. Addresses are relative to <base>, so that the page works below any prefix. */
import { state, set, redraw } from './state.js';

const BASE = 'api/v1/';
const SECOND_MS = 1000;
const UNAVAILABLE = 503;

/** What went wrong, as the error table says it: `code`, and what to do next. */
export class Problem extends Error {
  constructor({ status = 0, code = '', title = '', detail = '', volgende = '' }) {
    super(title);
    Object.assign(this, { status, code, title, detail, volgende });
  }
}

async function problemOf(answer) {
  const text = await answer.text();
  try {
    return new Problem({ status: answer.status, ...JSON.parse(text) });
  } catch {
    return new Problem({ status: answer.status, code: 'onleesbaar' });
  }
}

/* Locked while the page was open: the lock is what must be seen then. */
async function refused(answer, path) {
  if (answer.status === 401 && !path.startsWith('sessie')) queueMicrotask(() => readSessie());
  return problemOf(answer);
}

function sayLijn(lijn) {
  if (state.lijn !== lijn) set({ lijn });
}

/* What is under way when the vault locks: nobody waits for it any more. */
let asking = new AbortController();
const wasLetGo = (fault) => fault.name === 'AbortError';

/** Before locking: what comes after it would be refused. While that goes on nothing new is asked for (`bron`). */
export function letGo() {
  asking.abort();
  asking = new AbortController();
}

/** @returns {Promise<{status: number, etag: string|null, data: any}>} */
export async function call(method, path, body, headers = {}) {
  const asks = method === 'GET' && !path.startsWith('sessie');
  if (asks && state.bezig.has('vergrendel')) throw new DOMException(path, 'AbortError');
  const given = { 'Accept-Language': state.taal, ...headers };
  if (method !== 'GET') given['Eenplan-Token'] = state.sessie?.token ?? '';
  if (body !== undefined) given['Content-Type'] = 'application/json';
  let answer;
  try {
    answer = await fetch(BASE + path, {
      method,
      headers: given,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: 'no-store',
      redirect: 'error',
      signal: asks ? asking.signal : undefined,
    });
  } catch (fault) {
    if (wasLetGo(fault)) throw fault;
    sayLijn(false);
    throw new Problem({ code: 'geen-lijn' });
  }
  sayLijn(true);
  if (method !== 'GET') touched();
  if (answer.status === 304) return { status: 304, etag: null, data: null };
  if (!answer.ok) throw await refused(answer, path);
  if (answer.headers.get('Content-Type') === 'application/pdf') return { status: answer.status, etag: null, data: await answer.blob() };
  const text = await answer.text();
  return { status: answer.status, etag: answer.headers.get('ETag'), data: text === '' ? null : JSON.parse(text) };
}

let lockAfter = 0;

/* Whoever changes something works: it moves the moment at which the vault locks. */
function touched() {
  if (state.sessie?.stand === 'open' && lockAfter > 0) state.slotOp = Date.now() + lockAfter;
}

/** Who is here, as it was said: also in answer to unlocking, so that nobody asks twice before the first screen. */
export function takeSessie(data) {
  if (data.vergrendelt_over) lockAfter = Math.max(lockAfter, data.vergrendelt_over * SECOND_MS);
  if (state.sessie === null) state.taal = localStorage.getItem('eenplan-taal') ?? (data.taal === 'en' ? 'en' : 'nl');
  const was = state.sessie?.stand === 'open' ? state.sessie.gebruiker.id : null;
  if (was !== null && (data.stand !== 'open' || data.gebruiker.id !== was)) forget();
  const slotOp = data.vergrendelt_over ? Date.now() + data.vergrendelt_over * SECOND_MS : 0;
  set({ sessie: data, sessieFout: null, slotOp });
}

/** Asks who is here; `alive` says also that somebody is at work, which keeps the vault open. */
export async function readSessie({ alive = false } = {}) {
  try {
    const { data } = alive ? await call('POST', 'sessie/levenstekens', {}) : await call('GET', 'sessie');
    takeSessie(data);
  } catch (fault) {
    set({ sessieFout: fault });
  }
}

/**
 * What the API says at an address: asked for when it is first drawn, kept until an event says that it changed. While it is
 * asked for again the former answer stays.
 * @typedef {{data: any, etag: string|null, fout: Problem|null, bezig: boolean, oud: boolean}} Bron
 * @type {Map<string, Bron>}
 */
const bronnen = new Map();

/** @returns {Bron} */
export function bron(path) {
  let found = bronnen.get(path);
  if (found === undefined) {
    found = { data: null, etag: null, fout: null, bezig: false, oud: true };
    bronnen.set(path, found);
  }
  if (found.oud && !found.bezig && !state.bezig.has('vergrendel')) read(path, found);
  return found;
}

/* The link to the node may have fallen asleep: whoever asks again finds it awake. */
async function ask(path, headers) {
  try {
    return await call('GET', path, undefined, headers);
  } catch (fault) {
    if (fault.status !== UNAVAILABLE) throw fault;
    return call('GET', path, undefined, headers);
  }
}

async function read(path, found) {
  Object.assign(found, { bezig: true, oud: false });
  try {
    const answer = await ask(path, found.etag ? { 'If-None-Match': found.etag } : {});
    if (answer.status !== 304) Object.assign(found, { data: answer.data, etag: answer.etag });
    found.fout = null;
  } catch (fault) {
    if (wasLetGo(fault)) found.oud = true;
    else found.fout = fault;
  }
  found.bezig = false;
  if (bronnen.get(path) === found) redraw();
}

/** What an address says now, when it came otherwise than by asking there. */
export function keep(path, data) {
  bronnen.set(path, { data, etag: null, fout: null, bezig: false, oud: false });
  redraw();
}

/** What begins so is asked for anew when it is next drawn. */
export function outdate(...beginnings) {
  for (const [path, found] of bronnen) if (beginnings.some((b) => path.startsWith(b))) found.oud = true;
  redraw();
}

/** The language of this person's browser from now on; what the program said in the other one is asked anew. */
export function speak(taal) {
  localStorage.setItem('eenplan-taal', taal);
  set({ taal, melding: '' });
  outdate('');
}

const forgetting = new Set();
/** @param {() => void} fn at lock, and before another person */
export const onForget = (fn) => forgetting.add(fn);

/** At lock nothing stays in memory. */
export function forget() {
  for (const fn of forgetting) fn();
  bronnen.clear();
  Object.assign(state, { scherm: {}, melding: '', gezegd: '' });
}
