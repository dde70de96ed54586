import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { ChangedFile } from '../../src/change/change.ts';
import { asset, auditOf, type Files } from './audit-of.ts';
import { changedFiles } from './changed-files.ts';

const agent = (permission: string): string =>
  `---\ndescription: Works\nmode: subagent\n${permission}---\nWork.\n`;
const A = '.opencode/agent/a.md';
const DIFFERENCES = new Set([
  'permission-widened',
  'agent-removed-guard',
  'mcp-added',
  'mcp-changed',
  'plugin-added',
  'model-changed',
  'skill-description-changed',
  'instructions-changed',
  'policy-changed',
]);

type Texts = Readonly<Record<string, string>>;

const between = (base: Texts, head: Texts, files?: readonly ChangedFile[]) => {
  const [before, after] = [base, head].map((texts) =>
    Object.entries(texts).map(([path, text]) => asset(path, text)),
  );
  const changed = files ?? changedFiles(before ?? [], after ?? []);
  return auditOf(head as Files, { base, files: changed }).findings.filter(({ rule }) =>
    DIFFERENCES.has(rule),
  );
};
const said = (base: Texts, head: Texts) =>
  between(base, head).map(
    ({ rule, path, startLine, severity }) => `${rule} ${path}:${startLine} ${severity}`,
  );

suite('what the change lets agents do', () => {
  test('nothing, when both sides are the same or there is nothing to compare with', () => {
    const files = {
      [A]: agent('permission:\n  bash: allow\n'),
      'opencode.json': '{ "plugin": ["a@1.0.0"] }',
    };
    assert.deepEqual(between(files, files), []);
    const alone = auditOf(files).findings.filter(({ rule }) => DIFFERENCES.has(rule));
    assert.deepEqual(alone, []);
  });

  test('from deny to ask weighs less than from deny to allow', () => {
    const to = (action: string) =>
      said({ [A]: agent('permission:\n  bash: deny\n') }, { [A]: agent(`permission:\n  bash: ${action}\n`) });
    assert.deepEqual(to('ask'), [`permission-widened ${A}:5 medium`]);
    assert.deepEqual(to('allow'), [`permission-widened ${A}:5 high`]);
    assert.deepEqual(to('deny'), []);
  });

  test('a rule for all reaches the agents that have none of their own, once', () => {
    const config = (action: string) => `{\n  "permission": {\n    "bash": "${action}"\n  }\n}\n`;
    const own = { [A]: agent('permission:\n  bash: deny\n') };
    const [finding, ...more] = between(
      { 'opencode.json': config('ask'), ...own },
      { 'opencode.json': config('allow'), ...own },
    );
    assert.deepEqual(more, []);
    assert.match(finding?.message ?? '', /"build", "plan", "general"/);
    assert.doesNotMatch(finding?.message ?? '', /"a"/);
    assert.equal(finding?.suggestion, '    "bash": "ask"');
  });

  test('each request is named by the pattern that was written for it', () => {
    const bash = (list: string) => agent(`permission:\n  bash:\n    "*": deny\n${list}`);
    const [finding] = between(
      { [A]: bash('    "git status": allow\n') },
      { [A]: bash('    "git status": allow\n    "git *": allow\n') },
    );
    assert.match(finding?.message ?? '', /"bash git \*"/);
    assert.doesNotMatch(finding?.message ?? '', /git status/);
  });

  test('the key * opens tools that nobody names', () => {
    const base = { [A]: agent('permission:\n  "*": deny\n  read: allow\n') };
    const head = { [A]: agent('permission:\n  "*": allow\n  read: allow\n  bash: deny\n  edit: deny\n') };
    assert.match(between(base, head)[0]?.message ?? '', /"any tool of an MCP server or plugin"|and \d+ more/);
  });

  test('an agent whose file is renamed is compared with what it was', () => {
    const text = agent('permission:\n  bash: deny\n');
    const [file] = changedFiles([], [asset('.opencode/agent/b.md', text)]);
    assert.ok(file);
    const renamed: ChangedFile = { ...file, status: 'renamed', basePath: A };
    const open = agent('permission:\n  bash: allow\n');
    assert.deepEqual(between({ [A]: text }, { '.opencode/agent/b.md': text }, [renamed]), []);
    const [finding] = between({ [A]: text }, { '.opencode/agent/b.md': open }, [renamed]);
    assert.equal(finding?.rule, 'permission-widened');
  });

  test('a new agent is judged against the written rules for all, not against what OpenCode does by default', () => {
    const open = { [A]: agent('permission:\n  bash: allow\n  external_directory: allow\n') };
    assert.deepEqual(said({}, open), []);
    const config = { 'opencode.json': '{ "permission": { "bash": "ask" } }' };
    assert.deepEqual(said(config, { ...config, ...open }), [`permission-widened ${A}:5 high`]);
  });

  test('an agent of a folder is compared with the agent that a start there had', () => {
    const path = 'web/.opencode/agent/a.md';
    const base = { [A]: agent('permission:\n  bash: deny\n') };
    const head = { ...base, [path]: agent('permission:\n  edit: deny\n') };
    assert.deepEqual(said(base, head), []);
    const other = {
      'web/.opencode/opencode.json': '{ "agent": { "a": { "permission": { "bash": "allow" } } } }',
    };
    // The .opencode of the root comes after the one of the folder.
    assert.deepEqual(said(base, { ...base, ...other }), []);
    const own = {
      'web/.opencode/opencode.json': '{ "agent": { "a": { "permission": { "edit": "allow" } } } }',
    };
    const shut = {
      [A]: agent('permission:\n  bash: deny\n'),
      'opencode.json': '{ "permission": { "edit": "deny" } }',
    };
    assert.deepEqual(
      between(shut, { ...shut, ...own }).map(({ rule, path: at }) => `${rule} ${at}`),
      ['permission-widened web/.opencode/opencode.json'],
    );
  });

  test('a restriction is gone when the file that had it is gone', () => {
    const config = { 'opencode.json': '{ "permission": { "bash": "deny" } }' };
    assert.deepEqual(said(config, {}), ['agent-removed-guard opencode.json:0 high']);
  });

  test('accepting a finding accepts what it says, and nothing that comes later', () => {
    const bash = (list: string) => ({ [A]: agent(`permission:\n  bash:\n    "*": deny\n${list}`) });
    const one = between(bash(''), bash('    "git status": allow\n'))[0]?.id;
    const two = between(bash(''), bash('    "git *": allow\n'))[0]?.id;
    const all = between({ [A]: agent('permission:\n  bash: ask\n') }, bash('    "git status": allow\n'))[0]
      ?.id;
    assert.equal(new Set([one, two, all]).size, 3);
    assert.equal(
      between(bash(''), bash('    "git  status": allow\n').valueOf() as Texts)[0]?.rule,
      'permission-widened',
    );
  });

  test('more than can be compared is a finding, soon', () => {
    const rules = (action: string) =>
      JSON.stringify({
        permission: {
          bash: Object.fromEntries(
            Array.from({ length: 5_000 }, (_, i) => [`${'*a'.repeat(100)}${i}`, action]),
          ),
        },
      });
    const start = Date.now();
    const found = between({ 'opencode.json': rules('deny') }, { 'opencode.json': rules('allow') });
    assert.ok(found.some(({ rule }) => rule === 'agent-removed-guard' || rule === 'permission-widened'));
    assert.ok(Date.now() - start < 15_000);
  });
});

suite('the other differences', () => {
  test('a server that only moves or is described in another order of files is the same', () => {
    const mcp = '{ "mcp": { "s": { "type": "local", "command": ["node", "s.js"] } } }';
    assert.deepEqual(said({ 'opencode.json': mcp }, { '.opencode/opencode.json': mcp }), []);
  });

  test('a server that is off on both sides is nobody’s concern', () => {
    const mcp = (command: string) =>
      `{ "mcp": { "s": { "type": "local", "enabled": false, "command": ["${command}"] } } }`;
    assert.deepEqual(said({ 'opencode.json': mcp('a') }, { 'opencode.json': mcp('b') }), []);
  });

  test('the values of a changed server are not told', () => {
    const mcp = (token: string) =>
      `{ "mcp": { "s": { "type": "remote", "url": "https://s.example.org/", "headers": { "Authorization": "${token}" } } } }`;
    const [finding] = between({ 'opencode.json': mcp('Bearer one') }, { 'opencode.json': mcp('Bearer two') });
    assert.match(finding?.message ?? '', /other headers/);
    assert.doesNotMatch(finding?.message ?? '', /Bearer/);
  });

  test('a workflow counts as the gate’s also when the pull request takes the gate out', () => {
    const path = '.github/workflows/ci.yml';
    const gate = 'jobs:\n  a:\n    steps:\n      - uses: acme/opencode-review-gate@v1\n';
    assert.deepEqual(said({ [path]: gate }, { [path]: 'jobs: {}\n' }), [`policy-changed ${path}:0 medium`]);
    assert.deepEqual(said({ [path]: gate }, {}), [`policy-changed ${path}:0 medium`]);
    assert.deepEqual(said({ [path]: 'jobs: {}\n' }, { [path]: '# opencode-review-gate\njobs: {}\n' }), []);
  });

  test('a skill that moves keeps its description; another description is told wherever it is', () => {
    const skill = (text: string) => `---\nname: s\ndescription: ${text}\n---\nDo.\n`;
    const [from, to] = ['.opencode/skill/s/SKILL.md', '.opencode/skills/s/SKILL.md'];
    assert.deepEqual(said({ [from]: skill('One') }, { [to]: skill('One') }), []);
    assert.deepEqual(said({ [from]: skill('One') }, { [to]: skill('Two') }), [
      `skill-description-changed ${to}:3 low`,
    ]);
  });

  test('a model that is no longer named is told where it was', () => {
    const model = { 'opencode.json': '{ "model": "a/b" }' };
    assert.deepEqual(said(model, { 'opencode.json': '{}' }), ['model-changed opencode.json:0 low']);
  });
});
