import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrokerSettings } from '../../src/broker/broker.ts';
import { parseSettings, renderSettings } from '../../src/broker/settings.ts';
import { settingsFor } from './broker-process.ts';

const read = (more: Partial<BrokerSettings>, upstream = 'https://api.example.com/v1') =>
  parseSettings(renderSettings({ ...settingsFor(upstream), socket: '/tmp/s', ...more }));

test('what the parent writes is what the broker reads, with the defaults filled in', () => {
  const settings = read({});
  assert.equal(settings?.upstream, 'https://api.example.com/v1');
  assert.equal(settings?.budgets.concurrent, 2);
  assert.equal(settings?.allowPlainHttp, false);
});

const WRONG: readonly (readonly [string, Partial<BrokerSettings>])[] = [
  ['a key with a line break', { key: 'sk-a\r\nx-evil: 1' }],
  ['a key with a space', { key: 'sk a' }],
  ['a key that is not ASCII', { key: 'sk-ü' }],
  ['a key without end', { key: 'k'.repeat(5000) }],
  ['a short token', { token: 'short' }],
  ['a relative socket', { socket: 's' }],
  ['a socket path over the limit of the system', { socket: `/${'s'.repeat(120)}` }],
  ['no model', { models: [] }],
  ['a tool with a strange name', { tools: ['read me'] }],
  ['a budget of zero', { budgets: { ...settingsFor('').budgets, requests: 0 } }],
];

for (const [what, more] of WRONG) {
  test(`settings with ${what} are refused`, () => {
    assert.equal(read(more), null);
  });
}

for (const [upstream, allowPlainHttp, accepted] of [
  ['http://api.example.com/v1', false, false],
  ['http://api.example.com/v1', true, true],
  ['http://10.0.0.5:8000/v1', true, true],
  ['http://127.0.0.1:8000/v1', false, true],
  ['http://localhost:8000/v1', false, true],
  ['http://[::1]:8000/v1', false, true],
  ['http://127.0.0.1.example.com/v1', false, false],
  ['https://user:pass@api.example.com/v1', false, false],
  ['https://api.example.com/v1?x=1', false, false],
  ['ftp://api.example.com/', true, false],
  ['not an address', true, false],
] as const) {
  test(`${upstream} is ${accepted ? 'accepted' : 'refused'}${allowPlainHttp ? ' where plain http is allowed' : ''}`, () => {
    assert.equal(read({ allowPlainHttp }, upstream) !== null, accepted);
  });
}

test('an unknown setting is refused', () => {
  const line = JSON.stringify({ ...settingsFor('https://a.example/v1'), socket: '/tmp/s', extra: 1 });
  assert.equal(parseSettings(line), null);
});
