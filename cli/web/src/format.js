/* Days, ages and lists in words. All days are those of Amsterdam, as the client in C counts them. */
import { state } from './state.js';
import { w } from './woorden.js';

const ZONE = 'Europe/Amsterdam';
const HOUR_MS = 3600000;
const DAY_MS = 86400000;

const formats = new Map();
function format(kind, options) {
  const key = `${state.taal}${kind}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(state.taal === 'en' ? 'en-GB' : 'nl-NL', options));
  return formats.get(key);
}

/** "2027-01-24", a month "2026-12", a year or a moment; a date without a time counts as its noon. */
export function moment(text) {
  if (/^\d{4}$/.test(text)) return new Date(`${text}-07-01T12:00:00Z`);
  if (/^\d{4}-\d{2}$/.test(text)) return new Date(`${text}-15T12:00:00Z`);
  return new Date(text.length === 10 ? `${text}T12:00:00Z` : text);
}

export function day(text) {
  if (!text) return '';
  if (/^\d{4}$/.test(text)) return text;
  if (/^\d{4}-\d{2}$/.test(text))
    return format('month', { timeZone: ZONE, month: 'long', year: 'numeric' }).format(moment(text));
  const at = moment(text);
  return Number.isNaN(at.getTime())
    ? text
    : format('day', { timeZone: ZONE, day: 'numeric', month: 'short', year: 'numeric' }).format(at);
}

/** The last day of a period that ends at that moment: until midnight means until and including the day before. */
export const lastDay = (text) => (text ? day(new Date(moment(text).getTime() - HOUR_MS).toISOString()) : '');

export const time = (text) =>
  format('time', { timeZone: ZONE, day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(moment(text));

/* Kept: a page of a large family asks for the same few days hundreds of times, and the clock of the browser is slow to answer. */
const DAYS_KEPT = 2000;
const numbers = new Map();
const iso = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE });
function dayNumber(text) {
  if (numbers.size > DAYS_KEPT) numbers.clear();
  if (!numbers.has(text)) numbers.set(text, Math.floor(Date.parse(`${iso.format(moment(text))}T00:00:00Z`) / DAY_MS));
  return numbers.get(text);
}

/** Whole days from one moment to another, by the calendar. */
export const daysBetween = (from, to) => dayNumber(to) - dayNumber(from);

/** "vandaag", "1 dag geleden", "49 dagen geleden" */
export function ago(text, now) {
  const days = daysBetween(text, now);
  if (days <= 0) return w('vandaag');
  return days === 1 ? w('dag_geleden') : w('dagen_geleden', { n: days });
}

const lists = { nl: new Intl.ListFormat('nl-NL', { type: 'conjunction' }), en: new Intl.ListFormat('en-GB', { type: 'conjunction' }) };
export const list = (words) => lists[state.taal].format(words);

/** A family goes by its own name; for who was not given that, by the people in it. */
export const familyName = (naam, leden) => naam ?? (list(leden.filter(Boolean)) || w('naam_niet_gedeeld'));

/** A sentence that counts: the rows `<key>_1` and `<key>_n`. */
export const count = (key, n, more = {}) => w(n === 1 ? `${key}_1` : `${key}_n`, { n, ...more });
