/* The two columns of the string table have the same keys and the same gaps to fill; every key that is asked for is there. */
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { nl, en, keuze } from '../src/woorden.js';

const gaps = (text) => [...text.matchAll(/\{[a-z_]+\}/g)].map(String).sort();
const folder = new URL('../src/', import.meta.url);
const source = readdirSync(folder)
  .filter((file) => file.endsWith('.js') && file !== 'woorden.js')
  .map((file) => readFileSync(new URL(file, folder), 'utf8'))
  .join('\n');

test('both languages say the same', () => {
  assert.deepEqual(Object.keys(nl), Object.keys(en));
  for (const key of Object.keys(nl)) {
    assert.ok(nl[key].trim() && en[key].trim(), key);
    assert.deepEqual(gaps(nl[key]), gaps(en[key]), key);
  }
});

test('every key that is asked for is in the table', () => {
  const asked = [...source.matchAll(/\bw\(\s*(?:[^'"`()]*\? )?'([^']+)'(?: : '([^']+)')?/g)].flatMap((m) => [m[1], m[2]]).filter(Boolean);
  const counted = [...source.matchAll(/\bcount\('([^']+)'/g)].flatMap((m) => [`${m[1]}_1`, `${m[1]}_n`]);
  for (const key of [...asked, ...counted]) assert.ok(key in nl, key);
});

/* icons.js gathers those that stand alone behind `icon`. */
test('an icon that is one of two is also named by itself, so that the file of icons holds it', () => {
  const gathered = new Set([...source.matchAll(/icon(?:: |\()'([a-z0-9-]+)'/g)].map((m) => m[1]));
  const ofTwo = [...source.matchAll(/\bicon(?:: |\()[^()',]*(?:'[^']*')?[^()',]*\? '([a-z0-9-]+)' : '([a-z0-9-]+)'/g)].flatMap((m) => [m[1], m[2]]);
  assert.ok(ofTwo.length > 0);
  for (const name of ofTwo) assert.ok(gathered.has(name), name);
});

test('no row is left over', () => {
  const literal = new Set([...source.matchAll(/'([a-z0-9_-]+)'/g)].map((m) => m[1]));
  const starts = [...source.matchAll(/`([a-z]+_)(?:uitleg_)?\$\{/g)].map((m) => m[1]);
  const used = (key) => literal.has(key) || literal.has(key.replace(/_(1|n)$/, '')) || starts.some((start) => key.startsWith(start)) || /_(hulp|tekst)$/.test(key);
  for (const key of Object.keys(nl)) assert.ok(/^(veld|volgende)\./.test(key) || used(key), key);
});

/* A code without a vowel, with a number behind it, or that is short for something. */
test('a choice reads as a word and not as its code', () => {
  const tables = readFileSync(new URL('../../../proto/opgave.c', import.meta.url), 'utf8').matchAll(/^(?:static )?const char \*const \w+\[\] = \{(.*)\};/gm);
  const codes = [...tables].flatMap(([, names]) => [...names.matchAll(/"([^"]+)"/g)].map((m) => m[1]));
  assert.ok(codes.length > 80, `${codes.length} codes`);
  for (const code of codes)
    if (/^[^aeiou\W\d]+$|[a-z]\d|^(mdo|ots|wmo)$/.test(code)) assert.ok(keuze(code).length > code.length + 5, code);
});

test('a ground goes by its name everywhere, and nobody says that there is no regisseur where he may not know', () => {
  assert.doesNotMatch(source, /keuze\([^)]*grondslag/);
  const lines = source.split('\n').filter((line) => line.includes("'regisseur_geen'"));
  assert.ok(lines.length > 0);
  for (const line of lines) assert.ok(line.includes("'regisseur_onbekend'"), line);
});

/* Rows of a node that does not start are not among them: nobody sees those on a page. */
test('what to do next never names a command, an option or a file', () => {
  const rows = readFileSync(new URL('../../../crypto/error.def', import.meta.url), 'utf8').matchAll(/^EP_ROW\((EP_\w+), (\d+), \d+,\s*((?:"[^"]*",?\s*)+)\)/gm);
  const command = /--[a-z]|\beenplan [a-z]|\beenpland\b|\.ini\b/;
  let seen = 0;
  for (const [, code, number, texts] of rows) {
    seen++;
    const ofNode = number >= 90 && number < 130;
    if (!ofNode && command.test(texts)) assert.ok(nl[`volgende.${code}`], code);
  }
  assert.ok(seen > 120, `${seen} rows`);
  for (const key of Object.keys(nl)) if (key.startsWith('volgende.')) for (const text of [nl[key], en[key]]) assert.doesNotMatch(text, command, key);
});
