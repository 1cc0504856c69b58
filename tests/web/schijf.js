/* Promise: of what was typed and shown nothing is on disk in the clear: not in the browser's profile, not in temporary files,
 * not beside the vault, not on a node. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CANARY, closeBrowser, NO_PAGE, RUN } from './world.js';

const SECRETS = [CANARY, 'Yassin Amrani', 'Individuele therapie', 'Samira werkt drie'];

/* The browser runs, and takes away files of its own meanwhile: what is gone holds nothing. */
function there(path) {
  try {
    return readFileSync(path);
  } catch (fault) {
    if (fault.code !== 'ENOENT') throw fault;
    return Buffer.alloc(0);
  }
}

/** The files below the run's folder that hold one of them, as UTF-8 or as a browser keeps text in memory. */
function holders(texts) {
  const needles = texts.flatMap((text) => [Buffer.from(text), Buffer.from(text, 'utf16le')]);
  const found = [];
  for (const entry of readdirSync(RUN, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    if (!entry.isFile()) continue;
    const bytes = there(path);
    for (const needle of needles) if (bytes.includes(needle)) found.push(`${path}: ${needle}`);
  }
  return found;
}

test('nothing that was typed or shown is on disk', { skip: NO_PAGE }, async () => {
  const planted = join(RUN, 'profiel', 'planted');
  writeFileSync(planted, Buffer.from(`x${CANARY}`, 'utf16le'));
  assert.equal(holders([CANARY]).length, 1, 'the search finds what is there');
  rmSync(planted);
  assert.deepEqual(holders(SECRETS), [], 'while everything runs');
  await closeBrowser();
  assert.deepEqual(holders(SECRETS), [], 'when the browser has written what it keeps');
});
