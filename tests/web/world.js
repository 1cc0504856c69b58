/* The world of `browser.js`: case A as it is told on the command line, up to the day that is really today (the browser has no
 * other clock), and Eva before her page. */
import { fileURLToPath } from 'node:url';
import { browser, play, Visitor } from './toneel.js';

export * from './toneel.js';

const story = (file) => `verhaal ${fileURLToPath(new URL(file, import.meta.url))}`;
await play('vandaag 60', story('../cases/a.txt'), story('gezin.txt'));

/** The visitor whose browser keeps a profile on disk. */
export const eva = await Visitor.of('Eva', browser);
