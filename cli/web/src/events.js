/* What the program tells without being asked: a household changed, the vault locked, a text left. */
import { outdate, readSessie } from './api.js';
import { onUitgaand } from './uitgaand.js';
import { state, set } from './state.js';

const AGAIN_MS = 2000;
let stream = null;
let timer = 0;

function onHuishouden(event) {
  const { id } = JSON.parse(event.data);
  outdate(`huishoudens/${id}/`, 'huishoudens', 'werklijst', 'intrekkingen');
}

/** Listens while a vault is open; when the line breaks it says so, and tries again. */
export function listen() {
  const wanted = state.sessie?.stand === 'open';
  if (wanted && stream === null) {
    stream = new EventSource('api/v1/gebeurtenissen');
    stream.addEventListener('huishouden', onHuishouden);
    stream.addEventListener('sessie', () => readSessie());
    stream.addEventListener('uitgaand', (event) => onUitgaand(JSON.parse(event.data)));
    stream.addEventListener('alles', () => outdate(''));
    stream.addEventListener('open', onOpen);
    stream.addEventListener('error', onError);
  } else if (!wanted && stream !== null) {
    close();
  }
}

function close() {
  stream?.close();
  stream = null;
  clearTimeout(timer);
}

let broken = false;

/* What happened while nobody listened is not told again: so all of it may be old. */
function onOpen() {
  if (broken) outdate('');
  broken = false;
  set({ lijn: true });
}

function onError() {
  broken = true;
  close();
  timer = setTimeout(() => readSessie().then(() => (state.lijn ? listen() : onError())), AGAIN_MS);
}
