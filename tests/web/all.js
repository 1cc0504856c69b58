/* The tests in a browser, in the order in which they build on each other: the stage is set up once. */
import { test } from 'node:test';
import { endWorld, eva } from './world.js';
import './slot.js';

test('everything that was started ends well', () => endWorld([eva]));
