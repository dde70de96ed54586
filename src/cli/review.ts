import { redactor } from '../adapters/output/redact.ts';
import { proxiesOf } from '../adapters/proxies-of.ts';
import { resolveProvider } from '../broker/providers.ts';
import { GateError } from '../errors.ts';
import { type Inputs, parseInputs } from '../inputs.ts';
import { exitCodeOf } from '../verdict/verdict.ts';
import type { Command } from './command.ts';
import { type Given, textOf } from './flags.ts';
import { openProgress, openPublisher } from './publish.ts';
import { MINUTES, runCommand } from './run-command.ts';
import { openTrail, PLACE_FLAGS, readPolicyFile } from './settings.ts';

export const review: Command = {
  name: 'review',
  summary: 'audit and review what HEAD changes, in a sandbox',
  example: 'opencode-review-gate review --base origin/main --model anthropic/claude-sonnet-4-5',
  flags: {
    repo: PLACE_FLAGS.repo,
    base: {
      value: 'REV',
      help: 'what the change is measured against (default: origin/HEAD); its merge base counts',
    },
    head: { value: 'REV', help: 'the change (default: HEAD); only what is committed is reviewed' },
    model: { value: 'P/M', help: "OpenCode's provider/model" },
    'base-url': { value: 'URL', help: 'endpoint of a self-hosted or OpenAI-compatible model' },
    'ca-file': {
      value: 'FILE',
      help: "certificate authorities of that endpoint (PEM), in place of the system's",
    },
    proxy: { value: 'URL', help: 'HTTP proxy on the way to the provider, such as http://proxy:3128' },
    'api-key-env': {
      value: 'NAME',
      help: "environment variable that holds the model key (default: the provider's own)",
    },
    agent: { value: 'NAME', help: 'a reviewer agent of the base commit, in place of the built-in one' },
    review: { value: 'WHEN', help: 'required (default) or off: audit only' },
    policy: PLACE_FLAGS.policy,
    'fail-on': { value: 'SEVERITY', help: "critical, high, medium, low or never (default: the policy's)" },
    'timeout-minutes': { value: 'N', help: `for the whole run (default: ${MINUTES})` },
    sandbox: { value: 'NAME', help: 'auto (default), a rung of docs/sandbox.md, or dangerously-none' },
    'opencode-path': { value: 'FILE', help: 'an OpenCode executable of the supported version' },
    format: PLACE_FLAGS.format,
    output: PLACE_FLAGS.output,
    trail: { value: 'FILE', help: 'write the audit trail there (JSON Lines)' },
  },
  run: runReview,
};

async function runReview(given: Given): Promise<number> {
  const inputs = parseInputs((name) => (name === 'policy' ? '' : textOf(given, name)));
  const policyBytes = readPolicyFile(textOf(given, 'policy'));
  const apiKey = inputs.review === 'off' ? '' : keyFor(inputs, textOf(given, 'api-key-env'));
  const progress = openProgress();
  const redact = redactor([apiKey]);
  const publisher = openPublisher(given, progress, redact);
  const trail = openTrail(textOf(given, 'trail'), redact);
  const outcome = await runCommand({
    inputs,
    source: { directory: textOf(given, 'repo', '.'), fetch: { proxies: proxiesOf(process.env) } },
    base: textOf(given, 'base', 'origin/HEAD'),
    head: textOf(given, 'head', 'HEAD'),
    againstNothing: false,
    policyBytes,
    apiKey,
    refusal: null,
    publisher,
    trail,
    progress,
  });
  return exitCodeOf(outcome.verdict);
}

/** The key of the model, from the environment: an argument could be read by every process of the machine. */
function keyFor(inputs: Inputs, named: string): string {
  if (inputs.model === '') {
    throw new GateError(
      'model-missing',
      'No model is given; pass --model provider/model, or --review off for the audit alone.',
    );
  }
  const provider = resolveProvider(inputs.model, inputs['base-url'] || undefined);
  const names = named === '' ? provider.keyEnvs : [named];
  const key = names.map((name) => process.env[name] ?? '').find((value) => value !== '') ?? '';
  if (key !== '' || (named === '' && !provider.needsKey)) return key;
  throw new GateError(
    'key-missing',
    `There is no key for the model: set the environment variable ${names.join(' or ')}.`,
  );
}
