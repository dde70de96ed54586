import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { z } from 'zod';
import { OPENCODE_VERSION, PINS } from '../../src/adapters/opencode/pins.ts';
import { ROOT, read } from './tracked-files.ts';

const LOCK = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({ version: z.string().optional(), integrity: z.string().optional() }),
  ),
});

const { packages } = LOCK.parse(JSON.parse(read('package-lock.json')));
const pins = [...PINS].flatMap(([platform, { opencode, ripgrep }]) =>
  [opencode, ripgrep].map((pin) => ({ platform, ...pin })),
);

suite('pins', () => {
  test('there is one for each executable', () => {
    assert.ok(pins.length >= 2);
  });

  for (const pin of pins) {
    test(`${pin.package} is the version and the archive of the lock file`, () => {
      const locked = packages[`node_modules/${pin.package}`];
      assert.deepEqual(
        { version: pin.version, integrity: pin.integrity },
        {
          version: locked?.version,
          integrity: locked?.integrity,
        },
      );
    });
  }

  for (const pin of pins.filter(({ platform }) => platform === `${process.platform}-${process.arch}`)) {
    test(`${pin.package} as installed has the SHA-256 of its pin`, () => {
      const bytes = readFileSync(join(ROOT, 'node_modules', pin.package, pin.file));
      assert.equal(createHash('sha256').update(bytes).digest('hex'), pin.sha256);
    });
  }

  test('every place that names the version of OpenCode names the pinned one', () => {
    const places = ['CHANGELOG.md', 'src/opencode/semantics-of.ts', 'src/sandbox/relay/seed.ts'];
    for (const path of places) {
      assert.ok(read(path).includes(OPENCODE_VERSION), path);
    }
    assert.ok(
      pins.filter(({ name }) => name === 'OpenCode').every(({ version }) => version === OPENCODE_VERSION),
    );
  });
});
