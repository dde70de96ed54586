import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Known, PROVIDERS } from '../../src/broker/provider-table.ts';
import { PROVIDER_NAMES, resolveProvider } from '../../src/broker/providers.ts';
import { parseSettings, renderSettings } from '../../src/broker/settings.ts';
import { GateError } from '../../src/errors.ts';
import { settingsFor } from './broker-process.ts';

const AZURE = 'https://r.openai.azure.com/openai/v1';

for (const known of PROVIDERS) {
  test(`the broker accepts ${known.name}, with its endpoint and its key`, () => {
    const found = resolveProvider(`${known.name}/model`, known.upstream === null ? AZURE : '');
    assert.equal(found.model, 'model');
    assert.equal(found.needsKey, known.needsKey);
    assert.ok(found.keyEnvs.length > 0);
    const { upstream } = found.settings;
    assert.match(upstream, known.needsKey ? /^https:/u : /^http:\/\/127\.0\.0\.1:/u);
    assert.doesNotMatch(upstream, /\/$/u);
    const settings = { ...settingsFor(''), ...found.settings, socket: '/tmp/s', protocol: found.protocol };
    assert.notEqual(parseSettings(renderSettings(settings)), null);
  });
}

test('names are there once', () => {
  assert.equal(new Set(PROVIDER_NAMES).size, PROVIDER_NAMES.length);
});

test('docs/providers.md has the table as it is', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/providers.md'), 'utf8');
  const table = /<!-- providers:start -->\n([\s\S]*?)\n?<!-- providers:end -->/u.exec(text)?.[1];
  assert.equal(table, renderTable());
});

function renderTable(): string {
  const rows = PROVIDERS.map(({ name, upstream, keyEnvs, note = '', ...known }) => [
    `\`${name}\``,
    typeof known.protocol === 'string' ? SPOKEN[known.protocol] : 'each',
    upstream === null ? '' : `\`${upstream}\``,
    `${known.needsKey ? '' : 'if wanted: '}${keyEnvs.map((env) => `\`${env}\``).join(', ')}`,
    note,
  ]);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`.replaceAll('|  |', '| |');
  const head = ['Provider', 'Protocol', 'Endpoint', 'Key', 'Notes'];
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const SPOKEN: Readonly<Record<Exclude<Known['protocol'], (model: string) => unknown>, string>> = {
  'openai-chat': 'chat completions',
  'openai-responses': 'responses',
  'anthropic-messages': 'messages',
  'google-generate': 'generateContent',
};

describe('a provider', () => {
  for (const [name, protocol] of [
    ['anthropic/claude-sonnet-4-5', 'anthropic-messages'],
    ['openai/gpt-5.4', 'openai-responses'],
    ['google/gemini-2.5-pro', 'google-generate'],
    ['openrouter/google/gemini-2.5-pro', 'openai-chat'],
    ['opencode/gpt-5.4', 'openai-responses'],
    ['opencode/claude-sonnet-4-5', 'anthropic-messages'],
    ['opencode/gemini-3-pro', 'google-generate'],
    ['opencode/kimi-k2', 'openai-chat'],
  ] as const) {
    test(`is asked for ${name} by ${protocol}`, () => {
      assert.equal(resolveProvider(name).protocol, protocol);
    });
  }

  test('of no known name is OpenAI-compatible with a base URL, and a known one keeps its protocol', () => {
    const local = resolveProvider('local/m', 'http://127.0.0.1:9931/v1/');
    assert.equal(local.protocol, 'openai-chat');
    assert.deepEqual(
      { ...local.settings },
      {
        upstream: 'http://127.0.0.1:9931/v1',
        allowPlainHttp: true,
        allowPrivate: true,
        outputLimitKey: 'max_tokens',
        asksUsage: true,
      },
    );
    assert.deepEqual([local.needsKey, local.keyEnvs], [false, []]);
    const proxied = resolveProvider('anthropic/claude', 'https://proxy.example/anthropic/v1');
    assert.equal(proxied.protocol, 'anthropic-messages');
    assert.equal(proxied.settings.upstream, 'https://proxy.example/anthropic/v1');
    assert.deepEqual([proxied.needsKey, proxied.keyEnvs], [false, ['ANTHROPIC_API_KEY']]);
  });

  test('without a base URL leads to no private address by its name', () => {
    assert.equal(resolveProvider('openai/gpt-5').settings.allowPrivate, false);
  });

  test('whose model reasons takes the limit of the output under its new name', () => {
    for (const name of ['github-models/openai/gpt-5', 'github-models/openai/o3', 'groq/o4-mini']) {
      assert.equal(resolveProvider(name).settings.outputLimitKey, 'max_completion_tokens', name);
    }
    for (const name of ['github-models/openai/gpt-4.1', 'groq/openai/gpt-oss-120b', 'groq/qwen/qwen3']) {
      assert.equal(resolveProvider(name).settings.outputLimitKey, 'max_tokens', name);
    }
  });

  test('that says its usage always is not asked for it', () => {
    assert.equal(resolveProvider('mistral/devstral').settings.asksUsage, false);
  });

  test('has a package of its own inside OpenCode where it needs one', () => {
    assert.equal(resolveProvider('openrouter/a/b').sdk, '@openrouter/ai-sdk-provider');
    assert.equal(resolveProvider('openai/gpt').sdk, null);
  });
});

describe('Azure', () => {
  test('needs its key in its own header, and its base URL completed', () => {
    for (const base of ['https://r.openai.azure.com', 'https://r.openai.azure.com/', AZURE, `${AZURE}/`]) {
      const { settings, needsKey, protocol } = resolveProvider('azure/d', base);
      assert.equal(settings.upstream, AZURE);
      assert.deepEqual([settings.keyHeader, needsKey, protocol], ['api-key', true, 'openai-responses']);
    }
  });
});

describe("the job's token", () => {
  test('goes to GitHub and to nobody else', () => {
    const takes = (name: string, base = '') => resolveProvider(name, base).takesJobToken;
    assert.equal(takes('github-models/openai/gpt-4.1'), true);
    assert.equal(takes('github-models/m', 'https://models.github.ai/orgs/acme/inference'), true);
    assert.equal(takes('github-models/m', 'https://models.github.ai.evil.example/inference'), false);
    assert.equal(takes('github-models/m', 'http://models.github.ai/inference'), false);
    assert.equal(takes('openai/m', 'https://models.github.ai/inference'), false);
    for (const { name, upstream } of PROVIDERS) {
      assert.equal(takes(`${name}/m`, upstream === null ? AZURE : ''), name === 'github-models');
    }
  });
});

const WRONG: readonly (readonly [string, string, string | undefined, string, RegExp])[] = [
  ['no model', '', undefined, 'model-missing', /Set model/u],
  ['no provider', 'claude', undefined, 'input-invalid', /provider\/model/u],
  ['a model with a line break', 'openai/gpt\n', undefined, 'ok', /./u],
  ['a model with a break inside', 'openai/g\npt', undefined, 'input-invalid', /provider\/model/u],
  ['an unknown provider', 'nobody/m', undefined, 'input-invalid', /Use one of anthropic, .*base-url/u],
  [
    'a misspelt provider',
    'antropic/m',
    undefined,
    'input-invalid',
    /not known\. Did you mean anthropic\? .*base-url/u,
  ],
  ['half a name', 'fireworks/m', undefined, 'input-invalid', /Did you mean fireworks-ai\?/u],
  [
    'a provider without an address',
    'azure/m',
    undefined,
    'input-invalid',
    /Set base-url .* ends in \/openai\/v1\./u,
  ],
  ['a date in the base URL', 'azure/m', `${AZURE}?api-version=2024-10-21`, 'input-invalid', /api-version/u],
  ['a Google model with a path', 'google/../files', undefined, 'input-invalid', /letters, digits/u],
  ['a Google model with a colon', 'google/m:predict', undefined, 'input-invalid', /letters, digits/u],
  ['the endpoint of responses', 'x/m', 'https://h.example/v1/responses', 'input-invalid', /must end before/u],
  [
    'the endpoint of a model',
    'google/m',
    'https://h.example/v1/models/m:generateContent',
    'input-invalid',
    /must end/u,
  ],
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
