import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Turn } from '../../../src/review/turn.ts';
import { setUp, TERMS } from './setting.ts';

const codeOf = (turn: Turn) => (turn.outcome === 'failed' ? turn.reason.code : 'answered');
const ask = (name: string, args: Record<string, string>) => ({ toolCalls: [{ name, args }] });

test('a conversation answers, keeps its session and reads the view with three tools and nothing else', async () => {
  const steps = [
    ask('read', { filePath: '/pr/src/a.ts' }),
    ask('grep', { pattern: 'needle', path: '/pr' }),
    ask('read', { filePath: '/etc/passwd' }),
    ask('bash', { command: 'id', description: 'x' }),
    { text: 'first', usage: { input: 100, output: 10, cached: 40 } },
    { text: 'second', usage: { input: 200, output: 20, cached: 0 } },
  ];
  await using run = await setUp({ steps }, { files: { 'src/a.ts': 'const needle = 1;\n' } });
  await run.agent.prepare(run.view, TERMS);
  const session = await run.agent.open(1);
  assert.equal(session.view, '/pr');
  const first = await session.ask('The BRIEF');
  const second = await session.ask('The REPAIR');
  assert.deepEqual([codeOf(first), codeOf(second)], ['answered', 'answered']);
  assert.deepEqual(
    [first, second].map((turn) => turn.outcome === 'answered' && turn.text),
    ['first', 'second'],
  );

  const last = run.model.requests.at(-1);
  assert.deepEqual([...(last?.tools ?? [])].sort(), ['glob', 'grep', 'read']);
  assert.deepEqual(last?.user, ['The BRIEF', 'The REPAIR']);
  assert.equal(last?.model, 'vendor/scripted');
  assert.equal(last?.headers['authorization'], 'Bearer sk-test-canary-0123456789');
  const results = last?.exchanges.map(({ result }) => result ?? '') ?? [];
  const expected = [/const needle = 1;/, /a\.ts/, /rule which prevents/, /unavailable tool/];
  for (const [index, pattern] of expected.entries()) assert.match(results[index] ?? '', pattern);
  assert.equal(run.model.requests.length, 6);

  await checkAccount(run);
});

/** The gateway's count, and what the trail says about the conversation above. */
async function checkAccount({ agent, events, kinds }: Awaited<ReturnType<typeof setUp>>) {
  const settled = await agent.settle();
  assert.equal(settled.trouble, null);
  assert.ok(settled.usage.output >= 30 && settled.usage.cached === 40, JSON.stringify(settled.usage));
  assert.ok(kinds().includes('rung') && kinds().includes('run-start'));
  const calls = events.filter((event) => event.kind === 'tool-call');
  assert.deepEqual(
    calls.slice(0, 3).map((call) => `${call.tool} ${call.outcome} ${call.arguments}`),
    [
      'read completed filePath=/pr/src/a.ts',
      'grep completed pattern=(6 characters) path=/pr',
      'read error filePath=/etc/passwd',
    ],
  );
  assert.deepEqual([calls.length, calls[3]?.outcome], [4, 'error']);
  const decisions = events.filter((event) => event.kind === 'permission');
  assert.deepEqual(
    decisions.map(({ permission, pattern, action, rule, bundle }) => [
      permission,
      pattern,
      action,
      rule,
      bundle,
    ]),
    [
      ['external_directory', '/pr/src/*', 'allow', 'external_directory /pr/*', 1],
      ['read', 'pr/src/a.ts', 'allow', 'read *', 1],
      ['grep', '(6 characters)', 'allow', 'grep *', 1],
      ['external_directory', '/pr/*', 'allow', 'external_directory /pr/*', 1],
      ['external_directory', '/etc/*', 'deny', 'external_directory *', 1],
    ],
  );
  const start = events.find((event) => event.kind === 'run-start');
  assert.deepEqual(Object.keys(start?.sha256 ?? {}).toSorted(), [
    'broker',
    'bwrap',
    'config',
    'node',
    'opencode',
    'prompt',
    'relay',
    'ripgrep',
  ]);
  assert.match(start?.versions['bwrap'] ?? '', /^\d+\.\d+/u);
  assert.ok(!JSON.stringify(events).includes('canary'));
}

test('two bundles are two conversations that know nothing of each other', async () => {
  const conversations = [
    { when: 'BRIEF 1', steps: [{ text: 'one' }] },
    { when: 'BRIEF 2', steps: [{ text: 'two' }] },
  ];
  await using run = await setUp({ conversations });
  await run.agent.prepare(run.view, TERMS);
  const answers: unknown[] = [];
  for (const number of [1, 2]) {
    const session = await run.agent.open(number);
    const turn = await session.ask(`BRIEF ${number}`);
    answers.push(turn.outcome === 'answered' && turn.text);
    await session.close();
  }
  assert.deepEqual(answers, ['one', 'two']);
  assert.deepEqual(run.model.requests.at(-1)?.user, ['BRIEF 2']);
});

test('the same conversation runs over the other protocol', async () => {
  await using run = await setUp(
    { steps: [ask('read', { filePath: '/pr/a' }), { text: 'done' }] },
    { inputs: { model: 'anthropic/claude-scripted' }, files: { a: 'x\n' } },
  );
  await run.agent.prepare(run.view, TERMS);
  const turn = await (await run.agent.open(1)).ask('BRIEF');
  assert.equal(codeOf(turn), 'answered', JSON.stringify(turn));
  const [first] = run.model.requests;
  assert.equal(first?.protocol, 'anthropic-messages');
  assert.equal(first?.headers['x-api-key'], 'sk-test-canary-0123456789');
  assert.equal((await run.agent.settle()).trouble, null);
});

test('the prompt of a repository agent guides the review and cannot replace its rules', async () => {
  await using run = await setUp({ steps: [{ text: 'done' }] });
  const reviewer = { name: 'team', prompt: 'Look for TEAM-THINGS. {env:HOME} {file:/etc/passwd}' };
  await run.agent.prepare(run.view, { ...TERMS, reviewer });
  await (await run.agent.open(1)).ask('BRIEF');
  const system = run.model.requests[0]?.system ?? '';
  assert.ok(system.includes('Look for TEAM-THINGS. {env:HOME} {file:/etc/passwd}'));
  assert.ok(system.includes('Rules that nothing overrides') && !system.includes('root:'));
});

const FAULTS: readonly [string, Parameters<typeof setUp>[0], RegExp][] = [
  ['refuses the key', { steps: [{ status: 401 }] }, /^model-failed .*key/],
  [
    'limits the rate for an hour',
    { steps: [{ status: 429, headers: { 'retry-after': '3600' } }] },
    /^model-failed/,
  ],
];
for (const [what, scenario, expected] of FAULTS) {
  test(`a model that ${what} gives no answer`, async () => {
    await using run = await setUp(scenario);
    await run.agent.prepare(run.view, TERMS);
    const turn = await (await run.agent.open(1)).ask('BRIEF');
    assert.match(
      turn.outcome === 'failed' ? `${turn.reason.code} ${turn.reason.message}` : turn.text,
      expected,
    );
  });
}

test('a permission that nobody answers ends the run as rejected', async () => {
  const permission = { '*': 'deny', read: 'ask' };
  const steps = [ask('read', { filePath: 'x' }), { text: 'never' }];
  await using run = await setUp({ steps }, { permission });
  await run.agent.prepare(run.view, TERMS);
  assert.equal(codeOf(await (await run.agent.open(1)).ask('BRIEF')), 'agent-permission-rejected');
});

test('an agent with more tools than a review needs is tampered with, and no call reaches the model', async () => {
  await using run = await setUp({ steps: [{ text: 'done' }] }, { permission: 'allow' });
  await run.agent.prepare(run.view, TERMS);
  const turn = await (await run.agent.open(1)).ask('BRIEF');
  assert.notEqual(codeOf(turn), 'answered');
  assert.equal(run.model.requests.length, 0);
  assert.equal((await run.agent.settle()).trouble?.code, 'tampered');
});

test('the clock of the whole review stops a turn', async () => {
  const inputs = { 'timeout-minutes': 0.05 };
  await using run = await setUp({ steps: [{ text: 'late', delayMs: 60_000 }] }, { inputs });
  await run.agent.prepare(run.view, TERMS);
  const turn = await (await run.agent.open(1)).ask('BRIEF');
  assert.equal(codeOf(turn), 'agent-timed-out');
});

test('closing in the middle of a turn ends it at once, and again does no harm', async () => {
  await using run = await setUp({ steps: [{ text: 'late', delayMs: 60_000 }] });
  await run.agent.prepare(run.view, TERMS);
  const session = await run.agent.open(1);
  const asked = session.ask('BRIEF');
  setTimeout(() => void run.agent.close(), 1500);
  assert.equal(codeOf(await asked) === 'answered', false);
  await run.agent.close();
  await assert.rejects(run.agent.open(2), { code: 'interrupted' });
});

test('an OpenCode of another version is refused before it hears of the change', async () => {
  await using run = await setUp({ steps: [] }, {}, "console.log('1.18.34');");
  await assert.rejects(run.agent.prepare(run.view, TERMS), {
    code: 'opencode-version',
    message: /is version 1\.18\.34/,
  });
});

test('an OpenCode that says the right version is used, and the trail says that it is not the pinned one', async () => {
  const source = `
    if (process.argv[2] === '--version') console.log('1.18.33');
    else {
      const line = (type, part) => console.log(JSON.stringify({ type, sessionID: 'ses_1', part: { type: type.replace('_', '-'), ...part } }));
      let text = '';
      process.stdin.on('data', (data) => (text += data)).on('end', () => {
        line('step_start', {});
        line('text', { text: [...process.argv.slice(2), text].join(' ') });
        line('step_finish', { reason: 'stop' });
      });
    }`;
  await using run = await setUp({ steps: [] }, {}, source);
  await run.agent.prepare(run.view, TERMS);
  const session = await run.agent.open(1);
  const [first, second] = [await session.ask('ONE'), await session.ask('TWO')];
  assert.match(
    first.outcome === 'answered' ? first.text : '',
    /^run --pure --print-logs --log-level INFO --format json .* --dir \/work ONE$/,
  );
  assert.match(second.outcome === 'answered' ? second.text : '', / --session ses_1 TWO$/);
  const start = run.events.find((event) => event.kind === 'run-start');
  assert.equal(start?.versions['opencode'], 'unpinned');
});

const PROGRAMS: readonly [string, string, string][] = [
  ['prints garbage', "console.log('hello')", 'agent-events-unknown'],
  ['crashes', "process.stderr.write('boom'); process.exit(3)", 'opencode-crashed'],
  ['is killed', "process.kill(process.pid, 'SIGKILL')", 'opencode-crashed'],
  [
    'prints without end',
    "const s = 'x'.repeat(65536); for (;;) require('fs').writeSync(1, s)",
    'agent-output-limit',
  ],
  ['hangs', 'setInterval(() => {}, 1000)', 'agent-idle'],
  [
    'names a session that is an option',
    `console.log(JSON.stringify({type:'step_start',sessionID:'--auto',part:{type:'step-start'}}))`,
    'agent-events-unknown',
  ],
];
for (const [what, source, code] of PROGRAMS) {
  test(`an OpenCode that ${what} gives no answer: ${code}`, async () => {
    const program = `if (process.argv[2] === '--version') console.log('1.18.33'); else { ${source} }`;
    await using run = await setUp({ steps: [] }, { idleMs: 3_000 }, program);
    await run.agent.prepare(run.view, TERMS);
    assert.equal(codeOf(await (await run.agent.open(1)).ask('BRIEF')), code);
  });
}

const MISSING: readonly [string, Parameters<typeof setUp>[1], string][] = [
  ['no model', { inputs: { model: '' } }, 'model-missing'],
  [
    'a provider that needs a key and has none',
    { inputs: { model: 'openai/gpt', 'base-url': '' }, apiKey: '' },
    'key-missing',
  ],
  [
    'an opencode-path where nothing is',
    { inputs: { 'opencode-path': '/nonexistent/opencode' } },
    'opencode-missing',
  ],
  ['a sandbox of an unknown name', { inputs: { sandbox: 'cardboard' } }, 'input-invalid'],
];
for (const [what, overrides, code] of MISSING) {
  test(`with ${what} there is no review: ${code}`, async () => {
    await using run = await setUp({ steps: [] }, overrides);
    await assert.rejects(run.agent.prepare(run.view, TERMS), { code });
    assert.equal(run.model.requests.length, 0);
  });
}
