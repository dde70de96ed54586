import { join } from 'node:path';

/** The bundles under test: the committed ones, or a trial build named by GATE_DIST. */
export const DIST = process.env['GATE_DIST'] ?? join(import.meta.dirname, '..', 'dist');
export const CLI = join(DIST, 'cli', 'index.js');
export const MAIN = join(DIST, 'main', 'index.js');
export const POST = join(DIST, 'post', 'index.js');
