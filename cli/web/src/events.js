/* What the program tells without being asked: a household changed, the vault locked, a text left. */
import { outdate, readSessie } from './api.js';
import { isWaiting, onUitgaand, reconcile } from './uitgaand.js';
import { redraw, state } from './state.js';

const AGAIN_MS = 2000;
let stream = null;
let timer = 0;
let broken = false; // what happened while nobody listened is not told again

/**
 * As the state is: listens while a vault is open and somebody looks; asks again and again while nobody answers. What leaves with
 * a lock is told behind it: who hears already hears that too.
 */
export function listen() {
  const looked = state.sessie?.stand === 'open' && (!document.hidden || isWaiting());
  const wanted = state.lijn && (looked || (stream !== null && isWaiting()));
  if (wanted && stream === null && timer === 0) open();
  if (!wanted && stream !== null) close();
  if (!state.lijn) later();
}

/* A window that nobody looks at holds no connection: a browser has few of them for one address. */
document.addEventListener('visibilitychange', redraw);

function later() {
  broken = true;
  if (timer === 0)
    timer = setTimeout(() => {
      timer = 0;
      readSessie(); // and with its answer everything is drawn, which listens
    }, AGAIN_MS);
}

function open() {
  stream = new EventSource('api/v1/gebeurtenissen');
  stream.addEventListener('huishouden', (event) => outdate(`huishoudens/${JSON.parse(event.data).id}/`, 'huishoudens', 'werklijst', 'intrekkingen'));
  stream.addEventListener('sessie', async () => {
    await readSessie();
    if (state.sessie?.stand === 'open') reconcile();
  });
  stream.addEventListener('uitgaand', (event) => onUitgaand(JSON.parse(event.data)));
  stream.addEventListener('gesprek', () => outdate('gesprek'));
  stream.addEventListener('alles', () => {
    outdate('');
    reconcile(); // so much happened that something was not told
  });
  stream.addEventListener('open', () => {
    if (broken) {
      outdate('');
      reconcile();
    }
    broken = false;
  });
  stream.addEventListener('error', () => {
    close();
    later();
  });
}

function close() {
  stream.close();
  stream = null;
  broken = true;
}
