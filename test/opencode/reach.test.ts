import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { evaluate } from '../../src/opencode/permission.ts';
import { type Reached, reachOf } from '../../src/opencode/reach.ts';
import { semanticsOf } from '../../src/opencode/semantics-of.ts';
import { projectOf } from './read.ts';

const AGENTS = {
  lead: {
    mode: 'primary',
    permission: { '*': 'deny', task: { '*': 'deny', middle: 'allow', worker: 'ask' } },
  },
  middle: { mode: 'subagent', permission: { bash: 'deny', task: 'allow' } },
  worker: { mode: 'subagent', permission: { bash: 'allow' } },
  other: { mode: 'primary' },
};

function reach(from: string, more: object = {}, version?: string): readonly Reached[] {
  const setUp = projectOf({ 'opencode.json': JSON.stringify({ agent: AGENTS, ...more }) }).setUps[0];
  const agent = setUp?.agents.find((one) => one.name === from);
  assert.ok(setUp !== undefined && agent !== undefined);
  return reachOf(setUp, agent, semanticsOf(version));
}

const ways = (found: readonly Reached[]): readonly string[] =>
  found.map(({ agent, by, action }) => `${[...by, agent.name].join('>')} ${action}`);

suite('the reach of task', () => {
  test('stops at one start where nothing else is said', () => {
    assert.deepEqual(ways(reach('lead')), ['lead>middle allow', 'lead>worker ask']);
  });

  test('goes as far as subagent_depth, by the way on which fewest are asked', () => {
    const found = ways(reach('lead', { subagent_depth: 2 }));
    assert.ok(found.includes('lead>middle>build allow'));
    assert.ok(found.includes('lead>worker ask'));
    assert.deepEqual(reach('lead', { subagent_depth: 0 }), []);
  });

  test('includes primary agents, which are started though nobody names them', () => {
    const found = reach('middle').find(({ agent }) => agent.name === 'other');
    assert.equal(found?.isListed, false);
  });

  test('does not pass on what the caller is denied', () => {
    const worker = reach('lead').find(({ agent }) => agent.name === 'worker');
    assert.equal(evaluate(worker?.rules ?? [], 'bash', 'id'), 'allow');
    assert.equal(evaluate(worker?.rules ?? [], 'task', 'x'), 'deny');
    assert.equal(evaluate(worker?.rules ?? [], 'todowrite', '*'), 'deny');
  });

  test('passes it on in the versions that did', () => {
    const worker = reach('lead', {}, '1.17.0').find(({ agent }) => agent.name === 'worker');
    assert.equal(evaluate(worker?.rules ?? [], 'bash', 'id'), 'deny');
  });

  test('ends at an agent whose rules do not speak of task', () => {
    const found = ways(reach('middle', { subagent_depth: 3 }));
    assert.ok(found.every((way) => !way.includes('>worker>')));
  });

  test('is empty for an agent without task, and for cycles it ends', () => {
    const more = {
      agent: {
        a: { permission: { task: { '*': 'deny', b: 'allow' } } },
        b: { permission: { task: { '*': 'deny', a: 'allow' } } },
        c: { permission: { task: 'deny' } },
      },
    };
    assert.deepEqual(ways(reach('a', { ...more, subagent_depth: 9 })), ['a>b allow']);
    assert.deepEqual(reach('c', more), []);
  });
});
