import { redactor } from '../adapters/output/redact.ts';
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
  const head = textOf(given, 'rev', 'HEAD');
  const base = textOf(given, 'base');
  const policyBytes = readPolicyFile(textOf(given, 'policy'));
  // An audit knows no secret.
  const redact = redactor([]);
  const progress = openProgress();
  const outcome = await runCommand({
    inputs,
    source: { directory: textOf(given, 'repo', '.') },
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
