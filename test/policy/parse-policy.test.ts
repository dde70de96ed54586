import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { POLICY_SCHEMA_FILE, renderPolicySchema } from '../../scripts/policy-schema.ts';
import { GateError } from '../../src/errors.ts';
import { expiredEntries, isCurrent } from '../../src/policy/expired.ts';
import { nearest } from '../../src/policy/nearest.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { DEFAULT_POLICY } from '../../src/policy/policy.ts';

const PATH = '.github/review-gate.jsonc';
const parse = (text: string) => parsePolicy(new TextEncoder().encode(text), PATH);

const FULL = `{
  // who may do what
  "$schema": "./policy.schema.json",
  "ceiling": { "bash": "ask", "read": { "*": "allow", "*.env": "deny" } },
  "agents": { "build": { "ceiling": { "bash": "allow" }, "reason": "It builds." } },
  "mcp": [{ "name": "docs", "command": ["npx", "docs@1.2.3"], "reason": "Manuals.", "expires": "2027-01-01" }],
  "plugins": [{ "plugin": "log@1.0.0", "reason": "Logs." }],
  "rules": { "mcp-unpinned": "medium", "edit-in-reviewer": "off" },
  "review": { "include": ["src/**"], "exclude": ["*.lock"], "failOn": "critical", "minConfidence": "medium", "maxFindings": 5, "guidance": "Be brief." },
  "limits": { "requests": 1, "requestsPerMinute": 2, "inputTokens": 3, "outputTokens": 4, "costUsd": 0.5, "minutes": 6, "parallelRuns": 2 },
  "accepted": [{ "fingerprint": "0123456789abcdef0123456789abcdef", "reason": "Known.", "expires": "2026-12-31" }],
  "contest": { "command": "/review-gate accept", "label": "gate: accepted", "roles": ["admin", "security"], "codeOwnerFor": ["widening", "agent", "mcp-added"] },
  "auditExisting": "block",
  "opencodeVersion": "1.18.33",
}`;

/** Text → what the message must hold. */
const INVALID: readonly (readonly [string, RegExp])[] = [
  ['', /line 1, column 1: the file is empty/],
  [' ', /line 1, column \d/],
  ['{', /line 1, column 2: close brace expected/],
  ['[]', /line 1, column 1: the policy: expected object/],
  ['{\n  "revew": {}\n}', /line 2, column 3: unknown key "revew"; did you mean "review"\?/],
  ['{ "review": { "failon": "high" } }', /line 1, column 15: unknown key "failon"; did you mean "failOn"\?/],
  ['{ "limits": { "request": 1 } }', /unknown key "request"; did you mean "requests"\?/],
  [
    '{ "rules": { "bash-unrestrictd": "off" } }',
    /column 14: unknown key "bash-unrestrictd"; did you mean "bash-unrestricted"\?/,
  ],
  ['{ "rules": { "mcp-unpinned": "none" } }', /column 14: "rules\.mcp-unpinned": .*"off"/],
  ['{ "review": { "failOn": "sometimes" } }', /"review\.failOn": expected one of "critical"\|"high"/],
  ['{ "contest": {} }', /"contest": expected a command or a label, or nobody can accept anything/],
  ['{ "contest": { "comand": "/ok" } }', /unknown key "comand"; did you mean "command"\?/],
  ['{ "contest": { "command": "accept" } }', /"contest\.command": expected words behind a slash/],
  ['{ "contest": { "command": "/a  b" } }', /"contest\.command": /],
  ['{ "contest": { "label": "x", "roles": [] } }', /"contest\.roles": /],
  ['{ "contest": { "label": "x", "roles": ["admin", "read"] } }', /"contest\.roles\.1": .*not everyone has/],
  ['{ "contest": { "label": "x", "roles": ["None"] } }', /"contest\.roles\.0": .*not everyone has/],
  ['{ "contest": { "label": "x", "codeOwnerFor": ["all"] } }', /"contest\.codeOwnerFor\.0": /],
  ['{ "limits": { "minutes": 0 } }', /"limits\.minutes": /],
  ['{ "limits": { "requests": 1.5 } }', /"limits\.requests": /],
  ['{ "limits": { "requests": 1e999 } }', /"limits\.requests": /],
  [
    '{ "accepted": [{ "fingerprint": "0123456789abcdef", "reason": "x", "expire": "2026-01-01" }] }',
    /unknown key "expire"; did you mean "expires"\?/,
  ],
  ['{ "accepted": [{ "fingerprint": "0123456789abcdef" }] }', /"accepted\.0\.reason": expected string/],
  ['{ "accepted": [{ "fingerprint": "0123456789abcdef", "reason": " " }] }', /"accepted\.0\.reason"/],
  ['{ "accepted": [{ "fingerprint": "latest", "reason": "x" }] }', /fingerprint of a finding/],
  [
    '{ "accepted": [{ "fingerprint": "0123456789abcdef", "reason": "x", "expires": "2026-02-30" }] }',
    /"accepted\.0\.expires"/,
  ],
  [
    '{ "accepted": [{ "fingerprint": "0123456789abcdef", "reason": "x", "expires": "soon" }] }',
    /"accepted\.0\.expires"/,
  ],
  [
    '{ "accepted": [{ "fingerprint": "0123456789abcdef", "reson": "x" }] }',
    /column 53: unknown key "reson"; did you mean "reason"\?/,
  ],
  [
    '{ "mcp": [{ "name": "x", "cmd": ["a"], "reason": "r" }] }',
    /column 26: unknown key "cmd"; the keys here are "name", "command", "url", "reason", "expires"\./,
  ],
  ['{ "ceiling": { "bsh": "ask" } }', /unknown key "bsh"; did you mean "bash"\? \(.* "bsh\*"\.\) Correct/],
  [
    '{\n  "ceiling": "ask",\n  "ceiling": "allow"\n}',
    /line 3, column 3: the key "ceiling" is here twice; line 2 has it already\./,
  ],
  [
    '{ "rules": { "mcp-shell": "off", "mcp-shell": "high" } }',
    /column 34: the key "mcp-shell" is here twice/,
  ],
  ['{ "accepted": [{ "fingerprint": "0123456789abcdef" }] }', /expected string, and it is missing\./],
  [
    '{ "accepted": [{ "fingerprint": "0123456789abcdef", "reason": "" }] }',
    /expected some text, and it is empty/,
  ],
  [
    '{ "plugins": [{ "plugin": "a", "reason": "r", "expires": "soon" }] }',
    /expected a date such as 2026-12-31\./,
  ],
  ['{ "ceiling": { "bash": "never" } }', /"ceiling\.bash": /],
  ['{ "ceiling": { "bash": { "git *": true } } }', /"ceiling\.bash\.git \*": /],
  ['{ "agents": { "a": { "ceiling": "ask" } } }', /"agents\.a\.reason"/],
  ['{ "opencodeVersion": "latest" }', /exact version/],
  ['{ "auditExisting": "hide" }', /expected one of "block"\|"report"\|"off"/],
  ['{ "__proto__": { "isDefault": true } }', /column 3: unknown key "__proto__"/],
  ['{ "agents": { "__proto__": {} } }', /unknown key "__proto__"/],
  ['{ "a\\u001b[31m\\n::error::b": 1 }', /unknown key "a\?\[31m\?::error::b"/],
  ['['.repeat(100_000), /nested deeper/],
];

suite('a policy file', () => {
  test('no file means safe defaults, and says so', () => {
    const policy = parsePolicy(null, 'other.jsonc');
    assert.deepEqual([policy.isDefault, policy.path, policy.review.failOn], [true, 'other.jsonc', 'high']);
    assert.deepEqual(policy.limits, DEFAULT_POLICY.limits);
  });

  test('every key is read, with comments and trailing commas', () => {
    const policy = parse(FULL);
    assert.equal(policy.isDefault, false);
    assert.deepEqual(policy.review.include, ['src/**']);
    assert.deepEqual(policy.rules, { 'mcp-unpinned': 'medium', 'edit-in-reviewer': 'off' });
    assert.equal(policy.limits.costUsd, 0.5);
    assert.equal(policy.agents['build']?.reason, 'It builds.');
    assert.equal(policy.lineOf(['accepted', 0, 'expires']), 11);
    assert.match(policy.lines[10] ?? '', /"expires"/);
  });

  test('an empty object and a byte order mark give the defaults', () => {
    for (const text of ['{}', '\uFEFF{}', '// nothing\n{ "review": {}, "limits": {} }']) {
      assert.deepEqual(parse(text).review, DEFAULT_POLICY.review);
      assert.deepEqual(parse(text).limits, DEFAULT_POLICY.limits);
    }
  });

  for (const [text, expected] of INVALID) {
    test(`is refused with its place: ${text.slice(0, 60)}`, () => {
      assert.throws(
        () => parse(text),
        (error) =>
          error instanceof GateError && error.code === 'policy-invalid' && expected.test(error.message),
      );
    });
  }

  test('bytes that are not UTF-8, or too many, are refused', () => {
    for (const bytes of [new Uint8Array([0x7b, 0xff, 0x7d]), new Uint8Array(2 * 1024 * 1024)]) {
      assert.throws(() => parsePolicy(bytes, PATH), { code: 'policy-invalid' });
    }
  });

  test('no key reaches a prototype', () => {
    const policy = parse('{ "agents": { "constructor": { "ceiling": "deny", "reason": "x" } } }');
    assert.equal(policy.agents['constructor']?.reason, 'x');
    assert.equal('reason' in {}, false);
  });
});

suite('dates', () => {
  test('the last day is included', () => {
    assert.equal(isCurrent({ expires: '2026-06-15' }, '2026-06-15'), true);
    assert.equal(isCurrent({ expires: '2026-06-15' }, '2026-06-16'), false);
    assert.equal(isCurrent({}, '2999-01-01'), true);
  });

  test('every expired entry is listed', () => {
    assert.deepEqual(
      expiredEntries(parse(FULL), '2027-01-02').map((entry) => entry.list),
      ['mcp', 'accepted'],
    );
  });
});

suite('the nearest known name', () => {
  test('is found for a slip and not for something else', () => {
    assert.equal(nearest('exlude', ['include', 'exclude']), 'exclude');
    assert.equal(nearest('xyz', ['include', 'exclude']), null);
    assert.equal(nearest('a'.repeat(100_000), ['a']), null);
  });
});

test('the JSON Schema in docs is the one that the parser uses; node scripts/policy-schema.ts writes it', () => {
  assert.equal(readFileSync(POLICY_SCHEMA_FILE, 'utf8'), renderPolicySchema());
});
