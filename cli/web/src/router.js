/* Which screen an address is. Addresses hold ids only: a name in one would stay in the browser's history. */
import { state, set } from './state.js';

const ID = '([0-9a-f]{32})';
const ROUTES = [
  ['', 'werklijst'],
  [`gezin/${ID}`, 'gezin'],
  [`gezin/${ID}/bijwerken`, 'bijwerken'],
  [`gezin/${ID}/delen`, 'delen'],
  [`gezin/${ID}/staf`, 'staf'],
  [`gezin/${ID}/leden`, 'leden'],
  [`gezin/${ID}/als/${ID}`, 'als'],
  [`gezin/${ID}/inzage/${ID}`, 'inzage'],
  ['intrekkingen', 'intrekkingen'],
  ['logboek', 'logboek'],
  ['beheer', 'beheer'],
].map(([path, scherm]) => [new RegExp(`^${path}$`), scherm]);

const base = () => new URL(document.baseURI).pathname;

export function routeOf(path) {
  for (const [pattern, scherm] of ROUTES) {
    const match = pattern.exec(path);
    if (match) return { scherm, id: match[1] ?? '', lid: match[2] ?? '' };
  }
  return { scherm: 'onbekend', id: '', lid: '' };
}

function follow() {
  const path = location.pathname.startsWith(base()) ? location.pathname.slice(base().length) : '';
  const route = routeOf(path);
  const other = JSON.stringify(route) !== JSON.stringify(state.route);
  set({ route, vraag: new URLSearchParams(location.search), ...(other ? { scherm: {}, melding: '' } : {}) });
  if (other) {
    scrollTo(0, 0);
    queueMicrotask(() => queueMicrotask(() => document.querySelector('h1')?.focus({ preventScroll: true })));
  }
}

/** @param {string} address relative to the base: "gezin/…?feit=…" */
export function go(address, { replace = false } = {}) {
  const url = new URL(address, document.baseURI);
  if (url.href === location.href) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', url);
  follow();
}

/** The present address with other questions behind it; null takes one away. */
export function withVraag(changes) {
  const vraag = new URLSearchParams(state.vraag);
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) vraag.delete(key);
    else vraag.set(key, value);
  }
  const text = vraag.toString();
  return location.pathname.slice(base().length) + (text === '' ? '' : `?${text}`);
}

function onClick(event) {
  const a = event.target.closest?.('a[href]');
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!a || !plain || a.target !== '' || a.hasAttribute('download')) return;
  const url = new URL(a.href);
  if (url.origin !== location.origin || !url.pathname.startsWith(base())) return;
  event.preventDefault();
  go(url.href);
}

export function startRouter() {
  addEventListener('popstate', follow);
  document.addEventListener('click', onClick);
  follow();
}
