import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { explainAgent } from '../../src/audit/explain/explain-agent.ts';
import { findAgent } from '../../src/audit/explain/find-agent.ts';
import type { RuleId } from '../../src/audit/rule-ids.ts';
import { parseProject } from '../../src/opencode/project.ts';
import { semanticsOf } from '../../src/opencode/semantics-of.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { renderExplanation } from '../../src/report/explain/text.ts';
import type { AuditResult } from '../../src/verdict/verdict.ts';
import { assetsOf, auditOf, TODAY } from './audit-of.ts';

const PINNED = '1.18.33';
const SECOND = '2.0.0';

const policyAs = (version: string, more: object = {}): Policy =>
  parsePolicy(
    new TextEncoder().encode(JSON.stringify({ opencodeVersion: version, ...more })),
    '.github/review-gate.jsonc',
  );
const config = (value: object) => ({ 'opencode.json': JSON.stringify(value, null, 2) });
const agentWith = (permission: object, more: object = {}) =>
  config({ permission: { edit: 'ask' }, agent: { a: { mode: 'subagent', permission, ...more } } });

type Texts = Readonly<Record<string, string>>;

function auditAs(version: string, files: Texts, base?: Texts, more: object = {}): AuditResult {
  return auditOf(files, { policy: policyAs(version, more), ...(base === undefined ? {} : { base }) });
}

const rulesOf = (result: AuditResult): readonly string[] => result.findings.map(({ rule }) => rule);
const firesAs = (version: string, rule: RuleId, files: Texts, base?: Texts): boolean =>
  rulesOf(auditAs(version, files, base)).includes(rule);
const messageAs = (version: string, rule: RuleId, files: Texts): string =>
  auditAs(version, files).findings.find((finding) => finding.rule === rule)?.message ?? '';

const allOf = (rule: RuleId, { findings }: AuditResult): string =>
  findings.flatMap((finding) => (finding.rule === rule ? [finding.message] : [])).join('\n');

/** The rule, the files, a version in which it fires and one in which it must not. */
function differs(rule: RuleId, files: Texts, fires: string, quiet: string): void {
  assert.equal(firesAs(fires, rule, files), true, `${rule} as ${fires}`);
  assert.equal(firesAs(quiet, rule, files), false, `${rule} as ${quiet}`);
}

suite('version 2 in the policy', () => {
  const all = (action: string, effect: string, resource = '*') => ({ action, resource, effect });
  const docs = { docs: { type: 'remote', url: 'https://docs.example.com/mcp' } };

  test('the tools of a server are limited by a list that the pinned version refuses', () => {
    const files = config({ permissions: [all('docs_*', 'ask')], mcp: docs });
    differs('mcp-tools-open', files, PINNED, SECOND);
    const open = config({ permissions: [all('edit', 'ask')], mcp: docs });
    assert.match(messageAs(SECOND, 'mcp-tools-open', open), /^Every agent of OpenCode's own that/);
    const wide = config({ permissions: [all('*', 'allow')], mcp: docs });
    assert.match(messageAs(SECOND, 'mcp-tools-open', wide), /^Every agent that/);
  });

  test('an agent of the team begins with a question, not with OpenCode’s own rules', () => {
    const files = { '.opencode/agents/a.md': '---\ndescription: Works\n---\nWork.\n' };
    differs('bash-unrestricted', files, PINNED, SECOND);
    const read = { '.opencode/agents/a.md': '---\ndescription: Works\npermission:\n  read: allow\n---\n' };
    assert.match(messageAs(PINNED, 'env-guard-removed', read), /the built-in "\*\.env": "ask"/);
    assert.match(messageAs(SECOND, 'env-guard-removed', read), /this rule allows it/);
  });

  test('a list is judged like a map: what comes later undoes what stands before it', () => {
    const files = config({ permissions: [all('bash', 'deny', 'rm *'), all('bash', 'allow')] });
    differs('rule-shadowed', files, SECOND, PINNED);
  });

  test('a key without effect in a list is one, too', () => {
    const list = [all('edit', 'allow'), all('write', 'deny')];
    const files = config({ permissions: list });
    const finding = auditAs(SECOND, files).findings.find(({ rule }) => rule === 'rule-dead');
    assert.equal(finding?.startLine, 9);
    assert.equal(finding?.suggestion, undefined, 'edit is in the list already');
    const alone = config({ permissions: [all('write', 'deny'), all('*', 'allow')] });
    const offered = auditAs(SECOND, alone).findings.find(({ rule }) => rule === 'rule-dead');
    assert.equal(offered?.suggestion, '      "action": "edit",');
    assert.equal(firesAs(PINNED, 'rule-dead', files), false);
  });

  test('its keys are known, and slips of them are not', () => {
    const files = config({ plugins: ['x@1.0.0'], providers: {}, agents: { a: { disabled: true } } });
    differs('config-unknown-key', files, PINNED, SECOND);
    assert.equal(firesAs(SECOND, 'config-unknown-key', config({ permisions: [] })), true);
    assert.match(messageAs(SECOND, 'config-unknown-key', config({ permisions: [] })), /^OpenCode 2\.0\.0 /);
  });

  test('front matter with keys of both versions loses its list, and a pure one does not', () => {
    const rule = '  - { action: bash, resource: "*", effect: deny }';
    const pure = { '.opencode/agents/a.md': `---\npermissions:\n${rule}\n---\nWork.\n` };
    differs('v2-permissions-ignored', pure, PINNED, SECOND);
    const mixed = { '.opencode/agents/a.md': `---\ntemperature: 0.1\npermissions:\n${rule}\n---\nWork.\n` };
    assert.match(messageAs(SECOND, 'v2-permissions-ignored', mixed), /reads this as version 1/);
    const map = { '.opencode/agents/a.md': '---\npermissions:\n  bash: deny\n---\nWork.\n' };
    assert.match(messageAs(SECOND, 'v2-permissions-ignored', map), /takes a list/);
    const empty = { '.opencode/agents/a.md': '---\npermissions: []\n---\nWork.\n' };
    assert.equal(firesAs(SECOND, 'v2-permissions-ignored', empty), false);
  });

  test('a configuration that mixes both loses its list, and so does one that is read as no version', () => {
    const list = [all('bash', 'deny')];
    const mixed = config({ permission: { edit: 'deny' }, permissions: list });
    assert.match(messageAs(SECOND, 'v2-permissions-ignored', mixed), /reads this as version 1/);
    const dropped = config({ skills: {}, permissions: list });
    assert.match(messageAs(SECOND, 'v2-permissions-ignored', dropped), /drops this file/);
    assert.equal(firesAs(SECOND, 'v2-permissions-ignored', config({ permissions: list })), false);
  });

  test('what a workflow sets is read in its words', () => {
    const content = JSON.stringify({ permissions: [all('bash', 'allow')] });
    const workflow = `on: push\njobs:\n  a:\n    steps:\n      - run: opencode run x\n        env:\n          OPENCODE_CONFIG_CONTENT: '${content}'\n`;
    differs('workflow-auto-approve', { '.github/workflows/a.yml': workflow }, SECOND, PINNED);
  });
});

suite('older versions in the policy', () => {
  const bash = (patterns: object) => agentWith({ edit: 'ask', bash: patterns });

  test('before 1.1 the longest pattern decides, wherever it stands', () => {
    const files = bash({ 'rm -rf *': 'deny', '*': 'allow' });
    // As the pinned version the denial is never reached; before 1.1 it is a list of forbidden commands.
    differs('bash-unrestricted', files, PINNED, '1.0.185');
    differs('bash-deny-list', files, '1.0.185', PINNED);
    differs('rule-shadowed', files, PINNED, '1.0.185');
    const last = bash({ 'git *': 'allow', '*': 'deny' });
    differs('bash-pattern-escapes', last, '1.0.185', PINNED);
  });

  test('before 1.1 a cell of the matrix depends on the patterns in any order', () => {
    const files = bash({ 'rm -rf *': 'deny', '*': 'allow' });
    const cellAs = (version: string) =>
      auditAs(version, files).matrix.find(({ agent }) => agent === 'a')?.cells['bash'];
    assert.deepEqual([cellAs(PINNED), cellAs('1.0.185')], ['allow', 'pattern']);
    const open = bash({ 'rm -rf *': 'allow', '*': 'allow' });
    const changedAs = (version: string) =>
      auditAs(version, open, files).matrix.find(({ agent }) => agent === 'a')?.status;
    assert.deepEqual([changedAs(PINNED), changedAs('1.0.185')], ['same', 'changed']);
    assert.equal(firesAs(PINNED, 'permission-widened', open, files), false);
    assert.equal(firesAs('1.0.185', 'permission-widened', open, files), true);
  });

  test('before 1.1 a ceiling is compared with what the longest pattern decides', () => {
    const ceiling = { ceiling: { bash: 'deny' } };
    const above = (version: string, patterns: object) =>
      allOf('permission-above-ceiling', auditAs(version, bash(patterns), undefined, ceiling));
    const files = { 'git status': 'allow', '*': 'deny' };
    assert.doesNotMatch(above(PINNED, files), /bash/);
    assert.match(above('1.0.185', files), /bash "git status" is allowed, the ceiling says deny/);
  });

  test('before 1.1.65 a blank and a star at the end need an argument', () => {
    const files = bash({ '*': 'deny', ls: 'allow', 'ls *': 'deny' });
    const ceiling = { ceiling: { bash: 'deny' } };
    const above = (version: string) =>
      allOf('permission-above-ceiling', auditAs(version, files, undefined, ceiling));
    assert.doesNotMatch(above(PINNED), /bash/);
    assert.match(above('1.1.11'), /bash "ls" is allowed/);
    // Since 1.1.65 the second rule undoes the first one.
    differs('rule-shadowed', files, PINNED, '1.1.11');
  });

  test('before 1.1.65 the remedy for a bare command has no blank', () => {
    const files = bash({ '*': 'ask', 'rm *': 'ask', 'git *': 'allow', 'git push': 'deny' });
    const remedyAs = (version: string) =>
      auditAs(version, files).findings.find(({ rule }) => rule === 'bare-command-pattern')?.remedy ?? '';
    assert.match(remedyAs(PINNED), /"git push \*"/);
    assert.match(remedyAs('1.1.11'), /"git push\*"/);
  });

  test('before 1.1.65 a rule for reading takes away a denial', () => {
    const files = agentWith({ edit: 'ask', bash: 'ask', read: 'allow' });
    assert.match(messageAs('1.1.11', 'env-guard-removed', files), /"\*\.env": "deny"/);
  });

  test('before 1.1 most permissions of a workflow are dropped', () => {
    const workflow = (permission: string) => ({
      '.github/workflows/a.yml': `on: push\njobs:\n  a:\n    steps:\n      - run: opencode run x\n        env:\n          OPENCODE_PERMISSION: '${permission}'\n`,
    });
    differs('workflow-auto-approve', workflow('{"*":"allow"}'), PINNED, '1.0.185');
    assert.equal(firesAs('1.0.185', 'workflow-auto-approve', workflow('{"bash":"allow"}')), true);
  });

  test('from 1.14.46 to 1.17 a started agent inherits what its caller is denied', () => {
    const files = config({
      permission: { bash: 'ask', edit: 'ask' },
      agent: { lead: { mode: 'primary', permission: { bash: 'deny', edit: 'deny', task: 'allow' } } },
    });
    const open = {
      'opencode.json': files['opencode.json'].replace(
        '"agent": {',
        '"agent": { "w": { "permission": { "bash": "allow" } },',
      ),
    };
    differs('task-escalates', open, PINNED, '1.17.0');
  });

  test('in 1.18.23 a configuration drops "permissions" in silence', () => {
    const files = config({ permissions: { bash: 'deny' } });
    const finding = auditAs('1.18.23', files).findings.find(({ rule }) => rule === 'v2-permissions-ignored');
    assert.match(finding?.message ?? '', /1\.18\.23 drops "permissions" from a configuration/);
    assert.equal(finding?.suggestion, '  "permission": {');
    assert.equal(firesAs('1.18.23', 'config-invalid', files), false);
    differs('v2-permissions-ignored', files, '1.18.23', PINNED);
    assert.equal(firesAs(PINNED, 'config-invalid', files), true);
  });

  test('before 1.18.23 a key that is not known stops OpenCode', () => {
    const files = config({ permision: { bash: 'deny' } });
    assert.match(messageAs('1.14.34', 'config-unknown-key', files), /it refuses to start\.$/);
    assert.match(messageAs(PINNED, 'config-unknown-key', files), /has no effect\.$/);
  });
});

suite('an explanation as another version', () => {
  const files = agentWith({ edit: 'ask', bash: { 'rm -rf *': 'deny', '*': 'allow' } });

  function explainAs(version: string) {
    const project = parseProject(assetsOf(files), semanticsOf(version));
    return explainAgent({
      ...findAgent(project, 'a'),
      policy: policyAs(version),
      today: TODAY,
      findings: [],
    });
  }

  test('says which rule decides there', () => {
    const stateAs = (version: string) =>
      explainAs(version).rules.find(({ pattern }) => pattern === 'rm -rf *')?.state;
    assert.deepEqual([stateAs(PINNED), stateAs('1.0.185')], ['shadowed', 'decides']);
    assert.match(renderExplanation(explainAs('1.0.185')), /the longest pattern decides/);
    assert.match(renderExplanation(explainAs('1.0.185')), /as OpenCode 1\.0\.185 reads it/);
    assert.match(renderExplanation(explainAs(PINNED)), /the last one decides/);
  });
});
