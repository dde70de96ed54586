import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { gitRepository } from '../../src/adapters/git/git-repository.ts';
import { hash } from '../../src/adapters/hash.ts';
import { secretScanner } from '../../src/adapters/secrets/secret-scanner.ts';
import type { Request } from '../../src/gate/read-subject.ts';
import { gate } from '../../src/gate.ts';
import type { Agent } from '../../src/ports.ts';
import { renderAnnotations } from '../../src/report/annotations.ts';
import { renderJson } from '../../src/report/json.ts';
import { renderSarif } from '../../src/report/sarif.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { renderText } from '../../src/report/text.ts';
import type { Outcome } from '../../src/verdict/verdict.ts';
import { type Cleaner, makeRepository } from '../adapters/git/make-repository.ts';

const PASSWORD = 'Xk2vQ9pL7wR4';
const LINE = `const db = connect('postgres://app:${PASSWORD}@db.example.org/app');`;
const CONFIG = `{ "mcp": { "t": { "type": "local", "command": ["npx", "t", "https://ci:${PASSWORD}@t.example.org/"] } } }\n`;
const NO_USAGE = { input: 0, output: 0, cached: 0, costUsd: 0 };

/** An agent that says what it was shown, credential and all. */
const SPEAKS: Agent = {
  prepare: () => Promise.resolve(),
  open: () =>
    Promise.resolve({
      view: '/view',
      ask: () => Promise.resolve({ outcome: 'answered', text: REPORT, usage: NO_USAGE, toolCalls: [] }),
      close: () => Promise.resolve(),
    }),
  settle: () => Promise.resolve({ usage: NO_USAGE, trouble: null }),
  close: () => Promise.resolve(),
};

const REPORT = JSON.stringify({
  version: 1,
  summary: `There is a password: ${LINE}`,
  findings: [
    {
      path: 'src/db.ts',
      startLine: 1,
      severity: 'high',
      confidence: 'high',
      category: 'security',
      title: 'A password in code',
      message: `Anyone can read postgres://app:${PASSWORD}@db.example.org/app here.`,
      evidence: LINE,
      suggestion: LINE.replace('const', 'export const'),
    },
  ],
  reviewed: ['src/db.ts', 'opencode.json'],
});

suite('credentials in a change', () => {
  test('block it, and appear in nothing that is published', async (t) => {
    const outcome = await judge(t, LINE, CONFIG);
    assert.equal(outcome.verdict, 'block');
    const rules = outcome.audit.findings.map((finding) => finding.rule);
    assert.ok(rules.includes('secret-in-change') && rules.includes('secret-in-asset'));
    assert.equal(outcome.review.findings.length, 1);
    for (const [name, text] of Object.entries(surfaces(outcome))) assert.ok(!text.includes(PASSWORD), name);
    assert.match(
      outcome.review.findings[0]?.evidence ?? '',
      /^const db = connect\('postgres:\/\/\[secret \d: [^\]]*\]@db\.example\.org/,
    );
    assert.equal(outcome.review.findings[0]?.suggestion, undefined);
  });

  test('are what is hidden: the same words without one are published as they are', async (t) => {
    const outcome = await judge(
      t,
      LINE.replace(PASSWORD, '$PASSWORD'),
      CONFIG.replace(PASSWORD, '{env:PASSWORD}'),
    );
    assert.ok(surfaces(outcome).json.includes('t.example.org'));
    assert.deepEqual(
      outcome.audit.findings.filter((finding) => finding.rule.startsWith('secret-in-')),
      [],
    );
  });
});

async function judge(t: Cleaner, line: string, config: string): Promise<Outcome> {
  const git = makeRepository(t);
  const base = git.commit({ 'README.md': '# Service\n' });
  const head = git.commit({ 'src/db.ts': `${line}\n`, 'opencode.json': config });
  const repository = gitRepository({ directory: git.directory, fetch: 'never' });
  t.after(() => void repository.close());
  return gate(requestFor(base, head), {
    repository,
    agent: SPEAKS,
    secrets: secretScanner(),
    publisher: { publish: () => Promise.resolve() },
    trail: { record: () => undefined },
    progress: { step: () => undefined },
    hash,
  });
}

function requestFor(base: string, head: string): Request {
  return {
    base,
    head,
    policyPath: '.github/review-gate.jsonc',
    policyBytes: null,
    review: 'required',
    againstNothing: false,
    agent: '',
    failOn: null,
    today: '2026-06-15',
    fence: '0123456789abcdef01234567',
    signal: new AbortController().signal,
  };
}

function surfaces(outcome: Outcome) {
  return {
    json: renderJson(outcome),
    sarif: renderSarif(outcome, { version: '0.1.0', informationUri: 'https://example.org/' }),
    summary: renderSummary(outcome),
    text: renderText(outcome),
    annotations: renderAnnotations(outcome).lines.join('\n'),
    whole: JSON.stringify(outcome),
  };
}
