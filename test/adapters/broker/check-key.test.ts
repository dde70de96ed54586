import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkKey } from '../../../src/adapters/broker/check-key.ts';
import { resolveProvider } from '../../../src/broker/providers.ts';

const at = (url: string) => resolveProvider('gateway/m', url);
const to =
  (...addresses: string[]) =>
  () =>
    Promise.resolve(addresses);
const nowhere = () => Promise.reject(new Error('ENOTFOUND'));

test('a key that is needed must be there', async () => {
  const openai = resolveProvider('openai/m');
  await assert.rejects(checkKey(openai, '', false), { code: 'key-missing', message: /OPENAI_API_KEY/u });
  await checkKey(openai, 'k3y', false);
  await checkKey(at('http://models.example/v1'), '', false, nowhere);
});

test('a key goes over plain http within private networks only', async () => {
  for (const host of ['127.0.0.1', '[::1]', '10.1.2.3', 'localhost', 'ollama', 'gpu.internal', 'gpu.lan']) {
    await checkKey(at(`http://${host}:8000/v1`), 'k3y', false, nowhere);
    await checkKey(at(`http://${host}:8000/v1`), 'k3y', true, nowhere);
  }
  const refused = { code: 'input-invalid', message: /clear text\. Use https/u };
  for (const host of ['8.8.8.8', '[2606:4700::1111]'])
    await assert.rejects(checkKey(at(`http://${host}/v1`), 'k3y', false, nowhere), refused, host);
  const named = at('http://models.example.com/v1');
  await checkKey(named, 'k3y', false, to('10.0.0.7'));
  await assert.rejects(checkKey(named, 'k3y', false, to('8.8.8.8')), refused);
  await assert.rejects(checkKey(named, 'k3y', false, to('10.0.0.7', '8.8.8.8')), refused);
  await assert.rejects(checkKey(named, 'k3y', true, to('10.0.0.7')), refused, 'a proxy resolves by itself');
});

test('https and an endpoint without a key are not looked up', async () => {
  const never = () => assert.fail('looked up');
  await checkKey(at('https://models.example.com/v1'), 'k3y', false, never);
  await checkKey(at('http://models.example.com/v1'), '', false, never);
});
