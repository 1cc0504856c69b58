/* The page of eenplan: the state, one function per screen, and nothing else. */
import './stijl/app.css';
import { render } from 'lit-html';
import { drawWith, state, redraw } from './state.js';
import { readSessie } from './api.js';
import { listen } from './events.js';
import { startRouter } from './router.js';
import { startKeeper } from './slot.js';
import { drawShell } from './shell.js';
import { syncLade } from './lade.js';
import { isWaiting } from './uitgaand.js';
import { w } from './woorden.js';

const TICK_MS = 1000;
const root = document.getElementById('eenplan');

/* The title names the screen and nobody: the browser writes it into its history. */
function drawAll() {
  document.documentElement.lang = state.taal;
  document.title = `${w(`titel_${state.sessie?.stand === 'open' ? state.route.scherm : 'slot'}`)} · eenplan`;
  render(drawShell(), root);
  syncLade();
  listen();
}

drawWith(drawAll);
startRouter();
startKeeper();
readSessie();
setInterval(() => {
  if (state.slotOp > 0 || isWaiting()) redraw();
}, TICK_MS);
