/* The tests in a browser, in the order in which they build on each other: the stage is set up once. */
import { test } from 'node:test';
import { endWorld, eva } from './world.js';
import './woorden.js';
import './slot.js';
import './gezin.js';
import './toegankelijk.js';
import './bijwerken.js';
import './conflict.js';
import './collega.js';
import './besluiten.js';
import './staf.js';
import './huishouden.js';
import './beheer.js';
import './deling.js';
import './vijandig.js';
import './schijf.js';

test('everything that was started ends well', () => endWorld([eva]));
