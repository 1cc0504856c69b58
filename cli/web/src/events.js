/* What the program tells without being asked: a household changed, the vault locked, a text left. */
import { outdate, readSessie } from './api.js';
import { onUitgaand } from './uitgaand.js';
import { state, set } from './state.js';

const AGAIN_MS = 2000;
let stream = null;
let timer = 0;
let broken = false; // what happened while nobody listened is not told again

/** As the state is: listens while a vault is open; asks again and again while nobody answers. */
export function listen() {
  const wanted = state.sessie?.stand === 'open' && state.lijn;
  if (wanted && stream === null) open();
  if (!wanted && stream !== null) close();
  if (!state.lijn) broken = true;
  if (!state.lijn && timer === 0) timer = setTimeout(again, AGAIN_MS);
}

function again() {
  timer = 0;
  readSessie();
}

function open() {
  stream = new EventSource('api/v1/gebeurtenissen');
  stream.addEventListener('huishouden', (event) => outdate(`huishoudens/${JSON.parse(event.data).id}/`, 'huishoudens', 'werklijst', 'intrekkingen'));
  stream.addEventListener('sessie', () => readSessie());
  stream.addEventListener('uitgaand', (event) => onUitgaand(JSON.parse(event.data)));
  stream.addEventListener('alles', () => outdate(''));
  stream.addEventListener('open', () => {
    if (broken) outdate('');
    broken = false;
  });
  stream.addEventListener('error', () => {
    close();
    set({ lijn: false });
  });
}

function close() {
  stream.close();
  stream = null;
}
