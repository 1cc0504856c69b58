/* The world of `browser.js`: case A as it is told on the command line, up to the day that is really today (the browser has no
 * other clock), and Eva before her page. */
import { fileURLToPath } from 'node:url';
import { browser, play, Visitor } from './toneel.js';

export * from './toneel.js';

const story = (file) => `verhaal ${fileURLToPath(new URL(file, import.meta.url))}`;
const { EENPLAN_WEB_STORY } = process.env; // what is measured brings a family of its own
await (EENPLAN_WEB_STORY ? play(`verhaal ${EENPLAN_WEB_STORY}`) : play('vandaag 60', story('../cases/a.txt'), story('gezin.txt')));

/** The visitor whose browser keeps a profile on disk. */
export const eva = await Visitor.of('Eva', browser);
