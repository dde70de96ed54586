import { redactor } from '../adapters/output/redact.ts';
import { proxiesOf } from '../adapters/proxies-of.ts';
import { GateError } from '../errors.ts';
import { parseInputs } from '../inputs.ts';
import { exitCodeOf } from '../verdict/verdict.ts';
import type { Command } from './command.ts';
import { type Given, textOf } from './flags.ts';
import { openProgress, openPublisher } from './publish.ts';
import { runCommand } from './run-command.ts';
import { openTrail, PLACE_FLAGS, readPolicyFile } from './settings.ts';

export const audit: Command = {
  name: 'audit',
  summary: "what the repository's OpenCode agents may do: findings and the permission matrix",
  example: 'opencode-review-gate audit --rev HEAD --base origin/main',
  flags: {
    repo: PLACE_FLAGS.repo,
    rev: { value: 'REV', help: 'the revision to audit (default: HEAD)' },
    head: { value: 'REV', help: 'the same, as "review" calls it' },
    base: { value: 'REV', help: 'count only what is new since then (default: count everything)' },
    policy: PLACE_FLAGS.policy,
    'fail-on': { value: 'SEVERITY', help: "critical, high, medium, low or never (default: the policy's)" },
    format: PLACE_FLAGS.format,
    output: PLACE_FLAGS.output,
    trail: { value: 'FILE', help: 'write the audit trail there (JSON Lines)' },
  },
  run: runAuditCommand,
};

async function runAuditCommand(given: Given): Promise<number> {
  const inputs = parseInputs((name) => {
    if (name === 'review') return 'off';
    return name === 'fail-on' ? textOf(given, name) : '';
  });
  const head = headOf(given);
  const base = textOf(given, 'base');
  const policyBytes = readPolicyFile(textOf(given, 'policy'));
  // An audit knows no secret.
  const redact = redactor([]);
  const progress = openProgress();
  const outcome = await runCommand({
    inputs,
    source: { directory: textOf(given, 'repo', '.'), fetch: { proxies: proxiesOf(process.env) } },
    base: base || head,
    head,
    againstNothing: base === '',
    policyBytes,
    apiKey: '',
    refusal: null,
    publisher: openPublisher(given, progress, redact),
    trail: openTrail(textOf(given, 'trail'), redact),
    progress,
  });
  return exitCodeOf(outcome.verdict);
}

/** Throws GateError `usage` when both names are given. */
function headOf(given: Given): string {
  const [rev, head] = [textOf(given, 'rev'), textOf(given, 'head')];
  if (rev !== '' && head !== '') {
    throw new GateError('usage', '--rev and --head are two names of one thing. Give one of them.');
  }
  return rev || head || 'HEAD';
}
