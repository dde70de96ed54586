import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseInputs } from '../../src/inputs.ts';
import { modelKey } from '../../src/main/model-key.ts';

function keyFor(given: Record<string, string>): string {
  const all: Record<string, string> = { 'github-token': 'job-token', review: 'required', ...given };
  return modelKey(parseInputs((name) => all[name] ?? ''));
}

test("GitHub Models takes the job's token when there is no key, at GitHub's own endpoint", () => {
  const model = 'github-models/openai/gpt-4.1';
  assert.equal(keyFor({ model }), 'job-token');
  assert.equal(keyFor({ model, 'api-key': 'own' }), 'own');
  assert.equal(keyFor({ model, 'base-url': 'https://models.github.ai/orgs/acme/inference' }), 'job-token');
});

test("no other endpoint ever gets the job's token", () => {
  assert.equal(keyFor({ model: 'github-models/m', 'base-url': 'https://gateway.example/v1' }), '');
  assert.equal(keyFor({ model: 'openai/gpt-5' }), '');
  assert.equal(keyFor({ model: 'local/m', 'base-url': 'http://127.0.0.1:8000/v1' }), '');
  assert.equal(keyFor({ model: 'github-models/m', review: 'off' }), '');
  assert.equal(keyFor({ model: '' }), '');
});
