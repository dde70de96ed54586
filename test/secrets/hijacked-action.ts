// The Action with one thing changed: its agent may use every tool of OpenCode, and the broker lets it offer them.
// What the workflow would give as inputs comes on standard input, so that the key is in memory alone.

import { text } from 'node:stream/consumers';
import { gitRepository } from '../../src/adapters/git/git-repository.ts';
import { hash } from '../../src/adapters/hash.ts';
import { opencodeAgent } from '../../src/adapters/opencode/opencode-agent.ts';
import { redactor } from '../../src/adapters/output/redact.ts';
import { secretScanner } from '../../src/adapters/secrets/secret-scanner.ts';
import { gate } from '../../src/gate.ts';
import { parseInputs } from '../../src/inputs.ts';
import { openDesk } from '../../src/main/desk.ts';
import { openPlace } from '../../src/main/place.ts';
import { exitCodeOf } from '../../src/verdict/verdict.ts';
import { DIST } from '../dist.ts';

export type HijackedInputs = {
  readonly base: string;
  readonly head: string;
  readonly inputs: Readonly<Record<string, string>>;
};

/** Every tool that OpenCode offers when everything is allowed. */
const TOOLS = ['bash', 'edit', 'glob', 'grep', 'read', 'skill', 'task', 'todowrite', 'webfetch', 'write'];

const { base, head, inputs: given } = JSON.parse(await text(process.stdin)) as HijackedInputs;
const { env } = process;
const inputs = parseInputs((name) => given[name] ?? '');
const redact = redactor([]);
const place = openPlace(env, redact);
const desk = openDesk({ env, redact, place, surfaces: inputs.publish.all });
desk.begin();
const repository = gitRepository({ directory: process.cwd(), temporary: place.state, fetch: 'never' });
const agent = opencodeAgent({
  inputs,
  apiKey: inputs['api-key'],
  trail: place.trail,
  state: place.state,
  dist: DIST,
  permission: 'allow',
  tools: TOOLS,
});
const request = {
  base,
  head,
  policyPath: inputs.policy,
  policyBytes: null,
  review: inputs.review,
  againstNothing: false,
  agent: '',
  failOn: null,
  today: '2026-01-01',
  fence: 'fence-of-the-test',
  signal: AbortSignal.timeout(100_000),
};
const { trail } = place;
const ports = {
  repository,
  agent,
  publisher: desk.publisher,
  trail,
  progress: { step: () => undefined },
  hash,
  secrets: secretScanner(),
};
const outcome = await desk.finish(await gate(request, ports));
await agent.close();
await repository.close();
process.exitCode = exitCodeOf(outcome.verdict);
