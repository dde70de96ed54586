import { gitRepository } from '../adapters/git/git-repository.ts';
import { hash } from '../adapters/hash.ts';
import { writeStream } from '../adapters/output/write-stream.ts';
import { secretScanner } from '../adapters/secrets/secret-scanner.ts';
import { explainAgent } from '../audit/explain/explain-agent.ts';
import type { Explanation } from '../audit/explain/explanation.ts';
import { findAgent } from '../audit/explain/find-agent.ts';
import { isOwnersFile, parseOwners } from '../audit/owners.ts';
import { runAudit } from '../audit/run-audit.ts';
import { locateSecrets, secretSources } from '../audit/secrets.ts';
import { isAsset } from '../opencode/asset.ts';
import { parseProject } from '../opencode/project.ts';
import { semanticsOf } from '../opencode/semantics-of.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import { DEFAULT_POLICY_PATH } from '../policy/policy.ts';
import { renderExplanationJson } from '../report/explain/json.ts';
import { renderExplanation } from '../report/explain/text.ts';
import type { Command } from './command.ts';
import { type Given, textOf } from './flags.ts';
import { terminalColumns } from './publish.ts';
import { choiceOf, PLACE_FLAGS, readPolicyFile } from './settings.ts';

export const explain: Command = {
  name: 'explain',
  words: ['AGENT'],
  summary: 'what one agent may do, with the file and line that decides each permission',
  example: 'opencode-review-gate explain reviewer --rev HEAD',
  exit: '0 printed, 2 wrong use or no such agent',
  flags: {
    repo: PLACE_FLAGS.repo,
    rev: { value: 'REV', help: 'the revision to look at (default: HEAD); only what is committed counts' },
    policy: { value: 'FILE', help: 'a policy file in place of the one at that revision' },
    format: { value: 'FORMAT', help: 'text (default) or json' },
  },
  run: runExplain,
};

async function runExplain(given: Given): Promise<number> {
  const format = choiceOf(given, 'format', ['text', 'json'], 'text');
  const explanation = await explainAt(given);
  const columns = terminalColumns();
  const text =
    format === 'json'
      ? renderExplanationJson(explanation)
      : renderExplanation(explanation, {
          colour: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
          ...(columns === undefined ? {} : { columns }),
        });
  writeStream(1, text);
  return 0;
}

/** Reads files of one commit, and nothing else: no network, no secret, and nothing of the repository runs. */
async function explainAt(given: Given): Promise<Explanation> {
  const repository = gitRepository({ directory: textOf(given, 'repo', '.'), fetch: 'never' });
  try {
    const rev = textOf(given, 'rev', 'HEAD');
    const { head: commit } = await repository.resolveRange(rev, rev);
    const files = await repository.readFiles(commit, isAsset);
    const owners = parseOwners(await repository.readFiles(commit, isOwnersFile));
    const named = readPolicyFile(textOf(given, 'policy'));
    const bytes = named ?? (await repository.readFile(commit, DEFAULT_POLICY_PATH));
    const policy = parsePolicy(bytes, DEFAULT_POLICY_PATH);
    const project = parseProject(files, semanticsOf(policy.opencodeVersion));
    const placed = findAgent(project, textOf(given, 'AGENT'));
    const today = new Date().toISOString().slice(0, 10);
    const change = { base: commit, head: commit, files: [] };
    const sources = secretSources(files, [], change);
    const { findings } = runAudit({
      head: files,
      base: null,
      owners,
      secrets: locateSecrets(sources, await secretScanner().find(sources), hash),
      change,
      policy,
      failOn: 'never',
      today,
      hash,
    });
    return explainAgent({ ...placed, policy, today, findings });
  } finally {
    await repository.close();
  }
}
