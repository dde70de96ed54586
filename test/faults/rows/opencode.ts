import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { renderLock } from '../../../src/adapters/opencode/install-opencode.ts';
import { PINS, type Pin } from '../../../src/adapters/opencode/pins.ts';
import { type Expected, rowsOf, type Setting } from '../fault.ts';
import type { Place } from '../place.ts';
import { always, fake } from '../scripts.ts';

/** Not OpenCode: what is found in its place, or is not. */
const FOUND = rowsOf('OpenCode', [
  [
    'there is none at opencode-path',
    missing(/no executable file at opencode-path/u),
    { flags: { 'opencode-path': '/nonexistent/opencode' } },
  ],
  [
    'the file at opencode-path is not executable',
    missing(/no executable file at opencode-path/u),
    (place) => ({ flags: { 'opencode-path': place.write('opencode', '#!/bin/sh\n', 0o644) } }),
  ],
  [
    'opencode-path is a directory',
    missing(/no executable file at opencode-path/u),
    (place) => ({ flags: { 'opencode-path': place.directory } }),
  ],
  [
    'no package is installed and npm has no package to give',
    missing(/installed through npm \(E[A-Z]+\)/u),
    (place) => ({
      dist: place.ownDist(),
      env: {
        PATH: process.env['PATH'] ?? '',
        npm_config_registry: 'http://127.0.0.1:9/',
        npm_config_fetch_retries: '0',
      },
    }),
  ],
  [
    'the cache for packages cannot be written',
    missing(/cache directory cannot be written/u),
    (place) => ({ dist: place.ownDist(), env: { XDG_CACHE_HOME: place.write('cache', 'a file') } }),
  ],
  ['the locked executable is another one', wrongHash(), (place) => tampered(place, place.directory)],
  ['the executable in the cache is another one', wrongHash(), (place) => tampered(place, cacheOf(place))],
  [
    'the version is another one',
    version(/version 1\.17\.9; this gate knows 1\.18\.33/u),
    { opencode: { version: "console.log('1.17.9')" } },
  ],
  [
    'the version is no version',
    version(/does not tell its version/u),
    { opencode: { version: "console.log('hello')" } },
  ],
  [
    'it crashes when asked for its version',
    version(/does not tell its version/u),
    { opencode: { version: 'process.abort()' } },
  ],
  [
    'it hangs when asked for its version',
    version(/does not tell its version/u),
    { opencode: { version: 'stay()' } },
  ],
  [
    'it is no program at all',
    version(/does not tell its version/u),
    (place) => ({ flags: { 'opencode-path': place.write('opencode', 'no program', 0o755) } }),
  ],
]);

const CRASHES = rowsOf('OpenCode', [
  ['it crashes before it reads its input', crashed(/exit code 7/u), fake('process.exit(7)')],
  ['it crashes after it began a step', crashed(/exit code 7/u), fake('begin(); process.exit(7)')],
  [
    'it crashes between its text and the end of the step',
    crashed(/exit code 7/u),
    fake('begin(); text(REPORT); process.exit(7)'),
  ],
  [
    'it crashes in the middle of a line',
    crashed(/exit code 7/u),
    fake(`begin(); writeSync(1, '{"type":"text","sess'); process.exit(7)`),
  ],
  ['it crashes after a complete report', crashed(/exit code 1\b/u), fake('succeed(); process.exit(1)')],
  ['a signal ends it', crashed(/signal SIGKILL/u), fake("begin(); process.kill(process.pid, 'SIGKILL')")],
  [
    'it is killed from outside in mid-run',
    crashed(/signal SIGKILL/u),
    {
      model: always({ text: 'late', delayMs: 60_000 }),
      meanwhile: async ({ asked, find }) => {
        await asked();
        process.kill(await find(/^\/opt\/gate\/opencode run/u), 'SIGKILL');
      },
    },
  ],
  [
    'it reports an error of its own',
    { code: 'opencode-crashed', says: /reported an error of its own/u },
    fake(
      "writeSync(1, JSON.stringify({ type: 'error', sessionID: 'ses_fake', error: { name: 'UnknownError' } }) + '\\n'); succeed()",
    ),
  ],
  [
    'it refuses its configuration',
    { code: 'opencode-config', says: /refused the configuration/u },
    fake("process.stderr.write('Error: Configuration is invalid at opencode.json\\n'); process.exit(1)"),
  ],
]);

const HANGS = rowsOf('OpenCode', [
  ['it hangs without a word', timedOut(), fake('stay()', '0.08')],
  [
    'it hangs and prints a little for ever',
    timedOut(),
    fake("setInterval(() => say('reasoning', { type: 'reasoning' }), 100)", '0.08'),
  ],
  ['it reports success and then keeps running', timedOut(), fake('succeed(); stay()', '0.08')],
  [
    'it ignores every signal',
    timedOut(),
    fake("for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, () => {}); stay()", '0.08'),
  ],
]);

export const OPENCODE = [...FOUND, ...CRASHES, ...HANGS];

type Want = Partial<Expected> & Pick<Expected, 'code' | 'says'>;

function missing(says: RegExp): Want {
  return { code: 'opencode-missing', says };
}

function version(says: RegExp): Want {
  return { code: 'opencode-version', says };
}

function wrongHash(): Want {
  return { code: 'opencode-hash', says: /not the one that is pinned/u };
}

function crashed(says: RegExp): Want {
  return { code: 'opencode-crashed', says };
}

function timedOut(): Want {
  return { code: 'agent-timed-out', says: /timeout-minutes/u };
}

/** Bundles with packages beside them, or in the cache, of which OpenCode's executable has other bytes. */
function tampered(place: Place, beside: string): Setting {
  const pins = pinned();
  for (const pin of pins) {
    const path = join(beside, 'node_modules', pin.package, pin.file);
    mkdirSync(dirname(path), { recursive: true });
    if (pin.name === 'OpenCode') place.write(path.slice(place.directory.length), '#!/opt/gate/node\n', 0o755);
    else
      symlinkSync(join(import.meta.dirname, '..', '..', '..', 'node_modules', pin.package, pin.file), path);
  }
  return { dist: place.ownDist(), env: { XDG_CACHE_HOME: join(place.directory, 'cache') } };
}

function cacheOf({ directory }: Place): string {
  const name = createHash('sha256').update(renderLock(pinned())).digest('hex').slice(0, 16);
  return join(directory, 'cache', 'opencode-review-gate', `packages-${name}`);
}

function pinned(): readonly Pin[] {
  const pins = PINS.get(`${process.platform}-${process.arch}`);
  return pins === undefined ? [] : [pins.opencode, pins.ripgrep];
}
