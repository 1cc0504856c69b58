/* The two columns of the string table have the same keys and the same gaps to fill; every key that is asked for is there. */
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { nl, en } from '../src/woorden.js';

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

test('no row is left over', () => {
  const literal = new Set([...source.matchAll(/'([a-z0-9_-]+)'/g)].map((m) => m[1]));
  const starts = [...source.matchAll(/`([a-z]+_)(?:uitleg_)?\$\{/g)].map((m) => m[1]);
  const used = (key) => literal.has(key) || literal.has(key.replace(/_(1|n)$/, '')) || starts.some((start) => key.startsWith(start)) || /_(hulp|tekst)$/.test(key);
  for (const key of Object.keys(nl)) assert.ok(key.startsWith('veld.') || used(key), key);
});
