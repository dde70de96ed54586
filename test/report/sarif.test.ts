import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { uriOf } from '../../src/report/sarif/uri.ts';
import { renderSarif } from '../../src/report/sarif.ts';
import { randomFrom, stringsFrom } from '../emulators/random.ts';
import { HOSTILE_PIECES } from './hostile-pieces.ts';
import { finding, outcome } from './sample.ts';

const SETTINGS = { version: '0.1.0', informationUri: 'https://github.com/example/opencode-review-gate' };

const text = z.strictObject({ text: z.string().min(1) });
const level = z.enum(['error', 'warning', 'note']);

/** What GitHub's code scanning needs of SARIF 2.1.0, with every key that is not expected refused. */
const SARIF = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z.tuple([
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.string(),
          semanticVersion: z.string(),
          informationUri: z.url(),
          rules: z.array(
            z.strictObject({
              id: z.string().min(1),
              name: z.string(),
              shortDescription: text,
              fullDescription: text,
              help: z.strictObject({ text: z.string().min(1), markdown: z.string().min(1) }),
              helpUri: z.url().optional(),
              defaultConfiguration: z.strictObject({ level }),
              properties: z.strictObject({
                tags: z.array(z.string()).max(10),
                precision: z.enum(['very-high', 'high', 'medium', 'low']),
                'security-severity': z
                  .string()
                  .regex(/^\d+\.\d$/u)
                  .optional(),
              }),
            }),
          ),
        }),
      }),
      columnKind: z.literal('utf16CodeUnits'),
      originalUriBaseIds: z.strictObject({ '%SRCROOT%': z.strictObject({ description: text }) }),
      invocations: z.tuple([
        z.strictObject({
          executionSuccessful: z.boolean(),
          toolExecutionNotifications: z.array(
            z.strictObject({
              level,
              descriptor: z.strictObject({ id: z.string() }).optional(),
              message: text,
            }),
          ),
        }),
      ]),
      results: z
        .array(
          z.strictObject({
            ruleId: z.string(),
            ruleIndex: z.int().nonnegative(),
            level,
            message: text,
            locations: z.tuple([
              z.strictObject({
                physicalLocation: z.strictObject({
                  artifactLocation: z.strictObject({
                    uri: z.string().regex(/^[\w.~!*'()/%-]+$/u),
                    uriBaseId: z.literal('%SRCROOT%'),
                  }),
                  region: z.strictObject({ startLine: z.int().min(1), endLine: z.int().min(1) }),
                }),
              }),
            ]),
            partialFingerprints: z.record(z.string(), z.string().min(1)),
            suppressions: z
              .array(
                z.strictObject({
                  kind: z.literal('external'),
                  status: z.literal('accepted'),
                  justification: z.string(),
                }),
              )
              .optional(),
            fixes: z
              .tuple([
                z.strictObject({
                  description: text,
                  artifactChanges: z.tuple([
                    z.strictObject({
                      artifactLocation: z.strictObject({
                        uri: z.string(),
                        uriBaseId: z.literal('%SRCROOT%'),
                      }),
                      replacements: z.tuple([
                        z.strictObject({
                          deletedRegion: z.strictObject({ startLine: z.int(), endLine: z.int() }),
                          insertedContent: z.strictObject({ text: z.string() }),
                        }),
                      ]),
                    }),
                  ]),
                }),
              ])
              .optional(),
            properties: z.record(z.string(), z.string()),
          }),
        )
        .max(5_000),
      properties: z.strictObject({ verdict: z.string() }),
    }),
  ]),
});

const parse = (source: string) => SARIF.parse(JSON.parse(source)).runs[0];

test('each result names its rule, level, place and fingerprint', () => {
  const rule = finding({
    source: 'rule',
    rule: 'bash-unrestricted',
    severity: 'critical',
    path: '.opencode/agent/a b.md',
  });
  const run = parse(
    renderSarif(
      outcome({
        audit: { findings: [rule] },
        review: { findings: [finding({ severity: 'medium', endLine: 14 })] },
      }),
      SETTINGS,
    ),
  );
  assert.deepEqual(
    run.tool.driver.rules.map(({ id }) => id),
    ['agent', 'bash-unrestricted'],
  );
  assert.equal(run.tool.driver.rules[1]?.properties['security-severity'], '9.5');
  assert.equal(run.tool.driver.rules[0]?.properties['security-severity'], undefined);
  const [first, second] = run.results;
  assert.deepEqual(
    [first?.ruleIndex, first?.level, second?.ruleIndex, second?.level],
    [1, 'error', 0, 'warning'],
  );
  assert.equal(first?.locations[0].physicalLocation.artifactLocation.uri, '.opencode/agent/a%20b.md');
  assert.deepEqual(second?.locations[0].physicalLocation.region, { startLine: 12, endLine: 14 });
  assert.equal(first?.partialFingerprints['primaryLocationLineHash'], rule.id);
});

test('a replacement of a rule is a fix; one of the agent is none', () => {
  const suggestion = '  bash: ask';
  const some = outcome({
    audit: { findings: [finding({ source: 'rule', rule: 'r', endLine: 13, suggestion })] },
    review: { findings: [finding({ suggestion })] },
  });
  const { results } = parse(renderSarif(some, SETTINGS));
  const fixes = results.map((result) => result.fixes?.[0].artifactChanges[0].replacements[0]);
  assert.deepEqual(
    fixes.filter((fix) => fix !== undefined),
    [{ deletedRegion: { startLine: 12, endLine: 13 }, insertedContent: { text: suggestion } }],
  );
  assert.equal(results.find((result) => result.fixes)?.ruleId, 'r');
});

test('the words of a rule come from its page when there is one', () => {
  const page = {
    title: 'Bash without limits',
    description: 'An agent may run anything.',
    help: 'Name the **commands**.',
  };
  const some = outcome({ audit: { findings: [finding({ source: 'rule', rule: 'bash-unrestricted' })] } });
  const run = parse(renderSarif(some, { ...SETTINGS, ruleText: () => page }));
  assert.equal(run.tool.driver.rules[0]?.shortDescription.text, page.title);
  assert.equal(run.tool.driver.rules[0]?.help.markdown, page.help);
});

test('removed lines and whole files stand at the first line, and the words name the removed ones', () => {
  const findings = [
    finding({ side: 'base', startLine: 12, endLine: 13 }),
    finding({ startLine: 0, endLine: 0 }),
    finding({ startLine: 4, endLine: 4 }),
  ];
  const run = parse(renderSarif(outcome({ review: { findings } }), SETTINGS));
  const places = run.results.map(({ locations, message }) => [
    locations[0].physicalLocation.region.startLine,
    /^This is about (?<lines>[^.]*) of the file before the change/mu.exec(message.text)?.groups?.['lines'],
  ]);
  assert.deepEqual(places, [
    [1, undefined],
    [4, undefined],
    [1, 'lines 12 to 13'],
  ]);
});

test('accepted findings are suppressed', () => {
  const findings = [finding(), finding({ accepted: { by: 'policy', reason: 'Known.' } })];
  const run = parse(renderSarif(outcome({ review: { findings } }), SETTINGS));
  assert.equal(run.results.filter(({ suppressions }) => suppressions !== undefined).length, 1);
});

test('a run without a verdict is no successful execution and says why', () => {
  const reasons = [{ code: 'agent-idle', message: 'It was silent.' }] as const;
  const run = parse(renderSarif(outcome({ review: { verdict: 'inconclusive', reasons } }), SETTINGS));
  assert.equal(run.invocations[0].executionSuccessful, false);
  assert.deepEqual(run.invocations[0].toolExecutionNotifications[0]?.descriptor, { id: 'agent-idle' });
});

test('the worst 5,000 results stay and the rest is counted', () => {
  const findings = Array.from({ length: 5_010 }, (_, index) =>
    finding({ severity: index < 10 ? 'low' : 'high' }),
  );
  const run = parse(renderSarif(outcome({ review: { findings } }), SETTINGS));
  assert.equal(run.results.length, 5_000);
  assert.ok(run.results.every(({ level }) => level === 'error'));
  assert.match(run.invocations[0].toolExecutionNotifications.at(-1)?.message.text ?? '', /^10 results/u);
});

test('hostile findings give a valid file', () => {
  const next = stringsFrom(randomFrom(81), HOSTILE_PIECES, 8);
  for (let round = 0; round < 500; round++) {
    const hostile = finding({
      path: next(),
      title: next(),
      message: next(),
      remedy: next(),
      category: next(),
    });
    parse(renderSarif(outcome({ review: { findings: [hostile] } }), SETTINGS));
  }
});

test('a path becomes the bytes that git has', () => {
  assert.equal(uriOf('a b/ü:#?.ts'), 'a%20b/%C3%BC%3A%23%3F.ts');
  assert.equal(uriOf('\udcff\udc80x'), '%FF%80x');
  assert.equal(uriOf('a%20b'), 'a%2520b');
});
