import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AgentConfigParts, renderAgentConfig } from '../../src/review/agent-config.ts';
import { renderReviewerPrompt } from '../../src/review/reviewer-prompt.ts';

const PARTS: AgentConfigParts = {
  protocol: 'openai-chat',
  model: 'vendor/model',
  context: 200_000,
  output: 16_000,
  token: 'run-token',
  agent: 'reviewer-1a2b',
  prompt: 'Review.',
  view: '/pr',
};

type Config = {
  agent: Record<string, { disable?: boolean; prompt?: string; permission?: Record<string, unknown> }>;
  provider: {
    gate: { npm: string; options: { baseURL: string; apiKey: string }; models: Record<string, unknown> };
  };
  [key: string]: unknown;
};
const configOf = (rest: Partial<AgentConfigParts> = {}) =>
  JSON.parse(renderAgentConfig({ ...PARTS, ...rest })) as Config;

test('the reviewer may read and search the view and nothing else', () => {
  const config = configOf();
  assert.deepEqual(config['permission'], { '*': 'deny' });
  assert.deepEqual(config.agent['reviewer-1a2b']?.permission, {
    '*': 'deny',
    read: { '*': 'allow', '*.env': 'deny', '*.env.*': 'deny', '*.env.example': 'allow' },
    glob: 'allow',
    grep: 'allow',
    external_directory: { '*': 'deny', '/pr': 'allow', '/pr/*': 'allow' },
  });
});

test('nothing but the reviewer, one provider and no extension is on', () => {
  const config = configOf();
  for (const name of ['build', 'plan', 'general', 'explore'])
    assert.deepEqual(config.agent[name], { disable: true });
  assert.equal(Object.keys(config.agent).length, 5);
  const off = { share: 'disabled', autoupdate: false, snapshot: false, formatter: false, lsp: false };
  for (const [key, value] of Object.entries(off)) assert.equal(config[key], value, key);
  for (const key of ['plugin', 'instructions']) assert.deepEqual(config[key], [], key);
  assert.deepEqual(config['mcp'], {});
  assert.deepEqual(config['enabled_providers'], ['gate']);
  assert.deepEqual([config['model'], config['small_model']], ['gate/reviewer', 'gate/reviewer']);
  assert.equal(config['default_agent'], 'reviewer-1a2b');
});

test('each protocol has its library, and the model is asked through the relay with the token of the run', () => {
  assert.equal(configOf().provider.gate.npm, '@ai-sdk/openai-compatible');
  assert.equal(configOf({ protocol: 'openai-responses' }).provider.gate.npm, '@ai-sdk/openai');
  assert.equal(configOf({ protocol: 'anthropic-messages' }).provider.gate.npm, '@ai-sdk/anthropic');
  assert.equal(configOf({ protocol: 'google-generate' }).provider.gate.npm, '@ai-sdk/google');
  assert.equal(configOf({ sdk: null }).provider.gate.npm, '@ai-sdk/openai-compatible');
  const router = '@openrouter/ai-sdk-provider';
  assert.equal(configOf({ sdk: router }).provider.gate.npm, router);
  const { options } = configOf().provider.gate;
  assert.deepEqual(options, { baseURL: '{env:GATE_URL}/v1', apiKey: 'run-token' });
});

test('only our own address is a substitution that OpenCode would make', () => {
  const prompt = 'Use {env:HOME}, {file:/etc/passwd} and "{env:GATE_URL}/v1".';
  const text = renderAgentConfig({ ...PARTS, prompt });
  assert.deepEqual(text.match(/\{(env|file):[^}]*\}/gu), ['{env:GATE_URL}']);
  assert.equal((JSON.parse(text) as Config).agent['reviewer-1a2b']?.prompt, prompt);
});

test('the prompt of a team takes the place of what to look for, never of the rules', () => {
  const own = renderReviewerPrompt('  Look at the tests.  ');
  assert.ok(own.includes('# How this team reviews\n\nLook at the tests.\n\n# Rules that nothing overrides'));
  assert.ok(!own.includes('# What to look for'));
  assert.ok(renderReviewerPrompt(null).includes('# What to look for'));
});
