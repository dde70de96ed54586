import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { DIST } from '../../dist.ts';
import type { Program } from './place.ts';

const MODULES = join(import.meta.dirname, '..', '..', '..', 'node_modules');

export const RIPGREP = join(MODULES, '@vscode', 'ripgrep-linux-x64', 'bin', 'rg');
export const RELAY = join(DIST, 'relay', 'index.js');
export const NODE = realpathSync(process.execPath);

/** The OpenCode of the lock file. */
export const PINNED: Program = {
  file: join(MODULES, 'opencode-linux-x64', 'bin', 'opencode'),
  version: '1.18.33',
};
