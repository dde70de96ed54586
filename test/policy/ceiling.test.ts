import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { type CeilingRule, ceilingOf, DEFAULT_RULES } from '../../src/policy/ceiling.ts';
import { DEFAULT_CEILING } from '../../src/policy/default-ceiling.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { DEFAULT_POLICY } from '../../src/policy/policy.ts';
import { POLICY_SCHEMA } from '../../src/policy/policy-schema.ts';
import { auditOf, TODAY } from '../audit/audit-of.ts';

const PATH = '.github/review-gate.jsonc';
const parse = (text: string) => parsePolicy(new TextEncoder().encode(text), PATH);
const document = (name: string) => readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8');
const shapes = (rules: readonly CeilingRule[] | null) =>
  (rules ?? []).map((rule) => `${rule.permission}[${rule.pattern}]=${rule.action} ${rule.from}:${rule.line}`);

suite('the ceiling of an agent', () => {
  test('is none when the policy sets none', () => {
    assert.equal(ceilingOf(DEFAULT_POLICY, 'a', TODAY), null);
    assert.equal(
      ceilingOf(parse('{ "agents": { "b": { "ceiling": "ask", "reason": "x" } } }'), 'a', TODAY),
      null,
    );
  });

  test('is the default one, then that of the policy, then the exception, each entry with its line', () => {
    const policy = parse(`{
  "ceiling": { "bash": { "*": "ask",
    "npm test": "allow" } },
  "agents": {
    "lead": { "ceiling": { "task": "allow" }, "reason": "It leads." },
    "all": { "ceiling": "allow", "reason": "For the demo." }
  }
}`);
    const own = (agent: string) => shapes(ceilingOf(policy, agent, TODAY)).slice(DEFAULT_RULES.length);
    const general = ['bash[*]=ask policy:2', 'bash[npm test]=allow policy:3'];
    assert.deepEqual(own('any'), general);
    assert.deepEqual(own('lead'), [...general, 'task[*]=allow agent:5']);
    assert.deepEqual(own('all'), [...general, '*[*]=allow agent:6']);
    assert.deepEqual(
      shapes(ceilingOf(policy, 'any', TODAY)).slice(0, DEFAULT_RULES.length),
      shapes(DEFAULT_RULES),
    );
  });

  test('an exception counts on its last day and not after it', () => {
    const policy = parse(
      '{ "ceiling": {}, "agents": { "a": { "ceiling": "allow", "reason": "x", "expires": "2026-06-15" } } }',
    );
    assert.equal(ceilingOf(policy, 'a', '2026-06-15')?.at(-1)?.from, 'agent');
    assert.equal(ceilingOf(policy, 'a', '2026-06-16')?.at(-1)?.from, 'default');
    const late = {
      ...policy,
      agents: { a: { ceiling: 'allow' as const, reason: 'x', expires: '2026-06-14' } },
    };
    const found = auditOf({}, { policy: late }).findings.filter(({ rule }) => rule === 'policy-expired');
    assert.deepEqual(
      found.map(({ path, startLine }) => [path, startLine]),
      [[PATH, 1]],
    );
  });

  test('an agent with the name of an object method has no exception by accident', () => {
    assert.equal(ceilingOf(DEFAULT_POLICY, 'constructor', TODAY), null);
    assert.equal(ceilingOf(DEFAULT_POLICY, '__proto__', TODAY), null);
  });
});

test('the OpenCode version of the policy decides what the files mean', () => {
  const files = { '.opencode/agent/a.md': '---\ndescription: Works\n---\nWork.\n' };
  const message = (text: string) =>
    auditOf(files, { policy: parse(text) }).findings.find(({ rule }) => rule === 'permission-above-ceiling')
      ?.message;
  assert.match(message('{ "ceiling": {} }') ?? '', /read ".env" is asked for/);
  // That version denied .env by itself.
  assert.doesNotMatch(message('{ "ceiling": {}, "opencodeVersion": "1.1.11" }') ?? 'read', /read/);
});

suite('a key of a ceiling that limits nothing is refused', () => {
  const table: readonly (readonly [string, RegExp])[] = [
    ['write', /line 1, column 16: "write" has no effect in OpenCode; write "edit"/],
    ['todoread', /"todoread" has no effect in OpenCode\./],
    ['Bash', /unknown key "Bash"; did you mean "bash"\?/],
    ['bahs', /did you mean "bash"\?/],
    ['bsh', /did you mean "bash"\?/],
    ['edits', /did you mean "edit"\? \(For a tool of that very name write "edits\*"\.\)/],
    ['webFetch', /did you mean "webfetch"\?/],
    ['externalDirectory', /did you mean "external_directory"\?/],
  ];
  for (const [key, expected] of table) {
    test(key, () => {
      assert.throws(() => parse(`{ "ceiling": { "${key}": "deny" } }`), expected);
      const exception = `{ "agents": { "a": { "reason": "x", "ceiling": { "${key}": "deny" } } } }`;
      assert.throws(() => parse(exception), { code: 'policy-invalid' });
    });
  }

  test('the name of a tool that something adds is not', () => {
    for (const key of ['docs_search', 'docs_*', 'lint', 'test', '*', '?ead', 'edits*', 'deploy', 'ba*', '']) {
      assert.ok(parse(`{ "ceiling": { "${key}": "deny" } }`).ceiling);
    }
  });
});

suite('the documents about the policy', () => {
  test('docs/default-policy.jsonc is the default policy, written out', () => {
    const policy = parse(document('default-policy.jsonc'));
    assert.deepEqual(policy.ceiling, DEFAULT_CEILING);
    assert.deepEqual(Object.keys(policy.ceiling ?? {}), Object.keys(DEFAULT_CEILING));
    const { ceiling: _, ...rest } = POLICY_SCHEMA.parse(policyValues(policy));
    assert.deepEqual(rest, POLICY_SCHEMA.parse({}));
  });

  test('docs/policy.md has a row for each key, and examples that the gate accepts', () => {
    const page = document('policy.md');
    const rows = [...page.matchAll(/^\| `(\w+)` \| .* \| .* \|$/gm)].map((match) => match[1]);
    const keys = Object.keys(POLICY_SCHEMA.shape).filter((key) => key !== '$schema');
    assert.deepEqual(rows.slice(0, keys.length), keys);
    for (const [, text = ''] of page.matchAll(/^```jsonc\n([^]*?)^```$/gm))
      assert.equal(parse(text).isDefault, false);
  });

  test('the permission in docs/policy.md puts an agent that says nothing below the default ceiling', () => {
    const config = /^```json\n([^]*?)^```$/m.exec(document('policy.md'))?.[1] ?? '';
    const agent = { '.opencode/agent/a.md': '---\ndescription: Works\n---\nWork.\n' };
    const above = (files: Readonly<Record<string, string>>) =>
      auditOf(files, { policy: parse('{ "ceiling": {} }') }).findings.filter(
        ({ rule }) => rule === 'permission-above-ceiling',
      );
    assert.deepEqual(above({ ...agent, 'opencode.json': config }), []);
    assert.equal(above(agent).length, 1);
  });
});

/** Only what a file can say. */
function policyValues(policy: ReturnType<typeof parse>): Record<string, unknown> {
  const known = new Set(Object.keys(POLICY_SCHEMA.shape));
  return Object.fromEntries(Object.entries(policy).filter(([key]) => known.has(key)));
}
