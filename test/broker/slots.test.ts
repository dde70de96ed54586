import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSlots } from '../../src/broker/slots.ts';

const STAY = new AbortController().signal;

test('a third call waits until one of two ends, in the order of asking', async () => {
  const slots = openSlots(2);
  const first = await slots.take(STAY);
  await slots.take(STAY);
  const order: string[] = [];
  const third = slots.take(STAY).then(() => order.push('third'));
  const fourth = slots.take(STAY).then(() => order.push('fourth'));
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(order, []);
  assert.ok(typeof first === 'function');
  first();
  first();
  await third;
  assert.deepEqual(order, ['third']);
  assert.equal(await Promise.race([fourth, Promise.resolve('waits')]), 'waits');
});

test('who leaves while waiting takes no slot', async () => {
  const slots = openSlots(1);
  const held = await slots.take(STAY);
  const leaver = new AbortController();
  const left = slots.take(leaver.signal);
  const next = slots.take(STAY);
  leaver.abort();
  assert.equal(await left, null);
  assert.ok(typeof held === 'function');
  held();
  assert.equal(typeof (await next), 'function');
});

test('the queue is bounded', async () => {
  const slots = openSlots(1);
  await slots.take(STAY);
  const waiting = Array.from({ length: 16 }, () => slots.take(STAY));
  assert.equal(await slots.take(STAY), 'full');
  assert.equal(waiting.length, 16);
});
