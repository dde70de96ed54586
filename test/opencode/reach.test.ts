import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { evaluate } from '../../src/opencode/permission.ts';
import { type Reached, reachOf } from '../../src/opencode/reach.ts';
import { PINNED, semanticsOf } from '../../src/opencode/semantics-of.ts';
import { projectOf } from './read.ts';

const AGENTS = {
  lead: {
    mode: 'primary',
    permission: { '*': 'deny', task: { '*': 'deny', middle: 'allow', worker: 'ask' } },
  },
  chief: { mode: 'primary', permission: { task: 'allow' } },
  middle: { mode: 'subagent', permission: { bash: 'deny', task: 'allow' } },
  worker: { mode: 'subagent', permission: { bash: 'allow' } },
  other: { mode: 'primary' },
};

function reach(from: string, more: object = {}, version?: string): readonly Reached[] {
  const setUp = projectOf({ 'opencode.json': JSON.stringify({ agent: AGENTS, ...more }) }).setUps[0];
  const agent = setUp?.agents.find((one) => one.name === from);
  assert.ok(setUp !== undefined && agent !== undefined);
  return [...reachOf({ setUp, agent, semantics: semanticsOf(version) })];
}

const ways = (found: readonly Reached[]): readonly string[] =>
  found.map(({ agent, by, action }) => `${[...by, agent.name].join('>')} ${action}`);

const answer = (one: Reached | undefined, key: string, version?: string) =>
  evaluate(one?.rules ?? [], key, 'x', semanticsOf(version));

// Each of these was seen with OpenCode 1.18.33 and a scripted model, except what other versions do.
suite('the reach of task', () => {
  test('stops at one start where nothing else is said', () => {
    assert.deepEqual(ways(reach('lead')), ['lead>middle allow', 'lead>worker ask']);
  });

  test('goes as far as subagent_depth, in both places of it', () => {
    for (const more of [{ subagent_depth: 2 }, { experimental: { subagent_depth: 2 } }]) {
      assert.ok(ways(reach('lead', more)).includes('lead>middle>build allow'));
    }
    assert.deepEqual(reach('lead', { subagent_depth: 0 }), []);
  });

  test('takes a longer way on which nobody is asked before a short one with a question', () => {
    const found = ways(reach('lead', { subagent_depth: 2 }));
    assert.ok(found.includes('lead>middle>worker allow'));
    assert.ok(!found.some((way) => way.endsWith('>worker ask')));
  });

  test('goes on behind a question as far as the depth allows', () => {
    const agent = {
      a: { permission: { task: { '*': 'deny', b: 'ask', c: 'allow' } } },
      b: { permission: { task: { '*': 'deny', d: 'allow' } } },
      c: { permission: { task: { '*': 'deny', b: 'allow' } } },
      d: {},
    };
    assert.deepEqual(ways(reach('a', { agent, subagent_depth: 2 })), [
      'a>c allow',
      'a>c>b allow',
      'a>b>d ask',
    ]);
  });

  test('includes primary agents, which are started though nobody names them', () => {
    const found = reach('chief');
    assert.equal(found.find(({ agent }) => agent.name === 'other')?.isListed, false);
    assert.equal(found.find(({ agent }) => agent.name === 'build')?.isListed, false);
    assert.equal(found.find(({ agent }) => agent.name === 'worker')?.isListed, true);
  });

  test('counts the start of a subagent, which nobody else than task starts', () => {
    assert.deepEqual(reach('middle'), []);
    assert.ok(ways(reach('middle', { subagent_depth: 2 })).includes('middle>worker allow'));
    assert.deepEqual(reach('worker', { subagent_depth: 2 }), []);
  });

  test('does not pass on what the caller is denied', () => {
    const worker = reach('lead').find(({ agent }) => agent.name === 'worker');
    assert.equal(answer(worker, 'bash'), 'allow');
    assert.equal(answer(worker, 'task'), 'deny');
    assert.equal(answer(worker, 'todowrite'), 'deny');
  });

  test('passes it on in the versions that did', () => {
    const worker = reach('lead', {}, '1.17.0').find(({ agent }) => agent.name === 'worker');
    assert.equal(answer(worker, 'bash', '1.17.0'), 'deny');
  });

  test('ends at an agent whose rules do not have the very key task', () => {
    const only = { chief: { permission: { task: { '*': 'deny', mid: 'allow' } } } };
    const behind = (permission: object, general: object = {}) =>
      ways(
        reach('chief', {
          subagent_depth: 2,
          permission: general,
          agent: { ...only, mid: { permission }, end: {} },
        }),
      ).includes('chief>mid>end allow');
    assert.equal(behind({}), false);
    assert.equal(behind({ '*': 'allow' }), false);
    assert.equal(behind({ task: 'allow' }), true);
    assert.equal(behind({}, { task: 'allow' }), true);
  });

  test('had no limit before there was a key for it', () => {
    const only = (to: string) => ({ permission: { task: { '*': 'deny', [to]: 'allow' } } });
    const agent = { a: only('b'), b: only('c'), c: only('d'), d: {} };
    assert.deepEqual(ways(reach('a', { agent }, '1.3.2')).at(-1), 'a>b>c>d allow');
    assert.deepEqual(ways(reach('a', { agent }, PINNED.version)), ['a>b allow']);
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
