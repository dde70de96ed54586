import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { explainAgent } from '../../src/audit/explain/explain-agent.ts';
import type { Explanation } from '../../src/audit/explain/explanation.ts';
import { findAgent } from '../../src/audit/explain/find-agent.ts';
import { GateError } from '../../src/errors.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { DEFAULT_POLICY, type Policy } from '../../src/policy/policy.ts';
import { renderExplanationJson } from '../../src/report/explain/json.ts';
import { renderExplanation } from '../../src/report/explain/text.ts';
import { widthOf } from '../../src/report/terminal.ts';
import { parseLog } from '../emulators/log-parser.ts';
import { randomFrom, stringsFrom } from '../emulators/random.ts';
import { projectOf } from '../opencode/read.ts';
import { HOSTILE_PIECES } from '../report/hostile-pieces.ts';
import { auditOf, TODAY } from './audit-of.ts';

const FILES = {
  'opencode.json': `{
  "permission": {
    "bash": { "rm *": "deny", "*": "ask" },
    "write": "deny"
  },
  "mcp": { "docs": { "type": "remote", "url": "https://docs.example.com/mcp" } }
}
`,
  '.opencode/agent/reviewer.md': `---
description: Reviews changes
mode: subagent
permission:
  edit: deny
  bash:
    "*": deny
    "git *": allow
---
Review.
`,
  '.opencode/agent/lead.md': `---
description: Leads
mode: primary
permission:
  "*": deny
  task:
    reviewer: allow
---
Lead.
`,
  'web/.opencode/agent/painter.md': '---\ndescription: Paints\n---\nPaint.\n',
};

const policy = (text: string): Policy => parsePolicy(new TextEncoder().encode(text), 'policy.jsonc');

function explain(
  name: string,
  files: Readonly<Record<string, string>> = FILES,
  given = DEFAULT_POLICY,
): Explanation {
  const { findings } = auditOf(files, { policy: given });
  return explainAgent({ ...findAgent(projectOf(files), name), policy: given, today: TODAY, findings });
}

const keyOf = (explanation: Explanation, key: string) => explanation.keys.find((one) => one.key === key);
const ruleOf = (explanation: Explanation, key: string, pattern = '*') =>
  explanation.rules.find((rule) => rule.key === key && rule.pattern === pattern && rule.origin !== null);

suite('an explanation', () => {
  const reviewer = explain('reviewer');

  test('has each rule with its file, line and column', () => {
    assert.deepEqual(ruleOf(reviewer, 'bash', 'git *')?.origin, {
      path: '.opencode/agent/reviewer.md',
      line: 8,
      column: 5,
    });
    assert.deepEqual(ruleOf(reviewer, 'bash', 'rm *')?.origin, {
      path: 'opencode.json',
      line: 3,
      column: 15,
    });
    assert.equal(reviewer.rules[0]?.origin, null);
  });

  test('knows the rules that never decide, and by which one', () => {
    const rm = ruleOf(reviewer, 'bash', 'rm *');
    const deny = reviewer.rules.find(({ action, origin }) => action === 'deny' && origin?.line === 7);
    assert.deepEqual([rm?.state, rm?.by], ['shadowed', deny?.number]);
    assert.equal(ruleOf(reviewer, 'write')?.state, 'dead');
    assert.equal(ruleOf(reviewer, 'bash', 'git *')?.state, 'decides');
  });

  test('has the answer for each key, with the rules that decide it and whether the tool is hidden', () => {
    const bash = keyOf(reviewer, 'bash');
    assert.equal(bash?.answer, 'pattern');
    assert.deepEqual(
      bash?.decidedBy.map((number) => reviewer.rules[number - 1]?.pattern),
      ['*', 'git *'],
    );
    const edit = keyOf(reviewer, 'edit');
    assert.deepEqual([edit?.answer, edit?.tool], ['deny', 'hidden']);
    assert.equal(keyOf(reviewer, 'docs_*')?.answer, 'allow');
    assert.equal(keyOf(explain('lead'), 'any other tool')?.answer, 'deny');
    assert.equal(keyOf(reviewer, 'external_directory')?.tool, null);
  });

  test('compares with the ceiling of the policy, and with the default one when there is none', () => {
    assert.equal(reviewer.ceiling, 'default');
    assert.deepEqual(
      keyOf(reviewer, 'bash')?.above.map(({ request, granted }) => [request, granted]),
      [['git anything', 'ask']],
    );
    const granted = explain('reviewer', FILES, policy('{ "ceiling": { "bash": { "git *": "allow" } } }'));
    assert.equal(granted.ceiling, 'policy');
    assert.deepEqual(keyOf(granted, 'bash')?.above, []);
  });

  test('follows task as far as OpenCode does, with what the agents there may do more', () => {
    const reachOf = (more: string) => {
      const files = { ...FILES, 'opencode.json': FILES['opencode.json'].replace('{', `{ ${more}`) };
      return explain('lead', files).reach;
    };
    const names = (more: string) => reachOf(more).map(({ agent, through }) => [agent, through]);
    assert.deepEqual(names(''), [['reviewer', null]]);
    // A subagent goes on where the depth and a rule for the very key "task" let it.
    assert.deepEqual(names('"subagent_depth": 2,'), [['reviewer', null]]);
    const deep = '"subagent_depth": 2, "agent": { "reviewer": { "permission": { "task": "allow" } } },';
    assert.deepEqual(names(deep).slice(0, 3), [
      ['reviewer', null],
      ['general', 'reviewer'],
      ['explore', 'reviewer'],
    ]);
    const general = reachOf(deep)[1];
    assert.deepEqual(
      general?.gains.find(({ key }) => key === 'edit'),
      { key: 'edit', own: 'deny', theirs: 'allow' },
    );
    assert.equal(
      general?.gains.find(({ key }) => key === 'todowrite'),
      undefined,
      'its session has no todowrite',
    );
  });

  test('has primary agents among those that can be started, and says that the model is not told of them', () => {
    const { reach } = explain('build');
    const lead = reach.find(({ agent }) => agent === 'lead');
    assert.deepEqual([lead?.action, lead?.isListed], ['allow', false]);
    assert.match(
      renderExplanation(explain('build')),
      /\n {2}lead \(allow, not named to the model\) may do nothing that this agent may not\n/u,
    );
    assert.equal(reach.find(({ agent }) => agent === 'reviewer')?.isListed, true);
  });

  test('has what each allowed pattern lets through, at the pattern', () => {
    assert.deepEqual(ruleOf(reviewer, 'bash', 'git *')?.escape?.effect, 'runs');
    assert.equal(ruleOf(reviewer, 'bash', 'rm *')?.escape, null);
    const text = renderExplanation(reviewer);
    assert.match(
      text,
      /git \* +\.opencode\/agent\/reviewer\.md:8:5\n +\^ also lets through "git -c .*", which can run any program\n/u,
    );
    const off = policy('{ "rules": { "bash-pattern-escapes": "off" } }');
    assert.match(renderExplanation(explain('reviewer', FILES, off)), /also lets through/u);
  });

  test('leaves out what a rule for all agents does to others', () => {
    const files = {
      'opencode.json': '{\n  "permission": {\n    "edit": "allow"\n  }\n}\n',
      '.opencode/agent/lead.md': FILES['.opencode/agent/lead.md'],
    };
    const own = (name: string) => explain(name, files).findings.map(({ rule }) => rule);
    assert.ok(own('plan').includes('global-loosens-builtin'));
    assert.ok(!own('lead').includes('global-loosens-builtin'));
  });

  test('has the findings about this agent and no other', () => {
    const open = { ...FILES, '.opencode/agent/open.md': '---\npermission:\n  bash: allow\n---\n' };
    const own = (name: string) =>
      explain(name, open).findings.filter(({ rule }) => rule === 'bash-unrestricted');
    assert.equal(own('open').length, 1);
    assert.equal(own('reviewer').length, 0);
  });
});

suite('the agent that is meant', () => {
  const project = projectOf(FILES);
  const refused = (name: string, expected: RegExp) =>
    assert.throws(
      () => findAgent(project, name),
      (error) => error instanceof GateError && error.code === 'usage' && expected.test(error.message),
    );

  test('is found by its name, also where only a folder has it', () => {
    assert.equal(findAgent(project, 'painter').setUp.folder, 'web');
    assert.equal(findAgent(project, 'web: painter').agent.name, 'painter');
    assert.equal(findAgent(project, 'build').agent.isBuiltIn, true);
  });

  test('is asked for with the nearest name and the list when there is none', () => {
    refused(
      'reviwer',
      /^There is no agent "reviwer" .* Did you mean "reviewer"\? The agents are: build, .*web: painter\.$/,
    );
    refused('zzzzzz', /^There is no agent "zzzzzz" at this revision\. The agents are: /);
    refused('constructor', /^There is no agent/);
    refused('\u001b[31m::error::', /^There is no agent "\?\[31m::error::"/);
  });

  test('must be named with its folder when two folders have it', () => {
    const two = projectOf({ ...FILES, 'app/.opencode/agent/painter.md': '---\ndescription: Paints\n---\n' });
    assert.throws(() => findAgent(two, 'painter'), /More than one folder has an agent "painter"/);
    assert.equal(findAgent(two, 'app: painter').setUp.folder, 'app');
  });
});

suite('an explanation for people', () => {
  test('names the place of each decision, at every width', () => {
    for (const columns of [80, 120]) {
      const text = renderExplanation(explain('reviewer'), { columns });
      assert.match(text, /^reviewer: subagent, \.opencode\/agent\/reviewer\.md:\d+\n {2}Reviews changes\n/u);
      assert.match(text, /\n {2}edit +deny \(hidden\) +ask +#\d+ \.opencode\/agent\/reviewer\.md:5\n/u);
      assert.match(text, /\^ git anything is allowed by #\d+, the ceiling says ask\n/u);
      assert.match(
        text,
        /#\d+ +deny +bash +rm \* +opencode\.json:3:15\n +\^ never decides: #\d+ comes later/u,
      );
      assert.match(text, /#\d+ +deny +write +\* +opencode\.json:4:5\n +\^ without effect/u);
      assert.match(text, /What the audit has against it\n/u);
      for (const line of text.split('\n')) assert.ok(widthOf(line) <= Math.max(columns, 100), line);
    }
  });

  test('has no colours unless asked for, and the same text with them', () => {
    const plain = renderExplanation(explain('lead'));
    assert.doesNotMatch(plain, /\u001b/u);
    const coloured = renderExplanation(explain('lead'), { colour: true });
    assert.equal(coloured.replaceAll(/\u001b\[\d+m/gu, ''), plain);
  });

  test('is one object in JSON', () => {
    const value = JSON.parse(renderExplanationJson(explain('reviewer'))) as Record<string, unknown>;
    assert.equal(value['version'], 1);
    assert.equal(value['agent'], 'reviewer');
    assert.ok(Array.isArray(value['rules']) && Array.isArray(value['keys']) && Array.isArray(value['reach']));
  });

  test('hostile names and patterns make no command and no escape', () => {
    const next = stringsFrom(randomFrom(73), HOSTILE_PIECES, 6);
    for (let round = 0; round < 60; round += 1) {
      const agent = {
        description: next(),
        permission: { [`k${next()}`]: 'allow', bash: { [next()]: 'allow', '*': 'ask' } },
      };
      const files = { 'opencode.json': JSON.stringify({ agent: { a: agent, [`b${next()}`]: agent } }) };
      const text = renderExplanation(explain('a', files));
      assert.deepEqual(parseLog(text, { names: 'any' }), []);
      assert.match(text.replaceAll(/[\n\t]/gu, ''), /^[^\p{C}\p{Zl}\p{Zp}]*$/u);
    }
  });

  test('ten thousand rules are explained soon', () => {
    const patterns = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`cmd${i} *`, 'allow']));
    const files = { 'opencode.json': JSON.stringify({ agent: { a: { permission: { bash: patterns } } } }) };
    const start = Date.now();
    const text = renderExplanation(explain('a', files));
    assert.ok(text.length < 200_000);
    assert.ok(Date.now() - start < 30_000, `${Date.now() - start} ms`);
  });
});
