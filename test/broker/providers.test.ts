import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROVIDER_NAMES, resolveProvider } from '../../src/broker/providers.ts';
import { parseSettings, renderSettings } from '../../src/broker/settings.ts';
import { GateError } from '../../src/errors.ts';
import { settingsFor } from './broker-process.ts';

for (const name of PROVIDER_NAMES) {
  test(`${name} has an https endpoint that the broker accepts and needs a key`, () => {
    const found = resolveProvider(`${name}/some/model`);
    assert.equal(found.model, 'some/model');
    assert.ok(found.needsKey && found.keyEnv !== null && !found.allowPlainHttp);
    const settings = { ...settingsFor(found.upstream), socket: '/tmp/s', protocol: found.protocol };
    assert.notEqual(parseSettings(renderSettings(settings)), null);
  });
}

test('anthropic speaks its own protocol, and OpenAI takes the output limit under its own name', () => {
  assert.equal(resolveProvider('anthropic/claude').protocol, 'anthropic-messages');
  assert.equal(resolveProvider('openai/gpt').outputLimitKey, 'max_completion_tokens');
});

test('with a base URL any name is OpenAI-compatible, and a known one keeps its protocol', () => {
  const local = resolveProvider('local/m', 'http://127.0.0.1:9931/v1/');
  assert.equal(local.protocol, 'openai-chat');
  assert.equal(local.upstream, 'http://127.0.0.1:9931/v1');
  assert.equal(local.allowPlainHttp, true);
  assert.equal(local.needsKey, false);
  assert.equal(local.keyEnv, null);
  const proxied = resolveProvider('anthropic/claude', 'https://proxy.example/anthropic/v1');
  assert.equal(proxied.protocol, 'anthropic-messages');
  assert.equal(proxied.upstream, 'https://proxy.example/anthropic/v1');
  assert.equal(proxied.keyEnv, 'ANTHROPIC_API_KEY');
});

const WRONG: readonly (readonly [string, string, string | undefined, string, RegExp])[] = [
  ['no model', '', undefined, 'model-missing', /Set model/u],
  ['no provider', 'claude', undefined, 'input-invalid', /provider\/model/u],
  ['a model with a line break', 'openai/gpt\n', undefined, 'ok', /./u],
  ['a model with a break inside', 'openai/g\npt', undefined, 'input-invalid', /provider\/model/u],
  ['an unknown provider', 'nobody/m', undefined, 'input-invalid', /base-url/u],
  ['another scheme', 'x/m', 'file:///etc/passwd', 'input-invalid', /http/u],
  ['no scheme', 'x/m', '127.0.0.1:8080', 'input-invalid', /http/u],
  ['a user in the base URL', 'x/m', 'https://u:p@h.example/v1', 'input-invalid', /password/u],
  ['a query in the base URL', 'x/m', 'https://h.example/v1?k=1', 'input-invalid', /query/u],
  ['the whole endpoint', 'x/m', 'https://h.example/v1/chat/completions', 'input-invalid', /must end before/u],
];

for (const [what, model, base, code, message] of WRONG) {
  test(`${what} is ${code === 'ok' ? 'trimmed' : `answered with ${code}`}`, () => {
    if (code === 'ok') {
      assert.equal(resolveProvider(model, base).model, 'gpt');
      return;
    }
    assert.throws(
      () => resolveProvider(model, base),
      (error) => error instanceof GateError && error.code === code && message.test(error.message),
    );
  });
}
