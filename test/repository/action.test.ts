import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { INPUT_NAMES, parseInputs, SANDBOXES, SURFACES } from '../../src/inputs.ts';
import { DEFAULT_POLICY } from '../../src/policy/policy.ts';
import { OUTPUT_NAMES } from '../../src/report/outputs.ts';
import { ROOT, read } from './tracked-files.ts';

const ACTION = z.strictObject({
  name: z.string(),
  description: z.string().max(250),
  author: z.string(),
  branding: z.strictObject({ icon: z.string(), color: z.string() }),
  inputs: z.record(
    z.string(),
    z.strictObject({ description: z.string(), required: z.boolean(), default: z.string() }),
  ),
  outputs: z.record(z.string(), z.strictObject({ description: z.string() })),
  runs: z.strictObject({
    using: z.literal('node24'),
    main: z.string(),
    post: z.string(),
    'post-if': z.literal('always()'),
  }),
});

const action = ACTION.parse(parse(read('action.yml')));

suite('action.yml', () => {
  test('has exactly the inputs that the code reads', () => {
    assert.deepEqual(Object.keys(action.inputs).sort(), [...INPUT_NAMES].sort());
  });

  test('has exactly the outputs that the code writes', () => {
    assert.deepEqual(Object.keys(action.outputs).sort(), [...OUTPUT_NAMES].sort());
  });

  test('has the defaults of the code where it has any', () => {
    const withDefaults = parseInputs((name) => action.inputs[name]?.default ?? '');
    const own = parseInputs(() => '');
    assert.deepEqual({ ...withDefaults, 'github-token': '', 'timeout-minutes': null }, own);
  });

  test('describes the choices and the defaults of the policy as they are', () => {
    const described = (name: string) => action.inputs[name]?.description ?? '';
    for (const name of SANDBOXES) assert.ok(described('sandbox').includes(`\`${name}\``), name);
    for (const name of SURFACES) assert.ok(described('publish').includes(`\`${name}\``), name);
    assert.match(described('fail-on'), new RegExp(`is \`${DEFAULT_POLICY.review.failOn}\` when`, 'u'));
  });

  test('starts bundles that exist', () => {
    assert.ok(existsSync(join(ROOT, action.runs.main)));
    assert.ok(existsSync(join(ROOT, action.runs.post)));
  });
});
