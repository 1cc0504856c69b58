/* What the page says after an act: for as long as it takes to read, and never on a locked page. */
import test from 'node:test';
import assert from 'node:assert/strict';
import { set, state } from '../src/state.js';
import { forget } from '../src/api.js';

test('what was said goes by itself, and at a lock at once', () => {
  const timers = [];
  const before = globalThis.setTimeout;
  globalThis.setTimeout = (fn, ms) => timers.push({ fn, ms });
  set({ melding: 'Noor hoort er nu bij.' });
  set({ lijn: true });
  assert.equal(timers.length, 1);
  assert.ok(timers[0].ms >= 5000, 'there is time to read it');
  timers[0].fn();
  assert.equal(state.melding, '');
  set({ melding: 'Noor hoort er nu bij.', gezegd: 'Doel Noor: verstuurd.' });
  forget();
  assert.deepEqual([state.melding, state.gezegd], ['', '']);
  globalThis.setTimeout = before;
});
