/* Promise: each sentence of the page is there in Dutch and in English, and both fill in the same. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { NO_PAGE } from './world.js';

const places = (text) => [...text.matchAll(/\{[a-z_]+\}/g)].map(([place]) => place).sort();

test('the page knows each field that holds a choice, and no other', { skip: NO_PAGE }, async () => {
  const { KEUZEVELDEN } = await import('../../cli/web/src/woorden.js');
  const { soorten } = JSON.parse(execFileSync(`${process.env.EENPLAN_WEB_BIN}/eenplan`, ['soorten', '--json']));
  const chosen = soorten.flatMap(({ velden }) => velden).filter(({ type }) => type === 'keuze').map(({ naam }) => naam);
  assert.deepEqual([...new Set(chosen)].sort(), [...KEUZEVELDEN].sort());
});

test('both languages say the same', { skip: NO_PAGE }, async () => {
  const { nl, en } = await import('../../cli/web/src/woorden.js');
  assert.deepEqual(Object.keys(nl).sort(), Object.keys(en).sort());
  assert.ok(Object.keys(nl).length > 100);
  for (const key of Object.keys(nl)) {
    assert.ok(nl[key]?.trim() && en[key]?.trim(), `${key} is empty`);
    assert.deepEqual(places(nl[key]), places(en[key]), key);
  }
});
