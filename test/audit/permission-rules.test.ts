import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { RuleId } from '../../src/audit/rule-ids.ts';
import { DEFAULT_POLICY } from '../../src/policy/policy.ts';
import { auditOf, type Files } from './audit-of.ts';

type Config = Readonly<Record<'opencode.json', string>>;

const config = (value: object): Config => ({ 'opencode.json': JSON.stringify(value, null, 2) });
const textOf = (files: Config): string => files['opencode.json'];

const agent = (permission: object, more: object = {}) => ({ mode: 'subagent', ...more, permission });

function rulesFor(files: Files, off: readonly RuleId[] = []): readonly string[] {
  const rules = Object.fromEntries(off.map((id) => [id, 'off' as const]));
  return auditOf(files, { policy: { ...DEFAULT_POLICY, rules } })
    .findings.map((finding) => finding.rule)
    .toSorted();
}

suite('an open shell is shown once', () => {
  const closed = { '*': 'ask', read: 'ask', edit: 'deny' };
  const OPEN = {
    'permission-allow-all': { '*': 'allow' },
    'bash-deny-list': { edit: 'deny', bash: { '*': 'allow', 'rm *': 'deny' } },
    'bash-map-without-star': { edit: 'deny', bash: { 'rm *': 'deny' } },
    'bash-defeats-edit-deny': { edit: 'deny', bash: 'allow' },
    'bash-unrestricted': { edit: 'ask', bash: 'allow' },
  } as const;
  const general = { edit: 'ask', webfetch: 'ask' };

  for (const [rule, permission] of Object.entries(OPEN)) {
    test(`${JSON.stringify(permission)} is ${rule}`, () => {
      const files = config({ permission: general, agent: { a: agent(permission) } });
      assert.deepEqual(rulesFor(files), [rule]);
    });
  }

  for (const rule of ['bash-deny-list', 'bash-map-without-star', 'bash-defeats-edit-deny'] as const) {
    test(`with ${rule} turned off it is still shown`, () => {
      const files = config({ permission: general, agent: { a: agent(OPEN[rule]) } });
      const found = rulesFor(files, ['bash-deny-list', 'bash-map-without-star', 'bash-defeats-edit-deny']);
      assert.deepEqual(found, ['bash-unrestricted']);
    });
  }

  test('a shell that asks is none of them', () => {
    assert.deepEqual(rulesFor(config({ permission: general, agent: { a: agent(closed) } })), []);
  });

  test('a pattern that passes for a star in a map counts as one', () => {
    const permission = { edit: 'ask', bash: { '**': 'ask', 'rm *': 'deny' } };
    assert.deepEqual(rulesFor(config({ permission: general, agent: { a: agent(permission) } })), []);
  });
});

suite('an .env file is shown once', () => {
  const files = (permission: object): Files =>
    config({
      permission: { bash: 'ask', edit: 'ask', webfetch: 'ask' },
      agent: { a: agent({ edit: 'deny', bash: 'deny', ...permission }) },
    });

  test('with fetching it is a way out, and without it a guard that is gone', () => {
    const both = { read: 'allow', webfetch: 'allow' };
    assert.ok(rulesFor(files(both)).includes('webfetch-with-secrets'));
    assert.ok(!rulesFor(files(both)).includes('env-guard-removed'));
    assert.ok(rulesFor(files(both), ['webfetch-with-secrets']).includes('env-guard-removed'));
    assert.deepEqual(rulesFor(files({ read: 'allow' })), ['env-guard-removed']);
  });

  test('OpenCode asks by itself, and a denial is enough', () => {
    for (const permission of [{}, { read: 'deny' }, { read: 'ask' }, { glob: 'allow' }]) {
      assert.deepEqual(rulesFor(files(permission)), []);
    }
  });
});

suite('the reach of task', () => {
  const limited = { edit: 'deny', bash: 'deny' };
  const project = (task: unknown, more: object = {}): Config =>
    config({
      permission: { bash: 'ask', edit: 'ask' },
      agent: {
        lead: { mode: 'primary', permission: { ...limited, ...(task === undefined ? {} : { task }) } },
        middle: agent({ ...limited, task: 'allow' }),
        worker: agent({ edit: 'ask', bash: 'allow' }),
        ...more,
      },
    });
  const escalates = (files: Files): string =>
    auditOf(files).findings.find((finding) => finding.rule === 'task-escalates')?.message ?? '';

  test('allowed by default, a subagent with more is within reach', () => {
    assert.match(escalates(project(undefined)), /may start "worker" with "task"/);
  });

  test('denied, asked for or left to others it is not', () => {
    for (const task of ['deny', 'ask', { '*': 'deny', middle: 'allow' }, { worker: 'deny' }]) {
      assert.equal(escalates(project(task)), '', JSON.stringify(task));
    }
  });

  test('a subagent goes on when the configuration allows more depth', () => {
    const task = { '*': 'deny', middle: 'allow' };
    const text = textOf(project(task));
    const deeper = { 'opencode.json': text.replace('{', '{ "subagent_depth": 2,') };
    assert.match(escalates(deeper), /may start "worker" by way of "middle"/);
  });

  test('a primary agent is within reach, though OpenCode does not name it to the model', () => {
    const open = { mode: 'primary', permission: { edit: 'ask', bash: 'allow' } };
    const files = project({ chief: 'allow' }, { chief: open, worker: agent(limited) });
    assert.match(escalates(files), /may start "chief" with "task"/);
    const shut = project({ '*': 'deny', middle: 'allow' }, { chief: open, worker: agent(limited) });
    assert.equal(escalates(shut), '');
  });

  test('a subagent goes on with a rule for task that is for all agents, and not with one for everything', () => {
    const only = { '*': 'deny', middle: 'allow' };
    const deeper = (general: object, middle: object) =>
      config({
        subagent_depth: 2,
        permission: { bash: 'ask', edit: 'ask', ...general },
        agent: {
          lead: { mode: 'primary', permission: { ...limited, task: only } },
          middle: agent({ ...limited, ...middle }),
          worker: agent({ edit: 'ask', bash: 'allow' }),
        },
      });
    assert.match(escalates(deeper({ task: 'allow' }, {})), /by way of "middle"/);
    assert.match(escalates(deeper({}, { task: 'allow' })), /by way of "middle"/);
    assert.equal(escalates(deeper({}, {})), '');
  });

  test('the step to change is the first one, not the one that is denied anyway', () => {
    const text = textOf(project({ '*': 'deny', middle: 'allow' }));
    const files = { 'opencode.json': text.replace('{', '{ "subagent_depth": 2,') };
    const found = auditOf(files).findings.find(({ rule }) => rule === 'task-escalates');
    assert.equal(found?.evidence.trim(), '"middle": "allow"');
    assert.equal(found?.suggestion?.trim(), '"middle": "deny"');
  });

  test('a subagent that may start others where the depth allows it escalates itself', () => {
    const agents = (depth: number) =>
      config({
        subagent_depth: depth,
        permission: { bash: 'ask', edit: 'ask' },
        agent: {
          middle: agent({ ...limited, task: 'allow' }),
          worker: agent({ edit: 'ask', bash: 'allow' }),
        },
      });
    assert.equal(escalates(agents(1)), '');
    assert.match(escalates(agents(2)), /^The agent "middle" may not .* may start "worker" with "task"/);
  });

  test('subagents that start each other end', () => {
    const task = { '*': 'deny', middle: 'allow', other: 'allow' };
    const other = agent({ ...limited, task: 'allow' });
    const text = textOf(project(task, { other, worker: agent(limited) }));
    assert.equal(escalates({ 'opencode.json': text.replace('{', '{ "subagent_depth": 100,') }), '');
  });
});

suite('many agents', () => {
  test('thousands that may start each other are judged in time', () => {
    const agents = Object.fromEntries(
      Array.from({ length: 4_000 }, (_, i) => [
        `a${i}`,
        { permission: { edit: 'deny', bash: { '*': 'deny', 'find *': 'allow' } } },
      ]),
    );
    const start = Date.now();
    const found = rulesFor(config({ permission: { bash: 'ask', edit: 'ask' }, agent: agents }));
    assert.equal(found.filter((rule) => rule === 'bash-pattern-escapes').length, 4_000);
    assert.ok(Date.now() - start < 30_000, 'it took too long');
  });

  test('a map with thousands of patterns is judged in time', () => {
    const bash = Object.fromEntries(
      Array.from({ length: 4_000 }, (_, i) => [`c${i} *`, i % 2 ? 'allow' : 'deny']),
    );
    const start = Date.now();
    const found = rulesFor(config({ permission: { bash: { ...bash, '*': 'ask' } } }));
    assert.ok(found.includes('rule-shadowed'));
    assert.ok(Date.now() - start < 30_000, 'it took too long');
  });
});
